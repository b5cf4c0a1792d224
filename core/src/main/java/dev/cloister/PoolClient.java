package dev.cloister;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a pool that can travel into its tasks, where the pool itself cannot: made by {@link Pool#client()}, captured
 * by a lambda or given as an argument, it lets a task submit further tasks to the pool that runs it. It has the pool's own
 * words for that, and gives the same futures and the same errors.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(4)) {
 *     dev.cloister.PoolClient client = pool.client();
 *     long bytes = pool.submit(() -> {
 *         java.util.List<String> files = java.util.List.of("a.txt", "b.txt"); // found by the task
 *         return client.<String, Long>map(file -> java.nio.file.Files.size(java.nio.file.Path.of(file)), files)
 *                 .stream().mapToLong(Long::longValue).sum();
 *     }).get();
 * }
 * }
 *
 * <p><b>Where it works:</b> in the JVM of the pool, where it is the pool; in the pool's worker processes, and in those of the
 * other pools of processes of the same JVM, where each task is handed to that JVM as bytes, and its outcome back. The client
 * may be passed on: to the tasks that it submits, and back to the JVM of the pool; the futures that it gives may not.
 *
 * <p><b>The tasks are ordinary ones</b> of the pool, run with its {@link PoolOptions#tasks() options} by whichever worker is
 * free; they do not end with the task that submitted them. When the worker process of that task dies, those that no
 * worker has yet are cancelled; the others end by themselves and nobody hears of it. When the JVM of the pool dies, all
 * workers do. After {@code shutdown} the pool accepts no task from its tasks either, and those accepted before are done.
 *
 * <p><b>Waiting</b> keeps the place of the task that waits. A task that waits without a deadline, when every place of the
 * pool is held by such a task, would hang: instead its {@code get} or {@code map} throws an {@link IllegalStateException}.
 * Give deep recursions enough places, or another pool. Not watched are waits with a time-out, on a {@link CompletableFuture}
 * or by {@link TaskFutures}, waits of threads that the task has started, and circles through several pools.
 *
 * <p><b>Bounds.</b> Of the tasks that one worker process has submitted, 10,000 may be unfinished
 * ({@code -Ddev.cloister.maxRequests} of the pool's JVM); {@code map} keeps itself within 1,000. A task or its outcome may be as large as the
 * pool's {@link PoolOptions#maxMessageBytes()}. Submitting from a worker waits until the pool's JVM has answered, some tenths
 * of a millisecond.
 *
 * <p>All methods throw {@link IllegalStateException} in a JVM where the pool cannot be reached. Safe for use by many threads.
 */
public interface PoolClient extends Serializable {
    /**
     * Submits a task, as {@link Pool#submit(RemoteCallable)}.
     *
     * @throws CodecException if the task cannot travel
     * @throws RejectedExecutionException after {@code shutdown} of the pool, and when too many tasks are unfinished
     * @throws BrokenPoolException if the pool is broken
     */
    <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task);

    /** Submits a task without a result, as {@link Pool#submit(RemoteRunnable)}; see {@link #submit(RemoteCallable)}. */
    TaskFuture<@Nullable Void> submit(RemoteRunnable task);

    /** Submits a function with its argument, as {@link Pool#submit(RemoteFunction, Object)}; see there. */
    <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument);

    /**
     * Applies {@code function} to each input and returns the results in the order of the inputs, as {@link
     * Pool#map(RemoteFunction, Iterable)}. In a worker process each input is a task of its own.
     *
     * @throws ExecutionException around the first failed input's own error; its message names the input's index
     * @throws InterruptedException if the caller was interrupted; what has not ended is cancelled
     * @throws RejectedExecutionException if the pool was shut down before all inputs were submitted
     * @throws IllegalStateException if the wait for the results could never end; what has not ended is cancelled
     */
    <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException, ExecutionException;

    /**
     * As {@link #map}, but returns one {@link Outcome} per input, value or error, and never throws for what a task did.
     *
     * @throws InterruptedException if the caller was interrupted; what has not ended is cancelled
     */
    <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) throws InterruptedException;

    /** As {@link #submit(RemoteFunction, Object)}, with the result as a {@link CompletableFuture}. */
    default <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> applyAsync(
            RemoteFunction<? super T, ? extends R> function, T argument) {
        return this.<T, R>submit(function, argument).toCompletableFuture();
    }

    /** The name of the pool. */
    String poolName();
}
