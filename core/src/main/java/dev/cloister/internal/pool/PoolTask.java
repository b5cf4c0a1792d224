package dev.cloister.internal.pool;

import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import dev.cloister.WorkerDeath;
import dev.cloister.internal.codec.ErrorText;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task's future. Thread-safe.
 *
 * @param <V> the type of the result
 */
public abstract class PoolTask<V extends @Nullable Object> implements TaskFuture<V>, RunnableFuture<V> {
    /** Who waits no longer than this does not wait actively first. */
    private static final long WATCH_NANOS = 1_000_000;

    /** What was given to {@code execute}; null for a task with a visible future. */
    @Nullable
    Runnable executed;

    /** Tasks with the same number other than 0 go to one worker together. Set before the task is enqueued. */
    long chunk;

    /** What users have in its place; null for a task that they have themselves. Set before the task is enqueued. */
    @Nullable
    PoolTask<?> facade;

    /** How it is run. Set before the task is enqueued. */
    TaskOptions options = TaskOptions.defaults();

    private final long id;
    private final int index;

    /** Null until the task has ended; then how, at first as it came, once somebody asked for it resolved. */
    private volatile @Nullable TaskEnding ending;

    /** What is to be called when it ends, the latest first. Guarded by {@code this}. */
    private @Nullable Callback callbacks;

    /** The user's callbacks; null until there is one. Guarded by {@code this}. */
    private @Nullable DoneCallbacks<V> doneCallbacks;

    /** One of {@link #callbacks}. */
    private record Callback(
            Consumer<TaskEnding> action, @Nullable Callback next) {}

    protected PoolTask(long id, int index) {
        this.id = id;
        this.index = index;
    }

    @Override
    public List<WorkerDeath> retriedAfter() {
        return List.of();
    }

    @Override
    public final long taskId() {
        return id;
    }

    /** The position of the task's input in its map, from 0; -1 for a task submitted alone. */
    public final int index() {
        return index;
    }

    /** What {@code shutdownNow} returns for it. */
    final Runnable given() {
        Runnable given = executed;
        return given != null ? given : this;
    }

    /** Ends the task unless it has ended already. Runs the callbacks of {@link #onEnd}. */
    protected final boolean end(TaskEnding how) {
        Callback first;
        synchronized (this) {
            if (ending != null) {
                return false;
            }
            ending = how;
            first = callbacks;
            callbacks = null;
        }
        for (Callback callback = first; callback != null; callback = callback.next) {
            callback.action.accept(how);
        }
        return true;
    }

    /**
     * Runs {@code callback} once when the task has ended, at once if it has; on the thread that ends it. It must not throw
     * and not wait.
     */
    final void onEnd(Consumer<TaskEnding> callback) {
        TaskEnding how;
        synchronized (this) {
            how = ending;
            if (how == null) {
                callbacks = new Callback(callback, callbacks);
            }
        }
        if (how != null) {
            callback.accept(how);
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very callback
    private synchronized void forget(Consumer<TaskEnding> callback) {
        Callback kept = null;
        for (Callback one = callbacks; one != null; one = one.next) {
            kept = one.action == callback ? kept : new Callback(one.action, kept);
        }
        callbacks = kept;
    }

    /** The ending, resolved; waits for it. */
    final TaskEnding awaitEnding() throws InterruptedException {
        while (true) {
            TaskEnding how = ending;
            if (how != null) {
                return resolve(how);
            }
            boolean _ = awaitEnd(Long.MAX_VALUE);
        }
    }

    /** The ending, resolved, of a task that has ended. */
    final TaskEnding result() {
        TaskEnding how = ending;
        if (how == null) {
            throw new IllegalStateException(describe() + " has not ended; please report this");
        }
        return resolve(how);
    }

    /** Waits until the task has ended; does not resolve its ending. */
    final boolean awaitEnd(long nanos) throws InterruptedException {
        if (ending == null && nanos > WATCH_NANOS && !Thread.currentThread().isVirtual()) {
            watch();
        }
        if (ending != null || nanos != Long.MAX_VALUE) {
            return ending != null || park(nanos);
        }
        beginWait();
        try {
            return park(nanos);
        } finally {
            endWait();
        }
    }

    /** The calling thread is about to wait without a deadline. May throw if that could never end. */
    protected void beginWait() {}

    /** It waits no more. */
    protected void endWait() {}

    /** Why the calling thread's wait without a deadline cannot end; null if it can. Whoever finds out unparks the thread. */
    protected @Nullable RuntimeException whyInVain() {
        return null;
    }

    /** Waits actively for some microseconds, if that may pay. */
    protected void watch() {}

    private boolean park(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw interrupted();
        }
        long deadline = System.nanoTime() + nanos;
        Thread waiter = Thread.currentThread();
        Consumer<TaskEnding> wake = how -> LockSupport.unpark(waiter);
        onEnd(wake);
        while (ending == null) {
            long left = nanos == Long.MAX_VALUE ? nanos : deadline - System.nanoTime();
            if (left <= 0) {
                forget(wake);
                return ending != null;
            }
            RuntimeException vain = left == Long.MAX_VALUE ? whyInVain() : null;
            if (vain != null) {
                forget(wake);
                throw vain;
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                forget(wake);
                throw interrupted();
            }
        }
        return true;
    }

    private InterruptedException interrupted() {
        return new InterruptedException("interrupted while waiting for " + describe());
    }

    /** Resolves an ending once, under a lock of its own, for it may run the user's code. */
    @SuppressWarnings("ReferenceEquality") // this very ending, not yet resolved by another thread
    private TaskEnding resolve(TaskEnding how) {
        if (how.isResolved()) {
            return how;
        }
        synchronized (how) {
            TaskEnding known = ending;
            if (known == null || known == how) {
                known = how.resolve();
                ending = known; // drops the bytes
            }
            return known;
        }
    }

    @Override
    public final TaskFuture<V> whenDone(Consumer<? super TaskFuture<V>> action) {
        Objects.requireNonNull(action, "action");
        DoneCallbacks<V> added;
        boolean first = false;
        synchronized (this) {
            added = doneCallbacks;
            if (added == null) {
                added = new DoneCallbacks<>(this);
                doneCallbacks = added;
                first = true;
            }
        }
        if (first) {
            onEnd(added);
        }
        added.add(action);
        return this;
    }

    @Override
    public final CompletableFuture<V> toCompletableFuture() {
        return TaskCompletion.of(this);
    }

    /** Cancels the task unless its code is known to have started; then it goes on and this does nothing. */
    boolean cancelUnlessStarted() {
        return cancel(false);
    }

    @Override
    public final boolean isDone() {
        return ending != null;
    }

    @Override
    public final boolean isCancelled() {
        return ending == TaskEnding.Cancelled.INSTANCE;
    }

    @Override
    public final V get() throws InterruptedException, ExecutionException {
        return report(awaitEnding());
    }

    @Override
    public final V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!awaitEnd(Math.max(0, unit.toNanos(timeout)))) {
            throw new TimeoutException(describe() + " has not ended after " + timeout + " " + unit + "; it goes on");
        }
        return report(awaitEnding());
    }

    @SuppressWarnings("unchecked") // what the task returned is what its type says
    private V report(TaskEnding ending) throws ExecutionException {
        if (ending
                instanceof
                TaskEnding.Value(Object value)) { // no switch over types: linking one delays the first result
            return (V) value;
        }
        if (ending instanceof TaskEnding.Failure(Throwable error)) {
            throw new ExecutionException(describe() + " failed: " + ErrorText.of(error), error);
        }
        throw new CancellationException(describe() + " was cancelled");
    }

    protected final String describe() {
        return index < 0 ? "task " + id : "task " + id + " (input " + index + ")";
    }

    @Override
    public String toString() {
        return "TaskFuture[" + describe() + ", " + state() + "]";
    }

    @Override
    public final State state() {
        TaskEnding how = ending;
        if (how == null) {
            return State.RUNNING;
        }
        TaskEnding known = resolve(how);
        if (known == TaskEnding.Cancelled.INSTANCE) {
            return State.CANCELLED;
        }
        return known.isSuccess() ? State.SUCCESS : State.FAILED;
    }
}
