package dev.cloister.manager;

import dev.cloister.internal.manager.PoolOperations;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a task that was submitted to a {@link ManagedPool}. Each question is a call to the manager, until the result
 * was fetched, which is kept here.
 *
 * {@snippet :
 * static long sum(dev.cloister.manager.ManagedPool pool) throws Exception {
 *     dev.cloister.manager.ManagedFuture<Long> sum = pool.submit(() -> java.util.stream.LongStream.range(0, 1_000).sum());
 *     return sum.get();
 * }
 * }
 *
 * <p>Belongs to the process that submitted the task, and does not travel. When the manager is gone, every question that the manager would
 * have to answer throws. Thread-safe.
 *
 * @param <T> what the result is
 */
public final class ManagedFuture<T extends @Nullable Object> implements Future<T> {
    private final PoolOperations pool;
    private final long task;

    /** How it ended, once fetched. Guarded by this. */
    private @Nullable Ending ending;

    private record Ending(@Nullable Object value, @Nullable Exception thrown, State state) {}

    ManagedFuture(PoolOperations pool, long task) {
        this.pool = pool;
        this.task = task;
    }

    /**
     * Waits for the result.
     *
     * @throws ExecutionException around the task's own exception or a {@link dev.cloister.WorkerException}
     * @throws CancellationException if it was cancelled
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return get(Times.NO_LIMIT);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a deadline timed out; please report this", e);
        }
    }

    /** As {@link #get()}, at most so long; the task goes on after that. */
    @Override
    public T get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Times.nanos(time, unit));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the task returns
    private T get(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        Ending known = known();
        if (known == null) {
            known = fetch(nanos);
        }
        if (known.thrown() instanceof ExecutionException e) {
            throw new ExecutionException(e.getMessage(), e.getCause());
        } else if (known.thrown() instanceof CancellationException) {
            throw new CancellationException("task " + task + " of the managed pool was cancelled");
        }
        return (T) known.value();
    }

    private synchronized @Nullable Ending known() {
        return ending;
    }

    private Ending fetch(long nanos) throws InterruptedException, TimeoutException {
        Ending fetched;
        try {
            fetched = new Ending(pool.get(task, nanos), null, State.SUCCESS);
        } catch (ExecutionException e) {
            fetched = new Ending(null, e, State.FAILED);
        } catch (CancellationException e) {
            fetched = new Ending(null, e, State.CANCELLED);
        } catch (IllegalStateException e) {
            return fetchedElsewhere(e);
        }
        synchronized (this) {
            ending = fetched;
        }
        pool.forget(task);
        return fetched;
    }

    /** What another thread has fetched meanwhile; if none has, the manager's answer stands. */
    private Ending fetchedElsewhere(IllegalStateException answer) {
        Ending other = known();
        if (other == null) {
            throw answer;
        }
        return other;
    }

    /** Cancels the task, as {@link dev.cloister.TaskFuture#cancel} does. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (known() != null) {
            return false;
        }
        try {
            return pool.cancel(task, mayInterruptIfRunning);
        } catch (IllegalStateException e) {
            Ending _ = fetchedElsewhere(e);
            return false; // it has ended
        }
    }

    @Override
    public boolean isCancelled() {
        return state() == State.CANCELLED;
    }

    @Override
    public boolean isDone() {
        return state() != State.RUNNING;
    }

    @Override
    public State state() {
        Ending known = known();
        if (known != null) {
            return known.state();
        }
        try {
            return pool.state(task);
        } catch (IllegalStateException e) {
            return fetchedElsewhere(e).state();
        }
    }

    /** What it is; asks nobody. */
    @Override
    public String toString() {
        Ending known = known();
        return "task " + task + " of a managed pool (" + (known == null ? "not fetched" : known.state()) + ")";
    }
}
