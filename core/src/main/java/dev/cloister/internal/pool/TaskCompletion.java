package dev.cloister.internal.pool;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A completable future whose {@code cancel} reaches the tasks behind it. */
final class TaskCompletion<V extends @Nullable Object> extends CompletableFuture<V> {
    /** Cancels what it stands for; null once it has completed by itself. */
    private volatile @Nullable Runnable canceller;

    TaskCompletion(Runnable canceller) {
        this.canceller = canceller;
    }

    /** One that completes as the task ends. */
    static <V extends @Nullable Object> TaskCompletion<V> of(PoolTask<V> task) {
        return of(task, task::resultNow);
    }

    /** One that completes as the task ends, with this value if it succeeds. */
    static <V extends @Nullable Object> TaskCompletion<V> of(PoolTask<?> task, Supplier<V> value) {
        TaskCompletion<V> completion = new TaskCompletion<>(() -> task.cancel(true));
        if (task.isDone()) {
            completion.completeAs(task, value);
        } else {
            task.onEnd(ending -> UserThreads.start("cloister-completion", () -> completion.completeAs(task, value)));
        }
        return completion;
    }

    private void completeAs(PoolTask<?> task, Supplier<V> value) {
        switch (task.result()) {
            case TaskEnding.Value known -> succeed(value.get());
            case TaskEnding.Failure(Throwable error) -> fail(error);
            default -> fail(new CancellationException(task.describe() + " was cancelled"));
        }
    }

    /** The tasks have ended with this value. */
    void succeed(V value) {
        canceller = null;
        complete(value);
    }

    /** The tasks have ended with this error. */
    void fail(Throwable error) {
        canceller = null;
        completeExceptionally(error);
    }

    /** Cancels the tasks first, so that none begins once this returns. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Runnable cancelTasks = canceller;
        if (cancelTasks != null && !isDone()) {
            cancelTasks.run();
        }
        return super.cancel(mayInterruptIfRunning);
    }
}
