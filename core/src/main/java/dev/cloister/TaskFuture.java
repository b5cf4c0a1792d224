package dev.cloister;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task given to a {@link Pool}. It ends exactly once: with a value, with the task's own exception, with
 * a {@link WorkerException} when the worker died while running it, with a {@link CodecException} when the result could
 * not travel, cancelled, or with a {@link BrokenPoolException}.
 *
 * <p>{@link #get()} throws {@link ExecutionException} around the cause. The result is rebuilt on the thread that asks
 * for it first, so a hostile {@code readObject} can hurt only callers of this future. Safe for use by many threads.
 *
 * <p><b>Callbacks</b> ({@link #whenDone}, {@link #onSuccess}, {@link #onFailure}) run once each, one after the other in the
 * order of registration: on a virtual thread when the task ends, or at once on the registering thread when it has ended
 * and no earlier callback is waiting or running. They never run on a thread or under a lock of the pool, so they may
 * submit, wait, cancel, and close the pool. What a callback throws goes to the uncaught exception handler of the thread
 * that runs it; the others still run. The JVM stays alive until they have ended.
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
    /**
     * The deaths of workers after which the task was run again, so far, the first one first; empty unless its {@link
     * TaskOptions#retries()} allow it.
     */
    List<WorkerDeath> retriedAfter();

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

    /**
     * Calls {@code action} with this future once it has ended, however it ended. Does not wait.
     *
     * @return this future
     */
    TaskFuture<V> whenDone(Consumer<? super TaskFuture<V>> action);

    /** Calls {@code action} with the value if the task ends with one; see {@link #whenDone}. Returns this future. */
    default TaskFuture<V> onSuccess(Consumer<? super V> action) {
        Objects.requireNonNull(action, "action");
        return whenDone(ended -> {
            if (ended.state() == State.SUCCESS) {
                action.accept(ended.resultNow());
            }
        });
    }

    /**
     * Calls {@code action} with the error if the task ends without a value: what {@link #get()} has as the cause of its
     * {@code ExecutionException}, or a {@link CancellationException}; see {@link #whenDone}. Returns this future.
     */
    default TaskFuture<V> onFailure(Consumer<? super Throwable> action) {
        Objects.requireNonNull(action, "action");
        return whenDone(ended -> {
            switch (ended.state()) {
                case FAILED -> action.accept(ended.exceptionNow());
                case CANCELLED -> action.accept(new CancellationException("task " + ended.taskId() + " was cancelled"));
                case SUCCESS, RUNNING -> {}
            }
        });
    }

    /**
     * A {@link CompletableFuture} that completes as this future ends, exactly once: with the value, with the task's own
     * error, or with a {@link CancellationException}. The result is rebuilt and dependent stages are run on a virtual
     * thread. Cancelling it cancels the task as {@code cancel(true)} does; completing it in another way does not touch the
     * task. Each call returns a new one.
     */
    CompletableFuture<V> toCompletableFuture();
}
