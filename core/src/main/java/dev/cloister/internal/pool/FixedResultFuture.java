package dev.cloister.internal.pool;

import dev.cloister.TaskFuture;
import dev.cloister.WorkerDeath;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The future of {@code submit(Runnable, result)}: the task's own, with a result that stays in this process. */
record FixedResultFuture<T extends @Nullable Object>(PoolTask<?> task, T result) implements TaskFuture<T> {
    @Override
    public long taskId() {
        return task.taskId();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return task.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean isCancelled() {
        return task.isCancelled();
    }

    @Override
    public boolean isDone() {
        return task.isDone();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        task.get();
        return result;
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        task.get(timeout, unit);
        return result;
    }

    @Override
    public TaskFuture<T> whenDone(Consumer<? super TaskFuture<T>> action) {
        Objects.requireNonNull(action, "action");
        var _ = task.whenDone(ended -> action.accept(this));
        return this;
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return TaskCompletion.of(task, () -> result);
    }

    @Override
    public List<WorkerDeath> retriedAfter() {
        return task.retriedAfter();
    }
}
