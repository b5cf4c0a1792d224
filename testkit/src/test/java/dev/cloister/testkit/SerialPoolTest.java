package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.ResultIterator;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The serial pool keeps the contracts of mapping, errors, state and sharing. Those of futures and limits are about tasks
 * that run beside their caller, and of pools about workers; what takes their place is here.
 */
final class SerialPoolTest extends MappingContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.serial();
    }

    @Test
    void aTaskRunsAtOnceInTheSubmittingThreadBelowItsCaller() throws Exception {
        Thread caller = Thread.currentThread();
        List<Thread> ran = new ArrayList<>();
        try (Pool pool = Pool.serial()) {
            TaskFuture<Boolean> future = pool.submit((Callable<Boolean>) () -> {
                ran.add(Thread.currentThread());
                return Stream.of(Thread.currentThread().getStackTrace())
                        .anyMatch(frame ->
                                frame.getMethodName().equals("aTaskRunsAtOnceInTheSubmittingThreadBelowItsCaller"));
            });
            assertThat(ran).containsExactly(caller);
            assertThat(future.isDone()).isTrue();
            assertThat(future.resultNow()).isTrue();
            assertThat(future.cancel(true)).isFalse();
            assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        }
    }

    @Test
    void imapRunsAnInputWhenItsResultIsAskedFor() {
        List<Integer> ran = new ArrayList<>();
        try (Pool pool = open();
                ResultIterator<Integer> results = pool.<Integer, Integer>imap(
                        x -> {
                            ran.add(x);
                            return x * x;
                        },
                        () -> Stream.iterate(1, x -> x + 1).iterator())) {
            assertThat(ran).isEmpty();
            assertThat(results.next()).isEqualTo(1);
            assertThat(results.next()).isEqualTo(4);
            assertThat(ran).containsExactly(1, 2);
        }
    }

    @Test
    void aTaskMayUseItsOwnPool() throws Exception {
        try (Pool pool = open()) {
            TaskFuture<Integer> outer =
                    pool.submit((Callable<Integer>) () -> pool.submit(() -> 20).get() + 1);
            assertThat(Endings.value(outer)).isEqualTo(21);
        }
    }

    @Test
    void anInterruptOfTheSubmittingThreadStaysWithIt() throws Exception {
        try (Pool pool = open()) {
            Thread.currentThread().interrupt();
            TaskFuture<Boolean> seen = pool.submit(() -> Thread.currentThread().isInterrupted());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Endings.value(seen)).isTrue();
        }
    }

    @Test
    void aClosedPoolRefusesAndCountsWhatRan() throws Exception {
        Pool pool = open();
        assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        assertThat(Endings.error(pool.submit(new Faults.Throws(new IllegalStateException("x")))))
                .hasMessage("x");
        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        pool.close();
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.statistics().submitted()).isEqualTo(2);
        assertThat(pool.statistics().completed()).isEqualTo(1);
        assertThat(pool.statistics().failed()).isEqualTo(1);
        assertThatThrownBy(() -> open().resize(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itTerminatesWhenTheLastRunningTaskHasEnded() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Pool pool = open();
        Thread submitter = Thread.ofVirtual()
                .start(() -> pool.execute(() -> {
                    running.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        running.await();
        pool.shutdown();
        assertThat(pool.isTerminated()).isFalse();
        end.countDown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        submitter.join();
    }
}
