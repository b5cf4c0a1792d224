package dev.cloister.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.Pool;
import dev.cloister.internal.manager.Delivery;
import dev.cloister.internal.manager.PoolOperations;
import dev.cloister.internal.manager.PoolServant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A managed pool: its tasks, their futures, and what becomes of the tasks of a process that is gone. */
@Timeout(30)
class ManagedPoolTest {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final PoolServant servant = new PoolServant(Pool.ofThreads(1));
    private final ManagedPool pool = new ManagedPool(servant);
    private final FakeProcess seven = new FakeProcess(7);

    @AfterEach
    void close() {
        servant.close();
    }

    private static int waitForEver() throws InterruptedException {
        STARTED.incrementAndGet();
        NEVER.await();
        return 1;
    }

    @Test
    void itRunsTasks() throws Exception {
        assertThat(pool.map((Integer x) -> x * x, List.of(1, 2, 3))).containsExactly(1, 4, 9);
        int applied = pool.apply((String text) -> text.length(), "four");
        assertThat(applied).isEqualTo(4);
        ManagedFuture<String> future = pool.submit(() -> "done");
        assertThat(future.get()).isEqualTo("done");
        assertThat(future.get(0, TimeUnit.SECONDS)).as("kept").isEqualTo("done");
        assertThat(future.isDone()).isTrue();
        assertThat(servant.toString()).isEqualTo("pool (0 tasks whose results nobody has fetched)");
    }

    @Test
    void theErrorOfATaskIsTheCause() throws Exception {
        ManagedFuture<Integer> future = pool.submit(() -> Integer.divideUnsigned(1, 0));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(future::get)
                    .withCauseInstanceOf(ArithmeticException.class);
        }
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
    }

    @Test
    void aWaitEndsAndTheTaskCanBeCancelled() throws Exception {
        ManagedFuture<Integer> future = pool.submit(ManagedPoolTest::waitForEver);
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
        assertThat(future.isDone()).isFalse();
        assertThat(future.cancel(true)).isTrue();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.cancel(true)).isFalse();
    }

    /** A thread asks while another fetches the result, after which the pool knows nothing of the task any more. */
    @Test
    void whoAsksWhileAnotherFetchesIsAnswered() throws Exception {
        AtomicReference<ManagedFuture<?>> fetched = new AtomicReference<>();
        PoolOperations slow = (PoolOperations) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PoolOperations.class}, (_, method, arguments) -> {
                    ManagedFuture<?> other = fetched.getAndSet(null);
                    if (other != null) {
                        assertThat(other.get()).isEqualTo("done");
                    }
                    try {
                        return method.invoke(servant, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        for (Predicate<ManagedFuture<String>> question :
                List.<Predicate<ManagedFuture<String>>>of(Future::isDone, future -> !future.cancel(true))) {
            ManagedFuture<String> future = new ManagedPool(slow).submit(() -> "done");
            fetched.set(future);
            assertThat(question.test(future)).isTrue();
            assertThat(fetched).hasNullValue();
        }
    }

    @Test
    void theTasksOfAProcessThatIsGoneAreForgotten() throws Exception {
        int before = STARTED.get();
        ManagedFuture<Integer> running = pool.submit(ManagedPoolTest::waitForEver);
        FakeProcess.until(() -> STARTED.get() == before + 1);
        ManagedFuture<Integer> pending = seven.call(1, () -> pool.submit(ManagedPoolTest::waitForEver));
        Runnable undo = seven.call(1, () -> {
            Future<Integer> _ = pool.submit(ManagedPoolTest::waitForEver);
            return Delivery.undo();
        });
        undo.run();
        seven.die(servant);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(pending::get);
        assertThat(running.cancel(true)).isTrue();
        int result = pool.apply(x -> x, 5);
        assertThat(result).isEqualTo(5);
        assertThat(STARTED).as("what had not begun").hasValue(before + 1);
    }

    @Test
    void closeWaitsForWhatWasAccepted() throws Exception {
        ManagedFuture<Integer> future = pool.submit(() -> 7);
        pool.close();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(future.get()).isEqualTo(7);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.submit(() -> 8));
    }
}
