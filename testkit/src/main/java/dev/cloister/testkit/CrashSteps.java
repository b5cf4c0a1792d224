package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteConsumer;
import dev.cloister.RestartIntensity;
import dev.cloister.TaskFuture;
import dev.cloister.WarmWorkers;
import dev.cloister.WorkerExitedException;
import dev.cloister.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Runs an operation on a shared object in a worker process that ends before the n-th store to shared memory, for n = 1, 2, 3
 * and so on until the operation finishes. After each death the survivors are asked.
 */
public final class CrashSteps {
    /** No operation has so many stores. */
    private static final int MAX_STEPS = 300;

    /** How long survivors may need for what they check: after a death all goes on within a second. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private CrashSteps() {}

    /** What the survivors look at after the n-th death, or after the end of the operation. */
    @FunctionalInterface
    public interface Check<T> {
        /** {@code died} is false for the last call. Throws if something is wrong. */
        void check(T shared, long n, boolean died) throws Exception;
    }

    /** Makes a shared object for one round. */
    @FunctionalInterface
    public interface Fresh<T> {
        T make() throws Exception;
    }

    /**
     * Each round has an object of its own: {@code fresh} makes it, {@code operation} runs in the worker, {@code check} here, on
     * a thread of its own, and has to end within some seconds. The object is closed after it.
     *
     * @return how many stores the operation has
     */
    @SuppressWarnings("try") // what close() throws is the test's failure
    public static <T extends AutoCloseable> long each(
            Fresh<T> fresh, RemoteConsumer<? super T> operation, Check<? super T> check) throws Exception {
        WorkerOptions workers = WorkerOptions.defaults()
                .withJvmArguments(StoreSteps.ARGUMENT, "-XX:TieredStopAtLevel=1"); // each lives for one call
        try (WarmWorkers _ = WarmWorkers.start(2, workers);
                Pool pool = Pool.open(options(workers))) {
            for (long n = 1; n <= MAX_STEPS; n++) {
                try (T shared = fresh.make()) {
                    boolean died = diesBefore(pool, n, shared, operation);
                    within("after " + (died ? "the death before store " + n : "the end"), shared, n, died, check);
                    if (!died) {
                        assertThat(n).as("the operation has stores").isGreaterThan(1);
                        return n - 1;
                    }
                }
            }
        }
        throw new AssertionError("more than " + MAX_STEPS + " stores");
    }

    private static PoolOptions options(WorkerOptions workers) {
        return PoolOptions.of(Backend.processes(1))
                .withRestartIntensity(new RestartIntensity(MAX_STEPS, Duration.ofSeconds(1)))
                .withWorkers(workers);
    }

    private static <T> boolean diesBefore(Pool pool, long n, T shared, RemoteConsumer<? super T> operation)
            throws Exception {
        TaskFuture<Long> future = pool.submit(() -> {
            StoreSteps.haltBefore(n);
            operation.accept(shared);
            return StoreSteps.count();
        });
        try {
            long steps = future.get(50, TimeUnit.SECONDS);
            assertThat(steps).as("a process that lives has fewer stores").isLessThan(n);
            return false;
        } catch (ExecutionException e) {
            assertThat(e)
                    .as("store %d", n)
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerExitedException.class,
                            died -> assertThat(died.death().exitCode()).isEqualTo(StoreSteps.EXIT_CODE));
            return true;
        }
    }

    private static <T> void within(String when, T shared, long n, boolean died, Check<? super T> check)
            throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            check.check(shared, n, died);
            return null;
        });
        Thread thread = Thread.ofPlatform().name("survivor").start(task);
        try {
            task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(when + ": " + e.getCause(), e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            AssertionError waits = new AssertionError(when + " the survivor still waits after " + LIMIT);
            waits.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw waits;
        }
    }
}
