package dev.cloister.manager;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.internal.manager.PoolOperations;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pool of workers that lives at a manager, and that all processes which have a handle share. What it runs, and how, is told by {@link
 * dev.cloister.Pool}.
 *
 * {@snippet :
 * static java.util.List<Integer> squares(dev.cloister.manager.ManagedPool pool) throws Exception {
 *     return pool.map(x -> x * x, java.util.List.of(1, 2, 3));
 * }
 * }
 *
 * <p>Tasks, inputs and results travel by value through the manager. When the process that submitted a task is gone, the task is
 * cancelled if it has not begun, and its result forgotten. When a worker dies, the task that it ran fails alone. When the manager is gone,
 * so are the workers, and every method throws. At most 100,000 results can wait at the manager to be fetched.
 *
 * <p>Thread-safe. Handles are {@link java.io.Serializable}: what arrives is a handle on the same pool. {@link #close} ends the pool for all of
 * them.
 */
public final class ManagedPool extends StandardType<PoolOperations> implements AutoCloseable {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedPool(PoolOperations operations) {
        super(operations);
    }

    /**
     * Submits a task.
     *
     * @throws RejectedExecutionException after {@code shutdown}, or if too many results were not fetched
     */
    public <T extends @Nullable Object> ManagedFuture<T> submit(RemoteCallable<T> task) {
        return new ManagedFuture<>(operations, operations.submit(task));
    }

    /** Submits a function with its argument; see {@link #submit(RemoteCallable)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> ManagedFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument) {
        RemoteCallable<R> task = () -> function.apply(argument);
        return submit(task);
    }

    /**
     * Applies a function in a worker and waits for the result. Python: {@code apply}.
     *
     * @throws ExecutionException around the task's own exception or a {@link dev.cloister.WorkerException}
     */
    public <T extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException, ExecutionException {
        return this.<T, R>submit(function, argument).get();
    }

    /**
     * Applies a function to each input and returns the results in the order of the inputs, as {@link dev.cloister.Pool#map}. Inputs and results must
     * fit into one message each.
     *
     * @throws ExecutionException around the first failed input's own error
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the function's own types
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException, ExecutionException {
        List<T> copy = new ArrayList<>();
        inputs.forEach(copy::add);
        return (List<R>) operations.map((RemoteFunction<@Nullable Object, ?>) function, copy);
    }

    /** Accepts no more tasks; those that were accepted are done. */
    public void shutdown() {
        operations.shutdown();
    }

    /** Accepts no more tasks, cancels those that have not begun and interrupts those that run. */
    public void shutdownNow() {
        operations.shutdownNow();
    }

    /** Whether it accepts no more tasks. */
    public boolean isShutdown() {
        return operations.isShutdown();
    }

    /** Whether it was shut down and all its tasks have ended. */
    public boolean isTerminated() {
        return operations.isTerminated();
    }

    /** Waits until all tasks have ended after a shutdown, at most so long; false if the time was up. */
    public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        return operations.awaitTermination(Duration.ofNanos(Times.nanos(time, unit)));
    }

    /**
     * Shuts it down, for all who have it, and waits for the tasks that were accepted. An interrupt makes that {@link #shutdownNow}, and is
     * kept.
     */
    @Override
    public void close() {
        operations.shutdown();
        boolean interrupted = false;
        boolean terminated = false;
        while (!terminated) {
            try {
                terminated = operations.awaitTermination(Duration.ofDays(1));
            } catch (InterruptedException e) {
                interrupted = true;
                operations.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it is, and whether it was shut down. */
    @Override
    public String toString() {
        return isShutdown() ? "managed pool (shut down)" : "managed pool";
    }
}
