package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.probe.Gauge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task of an automatic pool: the future that users have, in front of the task of the pool that runs it. WAITING (at its
 * placement) -> HANDED (to a pool) -> ended; or HANDED -> WAITING when it was taken back before it had started.
 *
 * @param <V> the type of the result
 */
final class AutoTask<V extends @Nullable Object> extends PoolTask<V> {
    private final AutomaticPool pool;
    private final boolean once;

    /** Set when the task is accepted. */
    private volatile @Nullable AutoPlacement placement;

    /** Null once it has ended, so that nobody keeps it alive. Guarded by this, as all that follows. */
    private @Nullable AutoFunction function;

    private @Nullable Object @Nullable [] arguments;

    /** The task of the pool that has it; null while it waits. */
    private @Nullable PoolTask<?> inner;

    /** Whether its placement is giving it to a pool. */
    private boolean leaving;

    /** Whether its placement wants it back. */
    private boolean wanted;

    /** Whether it is being measured. */
    private boolean measured;

    /** What its placement had in force when it was given away. */
    private long epoch;

    /** Whether it counts as work that keeps the JVM alive: its pool does that once it has it. */
    private boolean kept;

    /** Whether it is decided how it ends. */
    private boolean finished;

    private List<WorkerDeath> deaths = List.of();

    AutoTask(
            AutomaticPool pool, long id, int index, boolean once, AutoFunction function, @Nullable Object[] arguments) {
        super(id, index);
        this.pool = pool;
        this.once = once;
        this.function = function;
        this.arguments = arguments;
    }

    /** Does nothing: a pool runs it. For callers of {@code shutdownNow}, who get tasks that were cancelled. */
    @Override
    public void run() {}

    synchronized @Nullable AutoFunction function() {
        return function;
    }

    synchronized void accepted(AutoPlacement where) {
        placement = where;
        kept = true;
    }

    /** It is about to be given to a pool. Returns whether it still wants that. */
    synchronized boolean leave() {
        leaving = function != null && inner == null;
        return leaving;
    }

    /**
     * Makes the task of the pool that is to run it; for the one who gives tasks to it.
     *
     * @param when what its placement has in force
     * @throws dev.cloister.CodecException if it cannot travel
     */
    PoolTask<?> make(AbstractPool target, boolean metered, long when) {
        AutoFunction what;
        @Nullable Object @Nullable [] values;
        synchronized (this) {
            what = function;
            values = arguments;
        }
        if (what == null || values == null) {
            throw new AssertionError("only a task that leaves is made; please report this");
        }
        PoolTask<?> made = target.newTask(what.prepared(target, metered), index(), once, values);
        made.options = options;
        made.chunk = chunk;
        made.facade = this;
        synchronized (this) {
            measured = metered;
            epoch = when;
        }
        return made;
    }

    /** The pool has it. */
    void handed(PoolTask<?> to) {
        synchronized (this) {
            leaving = false;
            inner = to;
            wanted = false;
            kept = false;
            notifyAll();
        }
        WorkKeeper.end(1);
        to.onEnd(ending -> ended(to, ending));
    }

    /** No pool takes it. */
    void refused(TaskEnding ending) {
        synchronized (this) {
            leaving = false;
            notifyAll();
        }
        finish(ending);
    }

    private void ended(PoolTask<?> task, TaskEnding ending) {
        boolean back;
        boolean metered;
        synchronized (this) {
            back = wanted && ending == TaskEnding.Cancelled.INSTANCE;
            metered = measured;
            deaths = task.retriedAfter();
            if (back) {
                inner = null;
                wanted = false;
                kept = true;
            }
        }
        if (back) {
            WorkKeeper.begin(1);
        }
        AutoPlacement where = placement;
        if (where == null) {
            throw new AssertionError("only accepted tasks are run; please report this");
        }
        where.left(this, back, ending);
        if (!back) {
            finish(metered && ending.isSuccess() ? measured(where, ending) : ending);
        }
    }

    /** The user's value, taken out of what was measured. */
    private TaskEnding measured(AutoPlacement where, TaskEnding ending) {
        long when;
        synchronized (this) {
            when = epoch;
        }
        MeasuredEnding taken = new MeasuredEnding(ending, where, when);
        if (ending.isResolved()) {
            return taken.resolve();
        }
        onEnd(_ -> UserThreads.start("cloister-measured", this::result)); // decodes it, which may run the user's code
        return taken;
    }

    /** A value with its measurement, not yet taken apart. */
    private record MeasuredEnding(TaskEnding ending, AutoPlacement placement, long epoch) implements TaskEnding {
        @Override
        public TaskEnding resolve() {
            TaskEnding resolved = ending.resolve();
            if (!(resolved instanceof TaskEnding.Value(Object value))) {
                return resolved;
            }
            Gauge gauge = new Gauge();
            Object own = gauge.take(value);
            placement.measured(gauge.reading(), epoch);
            return new TaskEnding.Value(own);
        }

        @Override
        public boolean isResolved() {
            return false;
        }

        @Override
        public boolean isSuccess() {
            return ending.isSuccess();
        }
    }

    /** It ends. */
    private void finish(TaskEnding ending) {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
            if (kept) {
                kept = false;
                WorkKeeper.end(1);
            }
            function = null;
            arguments = null;
            inner = null;
        }
        pool.ended(this, ending);
    }

    /** Takes it back from its pool, unless it has started. Returns whether it is on its way back, or has ended. */
    boolean takeBack() {
        PoolTask<?> task;
        synchronized (this) {
            task = inner;
            if (task == null) {
                return false;
            }
            wanted = true;
        }
        if (task.cancelUnlessStarted()) {
            return true;
        }
        synchronized (this) {
            wanted = false;
        }
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return cancel(mayInterruptIfRunning, true);
    }

    @Override
    boolean cancelUnlessStarted() {
        return cancel(false, false);
    }

    private boolean cancel(boolean mayInterrupt, boolean started) {
        while (!isDone()) {
            PoolTask<?> task = awaitInner();
            if (task == null) {
                finish(TaskEnding.Cancelled.INSTANCE);
                return isCancelled();
            }
            boolean cancelled = started ? task.cancel(mayInterrupt) : task.cancelUnlessStarted();
            if (cancelled && isDone()) {
                return isCancelled();
            }
            if (!cancelled && !task.isDone() && isWith(task)) {
                return false;
            }
            Thread.onSpinWait(); // it is on its way back, or its end is on its way here
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // this very task
    private synchronized boolean isWith(PoolTask<?> task) {
        return inner == task && !(wanted && task.isCancelled());
    }

    /** The task of the pool that has it; null, and then for good, if none has. Waits while it is being given to one. */
    private synchronized @Nullable PoolTask<?> awaitInner() {
        boolean interrupted = false;
        while (leaving) {
            try {
                wait();
            } catch (InterruptedException e) { // it does not take long
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (inner == null) {
            function = null; // nobody makes a task of it from now on
        }
        return inner;
    }

    @Override
    protected void beginWait() {
        ThreadTask.beginWait(this, pool);
    }

    @Override
    protected void endWait() {
        ThreadTask.endWait(pool);
    }

    @Override
    protected void watch() {
        PoolTask<?> task;
        synchronized (this) {
            task = inner;
        }
        if (task != null) {
            task.watch();
        }
    }

    @Override
    public List<WorkerDeath> retriedAfter() {
        synchronized (this) {
            return inner == null ? deaths : inner.retriedAfter();
        }
    }
}
