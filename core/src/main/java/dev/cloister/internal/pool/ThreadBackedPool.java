package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.PoolInsights;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads of this JVM: platform threads that are started on demand and reused, or a virtual thread per task.
 * A thread cannot be killed: what does not react to its interrupt goes on, and is counted as running.
 */
public final class ThreadBackedPool extends WorkingPool {
    private final AtomicLong ids = new AtomicLong();

    /** Tasks whose body has started and not ended, also those that were cancelled and do not react. */
    private final Set<ThreadTask<?>> active = ConcurrentHashMap.newKeySet();

    private final TaskCounts counts = new TaskCounts();
    private final ThreadInsights insights = new ThreadInsights();

    /** Tasks of this pool that wait for others, found before they hang for ever. */
    private final SelfWaits selfWaits;

    private final PoolThreads threads;

    public ThreadBackedPool(PoolOptions options) {
        super(options);
        selfWaits = new SelfWaits(name());
        threads = switch (options.backend()) {
            case Backend.Threads(int count) ->
                new PoolThreads(
                        this,
                        Thread.ofPlatform()
                                .daemon()
                                .name("cloister-" + name() + "-thread-", 1)
                                .factory(),
                        count,
                        true);
            case Backend.VirtualThreads(int count) ->
                new PoolThreads(
                        this,
                        Thread.ofVirtual()
                                .name("cloister-" + name() + "-virtual-", 1)
                                .factory(),
                        count,
                        false);
            default -> throw new IllegalArgumentException("not a backend of threads");
        };
        OpenPools.add(this);
    }

    @Override
    int exiting() {
        int count = 0;
        for (ThreadTask<?> task : active) {
            count += task.isExiting() ? 1 : 0;
        }
        return count;
    }

    @Override
    boolean isIdle() {
        return active.size() <= exiting();
    }

    @Override
    void abandon() {
        shutdownNow();
        for (ThreadTask<?> task : active) {
            boolean _ = task.cancel(true);
        }
    }

    @Override
    Object prepare(Object function) {
        return function;
    }

    @Override
    <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments) {
        return new ThreadTask<>(this, ids.incrementAndGet(), index, prepared, arguments);
    }

    @Override
    @SuppressWarnings("unchecked") // newTask makes no other tasks
    void enqueue(List<? extends PoolTask<?>> tasks) {
        if (!tasks.isEmpty()) {
            threads.submit((List<ThreadTask<?>>) tasks);
        }
    }

    /** The tasks are about to be given to threads. */
    void accepted(List<ThreadTask<?>> tasks) {
        counts.submitted(tasks.size());
        WorkKeeper.begin(tasks.size());
        events().submitted(tasks);
    }

    @Override
    void resizeTo(int workers) {
        threads.resizeTo(workers);
    }

    @Override
    public void shutdown() {
        threads.shutdown();
        threads.endWithoutThreads();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverStarted = new ArrayList<>();
        for (WorkUnit unit : threads.shutdownNow()) {
            for (ThreadTask<?> task : unit.drain()) {
                if (task.cancel(false)) {
                    neverStarted.add(task.given());
                }
            }
        }
        active.forEach(ThreadTask::interrupt);
        threads.endWithoutThreads();
        return neverStarted;
    }

    @Override
    public void killWorkers() {
        shutdownNow();
    }

    @Override
    public void terminateWorkers() {
        shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public PoolStatistics statistics() {
        return threads.statistics(counts, active);
    }

    @Override
    public PoolInsights insights() {
        return insights.collect(name());
    }

    /** Tasks whose body has started and not ended. */
    Set<ThreadTask<?>> active() {
        return active;
    }

    TaskCounts counts() {
        return counts;
    }

    /** What is measured of the pool's threads. */
    ThreadInsights measures() {
        return insights;
    }

    SelfWaits selfWaits() {
        return selfWaits;
    }

    PoolThreads threads() {
        return threads;
    }
}
