package dev.cloister.internal.pool;

import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.parent.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A task of a pool of threads. NEW (runner null, not ended) -> RUNNING (runner set) -> ended; or NEW -> ended when cancelled.
 *
 * @param <V> the type of the result
 */
final class ThreadTask<V extends @Nullable Object> extends PoolTask<V> {
    /** The task that the calling thread runs. */
    private static final ThreadLocal<@Nullable ThreadTask<?>> RUNNING = new ThreadLocal<>();

    private final ThreadBackedPool pool;

    /** What to run; null from the start of the run on, so that nobody keeps it alive. Guarded by this. */
    private @Nullable Object function;

    private @Nullable Object @Nullable [] arguments;

    /** The thread that runs the body. Guarded by this. */
    private @Nullable Thread runner;

    /** Whether it went over its hard limit while it ran. Guarded by this. */
    private boolean abandoned;

    ThreadTask(ThreadBackedPool pool, long id, int index, Object function, @Nullable Object... arguments) {
        super(id, index);
        this.pool = pool;
        this.function = function;
        this.arguments = arguments;
    }

    /** Does nothing: the pool runs it. For callers of {@code shutdownNow}, who get tasks that were cancelled. */
    @Override
    public void run() {}

    /**
     * Runs the task unless it was cancelled or run before. When it is the last of its unit, the thread looks for other
     * work next; that is counted before the future ends, so that who waited for it and submits another task finds this
     * thread free.
     *
     * @return false if the task was abandoned meanwhile: then the pool does not count on this thread any more
     */
    boolean run(WorkUnit unit) {
        TaskEnding ending = execute(unit);
        if (ending != null && isAbandoned()) {
            return false;
        }
        if (unit.size() == 0) {
            pool.threads().looksForWorkSoon();
        }
        if (ending != null) {
            finish(ending);
        }
        return true;
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    private @Nullable TaskEnding execute(WorkUnit unit) {
        Object body;
        @Nullable Object @Nullable [] values;
        synchronized (this) {
            body = function;
            values = arguments;
            if (body == null || values == null) {
                return null; // cancelled, or run already
            }
            clear();
            runner = Thread.currentThread();
        }
        pool.active().add(this);
        List<Future<?>> limits = TaskLimits.exist(options) ? startLimits(unit) : List.of();
        ThreadTask<?> outer = RUNNING.get(); // a pool may be used by a task of another one that runs here
        RUNNING.set(this);
        TaskEnding ending = call(body, values);
        RUNNING.set(outer);
        synchronized (this) {
            runner = null;
            Thread.interrupted(); // an interrupt meant for this task must not hit the next one
        }
        limits.forEach(limit -> limit.cancel(false));
        pool.active().remove(this);
        return ending;
    }

    private List<Future<?>> startLimits(WorkUnit unit) {
        List<Future<?>> limits = new ArrayList<>(2);
        Duration soft = options.softLimit();
        if (soft != null) {
            limits.add(Timer.schedule(soft.toNanos(), this::interrupt));
        }
        Duration hard = options.hardLimit();
        if (hard != null) {
            limits.add(Timer.schedule(hard.toNanos(), () -> abandon(unit)));
        }
        return limits;
    }

    /** The task is over its hard limit. */
    private void abandon(WorkUnit unit) {
        Thread thread;
        synchronized (this) {
            thread = runner;
            if (thread == null) {
                return; // it has just ended
            }
            abandoned = true;
        }
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement element : thread.getStackTrace()) {
            stack.append("    at ").append(element).append('\n');
        }
        finish(new TaskEnding.Failure(TimeoutErrors.inThread(this, thread.getName(), pool.name(), stack.toString())));
        thread.interrupt();
        pool.threads().abandoned(unit.drain());
    }

    private void clear() {
        function = null;
        arguments = null;
    }

    /** It never runs. */
    void refuse(TaskEnding how) {
        synchronized (this) {
            if (function == null) {
                return; // cancelled meanwhile
            }
            clear();
        }
        finish(how);
    }

    @Override
    protected void beginWait() {
        ThreadTask<?> waiter = RUNNING.get();
        if (waiter != null && waiter.pool == pool) {
            pool.selfWaits().begin(waiter, this, pool.parallelism());
        }
    }

    @Override
    protected void endWait() {
        ThreadTask<?> waiter = RUNNING.get();
        if (waiter != null && waiter.pool == pool) {
            pool.selfWaits().end(waiter);
        }
    }

    /** The calling thread is about to wait for a task of an automatic pool, perhaps in one of that pool's tasks. */
    static void beginWait(AutoTask<?> target, AutomaticPool automatic) {
        ThreadTask<?> waiter = RUNNING.get();
        PoolTask<?> seen = waiter == null ? null : waiter.facade;
        if (waiter != null && seen != null && automatic.opened(waiter.pool)) {
            waiter.pool.selfWaits().begin(seen, target, waiter.pool.parallelism());
        }
    }

    static void endWait(AutomaticPool automatic) {
        ThreadTask<?> waiter = RUNNING.get();
        PoolTask<?> seen = waiter == null ? null : waiter.facade;
        if (waiter != null && seen != null && automatic.opened(waiter.pool)) {
            waiter.pool.selfWaits().end(seen);
        }
    }

    private TaskEnding call(Object body, @Nullable Object[] values) {
        pool.events().started(this);
        long begun = pool.measures().begun();
        try {
            return new TaskEnding.Value(Invocation.call(body, values));
        } catch (Throwable t) { // whatever it is, it is the task's own
            return new TaskEnding.Failure(t);
        } finally {
            pool.measures().ended(this, begun, body, values);
        }
    }

    private void finish(TaskEnding ending) {
        if (!isDone()) {
            pool.counts().count(ending, 1); // before the future ends, so that its waiter sees the count
            if (end(ending)) {
                pool.events().ended(this, ending);
                WorkKeeper.end(1);
            } else {
                pool.counts().count(ending, -1);
            }
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isDone()) {
            return false;
        }
        synchronized (this) {
            if (runner == null && function == null) {
                return false; // it has just ended
            }
            if (runner != null && !mayInterruptIfRunning) {
                return false;
            }
            clear();
        }
        finish(TaskEnding.Cancelled.INSTANCE);
        interrupt();
        return isCancelled();
    }

    /** Whether its body has called {@code System.exit}. */
    synchronized boolean isExiting() {
        return runner != null && ExitSequence.isCalledBy(runner);
    }

    synchronized void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }
}
