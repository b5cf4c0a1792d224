package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.BrokenPoolException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds on the backends without processes only. */
public abstract class ThreadPoolContract extends PoolContract {
    /** For subclasses. */
    protected ThreadPoolContract() {}

    @Test
    final void m12_theVerySameExceptionIsThrown() throws Exception {
        Faults.OwnException thrown = new Faults.OwnException("mine", 1);
        try (Pool pool = open()) {
            assertThat(Endings.error(pool.submit(new Faults.Throws(thrown)))).isSameAs(thrown);
            assertThat(thrown.getSuppressed()).isEmpty();
        }
    }

    @Test
    final void m12_argumentsAndResultsAreTheVerySame() throws Exception {
        Object object = new Object();
        try (Pool pool = open()) {
            assertThat(pool.<Object, Object>apply(x -> x, object)).isSameAs(object);
        }
    }

    @Test
    final void aTaskThatWaitsForItsOwnFullPoolIsToldInsteadOfHanging() throws Exception {
        try (Pool pool = open()) {
            CountDownLatch together = new CountDownLatch(pool.parallelism());
            List<TaskFuture<Integer>> outer = new ArrayList<>();
            for (int i = 0; i < pool.parallelism(); i++) {
                outer.add(pool.submit((Callable<Integer>) () -> {
                    together.countDown();
                    together.await();
                    return pool.submit(() -> 1).get() + 1;
                }));
            }
            List<Throwable> told = new ArrayList<>();
            for (TaskFuture<Integer> future : outer) {
                try {
                    assertThat(Endings.value(future)).isEqualTo(2);
                } catch (ExecutionException e) {
                    told.add(e.getCause() == null ? e : e.getCause());
                }
            }
            assertThat(told)
                    .hasSize(1)
                    .first()
                    .satisfies(error -> assertThat(error)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageMatching("(?s)task \\d+ of .* waits for task \\d+ of the same pool.*"));
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void tasksThatWaitForEachOtherAreToldInsteadOfHanging() throws Exception {
        try (Pool pool = open()) {
            CompletableFuture<TaskFuture<Integer>> second = new CompletableFuture<>();
            TaskFuture<Integer> first =
                    pool.submit((Callable<Integer>) () -> second.get().get());
            second.complete(pool.submit((Callable<Integer>) () -> first.get()));
            Throwable error = Endings.error(first);
            assertThat(error).hasStackTraceContaining("IllegalStateException").hasStackTraceContaining("same pool");
        }
    }

    @Test
    final void aWaitForATaskOfAFreePoolIsNoError() throws Exception {
        try (Pool pool = open()) {
            for (int i = 0; i < 200; i++) {
                TaskFuture<Integer> outer = pool.submit(
                        (Callable<Integer>) () -> pool.submit(() -> 1).get() + 1);
                assertThat(Endings.value(outer)).isEqualTo(2);
            }
        }
    }

    @Test
    final void w03_aHangingInitializerBreaksThePoolAtTheStartTimeout() throws Exception {
        Pool pool = Pool.open(options().withStartTimeout(Duration.ofMillis(300)).withInitializer(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }));
        try (pool) {
            assertThat(Endings.error(pool.submit(() -> 1), BrokenPoolException.class))
                    .hasMessageContaining("300 ms");
            assertThatThrownBy(() -> pool.submit(() -> 2)).isInstanceOf(BrokenPoolException.class);
        }
    }

    @Test
    final void executeHandsItsErrorToTheUncaughtExceptionHandler() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> seen.set(error));
        try (Pool pool = open()) {
            pool.execute(() -> {
                throw new IllegalStateException("nobody waits for me");
            });
            Await.until("the handler was not called", Duration.ofSeconds(10), () -> seen.get() != null);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).hasMessage("nobody waits for me");
    }
}
