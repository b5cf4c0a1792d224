package dev.cloister;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task given to a {@link Pool}. It ends exactly once: with a value, with the task's own exception, with
 * a {@link WorkerException} when the worker died while running it, with a {@link CodecException} when the result could
 * not travel, cancelled, or with a {@link BrokenPoolException}.
 *
 * <p>{@link #get()} throws {@link ExecutionException} around the cause. The result is rebuilt on the thread that asks
 * for it first, so a hostile {@code readObject} can hurt only callers of this future. Safe for use by many threads.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(1)) {
 *     dev.cloister.TaskFuture<Integer> future = pool.submit(() -> 6 * 7);
 *     int answer = future.get();
 * }
 * }
 *
 * @param <V> the type of the result
 */
public interface TaskFuture<V extends @Nullable Object> extends Future<V> {
    /** The number of the task, unique in its pool, counted from 1 in order of submission. */
    long taskId();

    /**
     * Cancels the task. A task that has not been handed to a worker never runs. With {@code mayInterruptIfRunning} a
     * running task is really ended: its thread is interrupted, and when it has not ended after the pool's cancel grace
     * its worker process is killed and replaced (a thread cannot be killed: on thread backends it is only
     * interrupted). Later {@code get} calls throw {@link CancellationException}, at once.
     *
     * @return false if the task had already ended, or was running and {@code mayInterruptIfRunning} is false
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);
}
