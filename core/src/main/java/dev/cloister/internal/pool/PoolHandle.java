package dev.cloister.internal.pool;

import dev.cloister.MapOptions;
import dev.cloister.Outcome;
import dev.cloister.PoolInsights;
import dev.cloister.PoolStatistics;
import dev.cloister.Shared;
import dev.cloister.TaskOptions;
import dev.cloister.internal.log.RuntimeLog;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What users have of a pool with workers. The pool itself is reachable from its threads, the handle is not: so a pool that
 * nobody can use any more is noticed, reported, and shut down; what it has accepted is done all the same.
 */
public class PoolHandle extends AbstractPool {
    private static final Cleaner CLEANER = Cleaner.create();

    private final AbstractPool pool;

    /** A handle that logs when it was forgotten. */
    public PoolHandle(AbstractPool pool) {
        this(pool, null);
    }

    PoolHandle(AbstractPool pool, @Nullable Consumer<String> report) {
        super(pool.options(), pool.name());
        this.pool = pool;
        var _ = CLEANER.register(this, new Forgotten(pool, report));
    }

    /** Runs when the handle has become unreachable. */
    private static final class Forgotten implements Runnable {
        private final AbstractPool pool;
        private final @Nullable Consumer<String> report;

        Forgotten(AbstractPool pool, @Nullable Consumer<String> report) {
            this.pool = pool;
            this.report = report;
        }

        @Override
        public void run() {
            if (!pool.isShutdown()) {
                report(pool.name()
                        + " was not closed before the last reference to it was dropped; it ends when the tasks"
                        + " that it has accepted have ended. Open pools in a try statement, or close them: " + pool);
                pool.shutdown();
            }
        }

        private void report(String message) {
            if (report != null) {
                report.accept(message);
            } else {
                RuntimeLog.warn(message);
            }
        }
    }

    @Override
    Object prepare(Object function) {
        return pool.prepare(function);
    }

    @Override
    <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments) {
        return pool.newTask(prepared, index, once, arguments);
    }

    @Override
    void release(Object prepared) {
        pool.release(prepared);
    }

    @Override
    void enqueue(List<? extends PoolTask<?>> tasks) {
        try {
            pool.enqueue(tasks);
        } finally {
            Reference.reachabilityFence(this); // it must not be found forgotten while it submits
        }
    }

    @Override
    boolean isLazy() {
        return pool.isLazy();
    }

    @Override
    public final <T extends @Nullable Object> Shared<T> share(T value) {
        return pool.share(value);
    }

    @Override
    ClientEntry clientEntry() {
        return pool.clientEntry();
    }

    @Override
    RuntimeException rejection() {
        return pool.rejection();
    }

    @Override
    void resizeTo(int workers) {
        pool.resize(workers);
    }

    @Override
    public final void shutdown() {
        pool.shutdown();
    }

    @Override
    public final List<Runnable> shutdownNow() {
        return pool.shutdownNow();
    }

    @Override
    public final void killWorkers() {
        pool.killWorkers();
    }

    @Override
    public final void terminateWorkers() {
        pool.terminateWorkers();
    }

    @Override
    public final boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public final boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(timeout, unit);
    }

    @Override
    public final PoolStatistics statistics() {
        return pool.statistics();
    }

    @Override
    public final PoolInsights insights() {
        return pool.insights();
    }

    @Override
    @Nullable
    ProcessPool processes() {
        return pool.processes();
    }

    @Override
    @Nullable
    ProcessPool processesForClients() {
        return pool.processesForClients();
    }

    @Override
    @Nullable
    AutoHere here(Object function, MapOptions map, TaskOptions tasks) {
        return pool.here(function, map, tasks);
    }

    @Override
    public final List<Outcome<@Nullable Object>> exitResults() {
        return pool.exitResults();
    }

    @Override
    public final String toString() {
        return pool.toString();
    }
}
