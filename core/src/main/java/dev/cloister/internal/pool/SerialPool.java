package dev.cloister.internal.pool;

import dev.cloister.PoolInsights;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.context.WorkerContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A pool without workers: the thread that submits a task runs it, and gets a future that has ended. For debugging. */
public final class SerialPool extends WorkingPool {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong ids = new AtomicLong();
    private final LocalWorker worker;
    private final ThreadInsights insights = new ThreadInsights();

    private final TaskCounts counts = new TaskCounts();

    /** Tasks that run now, and who runs the finalizer: the pool ends when it was shut down and none is left. Guarded by lock. */
    private int running;

    /** False, then true for good. Written under lock. */
    private volatile boolean shutdown;

    /** Whether a task was run. Guarded by lock. */
    private boolean used;

    public SerialPool(PoolOptions options) {
        super(options);
        worker = new LocalWorker(nameForTasks(), options, "serial", 0);
    }

    @Override
    Object prepare(Object function) {
        return function;
    }

    @Override
    <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments) {
        return new SerialTask<>(index, prepared, arguments);
    }

    @Override
    boolean isLazy() {
        return true;
    }

    @Override
    void enqueue(List<? extends PoolTask<?>> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        begin();
        counts.submitted(tasks.size());
        events().submitted(tasks);
        insights.threadStarted();
        WorkerContext before = worker.context().enter();
        try {
            boolean usable = worker.initialize(this::breakDown);
            for (PoolTask<?> task : tasks) {
                ((SerialTask<?>) task).run(usable ? null : initializerFailure());
            }
        } finally {
            WorkerContext.leave(before);
            insights.threadEnded();
            finish();
        }
    }

    /** Runs a loop over inputs in the calling thread, as a task of this pool. */
    void loop(AutoLoop<?> loop) {
        begin();
        insights.threadStarted();
        WorkerContext before = worker.context().enter();
        try {
            if (!worker.initialize(this::breakDown)) {
                throw rejection();
            }
            loop.run();
        } finally {
            WorkerContext.leave(before);
            insights.threadEnded();
            finish();
        }
    }

    private void begin() {
        lock.lock();
        try {
            if (!shutdown) {
                running++;
                used = true;
                return;
            }
        } finally {
            lock.unlock();
        }
        throw rejection();
    }

    private void finish() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
        end();
    }

    private void breakDown(InitializerFailure how) {
        var _ = brokenBy(how);
        lock.lock();
        try {
            shutdown = true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs the finalizer and ends the pool, if nothing is left to be done. */
    private void end() {
        boolean duties;
        lock.lock();
        try {
            if (!shutdown || running > 0) {
                return;
            }
            duties = used;
            used = false;
            running += duties ? 1 : 0;
        } finally {
            lock.unlock();
        }
        if (duties) {
            worker.end(finalizers());
            finish();
        } else if (beginTermination()) {
            terminate();
        }
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            shutdown = true;
        } finally {
            lock.unlock();
        }
        end();
    }

    /** Tasks that run now run on: their threads are not the pool's. */
    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public void killWorkers() {
        shutdown();
    }

    @Override
    public void terminateWorkers() {
        shutdown();
    }

    @Override
    void resizeTo(int workers) {
        throw new AssertionError("a serial pool is not resized; please report this");
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public PoolInsights insights() {
        return insights.collect(name());
    }

    @Override
    public PoolStatistics statistics() {
        lock.lock();
        try {
            return counts.statistics(1, 0, running, 0, running, 0, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A task of this pool. It has ended when anybody but the thread that runs it can see it.
     *
     * @param <V> the type of the result
     */
    private final class SerialTask<V extends @Nullable Object> extends PoolTask<V> {
        private final Object function;
        private final @Nullable Object[] arguments;

        SerialTask(int index, Object function, @Nullable Object... arguments) {
            super(ids.incrementAndGet(), index);
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        public void run() {
            // enqueue has run it
        }

        /** Runs it, unless it is to end otherwise. */
        void run(@Nullable TaskEnding instead) {
            TaskEnding ending = instead != null ? instead : call();
            counts.count(ending, 1);
            if (end(ending)) {
                events().ended(this, ending);
            }
        }

        private TaskEnding call() {
            events().started(this);
            long begun = insights.begun();
            try {
                return new TaskEnding.Value(Invocation.call(function, arguments));
            } catch (Throwable t) { // whatever it is, it is the task's own
                return new TaskEnding.Failure(t);
            } finally {
                insights.ended(this, begun, function, arguments);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }
    }
}
