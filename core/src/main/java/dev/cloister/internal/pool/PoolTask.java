package dev.cloister.internal.pool;

import dev.cloister.TaskFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task's future. Thread-safe.
 *
 * @param <V> the type of the result
 */
public abstract class PoolTask<V extends @Nullable Object> implements TaskFuture<V>, RunnableFuture<V> {
    /** What {@code shutdownNow} returns for a task given to {@code execute}; null for one with a visible future. */
    @Nullable
    Runnable executed;

    /** Tasks with the same number other than 0 go to one worker together. Set before the task is enqueued. */
    long chunk;

    private final long id;
    private final int index;

    /** Completed once, never exceptionally. Waiting and happens-before are its own. */
    private final CompletableFuture<TaskEnding> ended = new CompletableFuture<>();

    /** The resolved ending; guarded by {@code this}. */
    private @Nullable TaskEnding resolved;

    PoolTask(long id, int index) {
        this.id = id;
        this.index = index;
    }

    @Override
    public final long taskId() {
        return id;
    }

    /** The position of the task's input in its map, from 0; -1 for a task submitted alone. */
    public final int index() {
        return index;
    }

    /** Ends the task unless it has ended already. Runs the callbacks of {@link #onEnd}. */
    final boolean end(TaskEnding ending) {
        return ended.complete(ending);
    }

    /** Runs {@code callback} once when the task has ended, at once if it has; on the thread that ends it. */
    final void onEnd(Consumer<TaskEnding> callback) {
        var _ = ended.thenAccept(callback);
    }

    /** The ending, resolved; waits for it. */
    final TaskEnding awaitEnding() throws InterruptedException {
        try {
            return resolve(ended.get());
        } catch (ExecutionException e) {
            throw new AssertionError("a task's ending is never exceptional; please report this", e);
        }
    }

    /** Waits until the task has ended; does not resolve its ending. */
    final boolean awaitEnd(long nanos) throws InterruptedException {
        try {
            ended.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("a task's ending is never exceptional; please report this", e);
        }
    }

    /** The ending as it came, or null while there is none. */
    final @Nullable TaskEnding endingNow() {
        return ended.getNow(null);
    }

    private synchronized TaskEnding resolve(TaskEnding ending) {
        TaskEnding known = resolved;
        if (known == null) {
            known = ending.resolve();
            resolved = known;
            ended.obtrudeValue(known); // drops the bytes
        }
        return known;
    }

    @Override
    public final boolean isDone() {
        return ended.isDone();
    }

    @Override
    public final boolean isCancelled() {
        return ended.getNow(null) == TaskEnding.Cancelled.INSTANCE;
    }

    @Override
    public final V get() throws InterruptedException, ExecutionException {
        return report(awaitEnding());
    }

    @Override
    public final V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return report(resolve(ended.get(timeout, unit)));
        } catch (TimeoutException e) {
            throw new TimeoutException(describe() + " has not ended after " + timeout + " " + unit + "; it goes on");
        }
    }

    @SuppressWarnings("unchecked") // what the task returned is what its type says
    private V report(TaskEnding ending) throws ExecutionException {
        return switch (ending) {
            case TaskEnding.Value(Object value) -> (V) value;
            case TaskEnding.Failure(Throwable error) ->
                throw new ExecutionException(describe() + " failed: " + error, error);
            case TaskEnding.Cancelled cancelled -> throw new CancellationException(describe() + " was cancelled");
            default -> throw new AssertionError("unresolved ending " + ending + "; please report this");
        };
    }

    final String describe() {
        return index < 0 ? "task " + id : "task " + id + " (input " + index + ")";
    }

    @Override
    public String toString() {
        return "TaskFuture[" + describe() + ", " + state() + "]";
    }

    @Override
    public final State state() {
        TaskEnding ending = endingNow();
        if (ending == null) {
            return State.RUNNING;
        }
        TaskEnding known = resolve(ending);
        if (known == TaskEnding.Cancelled.INSTANCE) {
            return State.CANCELLED;
        }
        return known.isSuccess() ? State.SUCCESS : State.FAILED;
    }
}
