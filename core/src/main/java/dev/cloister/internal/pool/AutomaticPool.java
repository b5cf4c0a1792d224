package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.MapOptions;
import dev.cloister.PoolInsights;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.TaskOptions;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.internal.context.SharedValue;
import dev.cloister.internal.exit.ExitSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pool in front of others: each task goes to the placement of its function, which hands it to the pool that suits it. What users
 * have of it is a {@link AutoHandle}.
 */
public final class AutomaticPool extends WorkingPool {
    private final AdviceOptions asked;
    private final @Nullable Advice kept;
    private final AutoChooser chooser;
    private final AutoJournal journal;
    private final AutoDelegates delegates;
    private final AtomicLong ids = new AtomicLong();
    private final TaskCounts counts = new TaskCounts();
    private final Map<Key, AutoPlacement> placements = new ConcurrentHashMap<>();

    /** Maps that run in their calling threads. */
    private final Set<AutoLoop<?>> loops = ConcurrentHashMap.newKeySet();

    private final Closing closing = new Closing();
    private volatile int processors;

    /**
     * Whose tasks are decided upon together.
     *
     * @param demand why they must run in processes; empty if nothing says so
     */
    private record Key(Class<?> type, String demand) {}

    /**
     * Creates one.
     *
     * @param open opens a pool of another backend
     */
    public AutomaticPool(PoolOptions options, Function<PoolOptions, AbstractPool> open, AutoChooser chooser) {
        super(options);
        Backend.Auto backend = (Backend.Auto) options.backend();
        this.asked = backend.options();
        this.kept = backend.kept();
        this.processors = asked.processors();
        this.chooser = chooser;
        this.journal = new AutoJournal(name());
        this.delegates = new AutoDelegates(this, open);
        OpenPools.add(this);
    }

    AutoChooser chooser() {
        return chooser;
    }

    AutoJournal journal() {
        return journal;
    }

    /** Whether somebody has shut it down. */
    boolean isClosing() {
        return closing.isBegun();
    }

    /** How many processors it may use. */
    int processors() {
        return processors;
    }

    Map<String, Advice> advice() {
        Map<String, Advice> all = new TreeMap<>();
        for (AutoPlacement placement : placements.values()) {
            Advice known = placement.advice();
            if (known != null) {
                all.put(placement.name(), known);
            }
        }
        return Map.copyOf(new LinkedHashMap<>(all));
    }

    /** The pool behind it for this backend; opened if there is none. */
    AbstractPool opened(Backend backend) {
        return delegates.get(backend);
    }

    /** That of threads, one for each processor. */
    AbstractPool threads() {
        return opened(Backend.threads(processors));
    }

    /** That of processes, one for each processor. */
    AbstractPool processPool() {
        return opened(Backend.processes(processors));
    }

    boolean opened(AbstractPool pool) {
        return delegates.contains(pool);
    }

    /** Runs what may wait, or run the user's code, on a thread of its own. */
    void later(Runnable action) {
        delegates.later(action);
    }

    /** How a task ends that a pool behind this one does not take. */
    TaskEnding refusal(Throwable error) {
        boolean closed = closing.isBegun() && error instanceof RejectedExecutionException;
        return closed ? TaskEnding.Cancelled.INSTANCE : new TaskEnding.Failure(error);
    }

    @Override
    Object prepare(Object function) {
        AutoFunction made = new AutoFunction(function);
        if (asked.isolation()) {
            var _ = made.prepared(processPool(), true); // what cannot travel is told at once
        }
        return made;
    }

    @Override
    void release(Object prepared) {
        ((AutoFunction) prepared).release();
    }

    @Override
    <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments) {
        return new AutoTask<>(this, ids.incrementAndGet(), index, once, (AutoFunction) prepared, arguments);
    }

    @Override
    void enqueue(List<? extends PoolTask<?>> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        if (ExitSequence.isExiting() || delegates.broken() != null || !closing.accept(tasks.size())) {
            throw rejection();
        }
        counts.submitted(tasks.size());
        WorkKeeper.begin(tasks.size());
        events().submitted(tasks);
        List<AutoTask<?>> together = new ArrayList<>(tasks.size());
        AutoPlacement before = null;
        for (PoolTask<?> one : tasks) {
            AutoTask<?> task = (AutoTask<?>) one;
            AutoFunction function = task.function();
            if (function == null) {
                throw new AssertionError("a task was accepted twice; please report this");
            }
            AutoPlacement its = placement(function.function(), task.options);
            task.accepted(its);
            if (before != null && !its.equals(before)) {
                before.add(together);
                together.clear();
            }
            together.add(task);
            before = its;
        }
        if (before != null) {
            before.add(together);
        }
    }

    private AutoPlacement placement(Object function, TaskOptions tasks) {
        String demand = asked.sharedState() || asked.isolation() ? "" : demand(tasks);
        Key key = new Key(function.getClass(), demand);
        AutoPlacement known = placements.get(key);
        return known != null ? known : placements.computeIfAbsent(key, _ -> newPlacement(function, demand));
    }

    private AutoPlacement newPlacement(Object function, String demand) {
        AdviceOptions options = demand.isEmpty() ? asked : asked.withIsolation(true);
        Advice start = kept;
        if (start != null && options.isolation() && !(start.backend() instanceof Backend.Processes)) {
            start = null; // it cannot keep that promise
        }
        return new AutoPlacement(this, new AutoJudge(this, function, options, demand, start));
    }

    /** Why tasks must run in processes; empty if nothing says so. */
    private String demand(TaskOptions tasks) {
        List<String> all = new ArrayList<>();
        if (tasks.hardLimit() != null) {
            all.add("a hard limit");
        }
        if (tasks.retries() > 0) {
            all.add("retries");
        }
        if (options().maxTasksPerWorker() > 0) {
            all.add("workers that are replaced after some tasks");
        }
        if (options().workers().hardMemoryLimitBytes() > 0
                || options().workers().softMemoryLimitBytes() > 0
                || options().workers().memoryCapBytes() > 0) {
            all.add("workers with a limit of memory");
        }
        return all.isEmpty() ? "" : "processes because of " + String.join(", ", all);
    }

    @Override
    @Nullable
    AutoHere here(Object function, MapOptions map, TaskOptions tasks) {
        if (map.timeout() != null || map.failFast() || tasks.softLimit() != null || tasks.hardLimit() != null) {
            return null;
        }
        AutoPlacement placement = placement(function, tasks);
        return placement.isSerial() && !isShutdown() ? new AutoHere(this, delegates.serial(), placement) : null;
    }

    /** A map begins to run in its calling thread. */
    void begin(AutoLoop<?> loop) {
        loops.add(loop);
        if (isShutdown()) {
            loop.stop();
        }
    }

    /** It has ended. */
    void end(AutoLoop<?> loop) {
        loops.remove(loop);
        counts.submitted(loop.count());
        counts.ended(loop.count() - loop.failed(), loop.failed());
    }

    /** A task has ended so. */
    void ended(AutoTask<?> task, TaskEnding ending) {
        counts.count(ending, 1); // before the future ends, so that its waiter sees the count
        boolean first = task.end(ending);
        if (first) {
            events().ended(task, ending);
        }
        closing.ended();
    }

    @Override
    @Nullable
    ProcessPool processesForClients() {
        return processPool() instanceof ProcessPool processes ? processes : null;
    }

    @Override
    void prepareShared(SharedValue value) {
        if (asked.isolation()) {
            value.encode(options().maxMessageBytes());
        }
    }

    @Override
    void resizeTo(int workers) {
        if (isShutdown()) {
            throw rejection();
        }
        int before = processors;
        processors = workers;
        delegates.resize(before, workers);
    }

    @Override
    RuntimeException rejection() {
        AbstractPool broken = delegates.broken();
        return broken != null ? broken.rejection() : super.rejection();
    }

    @Override
    public boolean isShutdown() {
        return closing.isBegun() || delegates.broken() != null;
    }

    @Override
    int exiting() {
        return 0; // those that run are counted where they run
    }

    @Override
    public void shutdown() {
        loops.forEach(AutoLoop::stop);
        closing.begin();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        List<Runnable> never = new ArrayList<>();
        placements.values().forEach(placement -> never.addAll(placement.cancelWaiting()));
        never.addAll(delegates.shutdownNow());
        return never;
    }

    @Override
    public void killWorkers() {
        shutdown();
        placements.values().forEach(AutoPlacement::cancelWaiting);
        delegates.all().forEach(AbstractPool::killWorkers);
    }

    @Override
    public void terminateWorkers() {
        shutdown();
        placements.values().forEach(AutoPlacement::cancelWaiting);
        delegates.all().forEach(AbstractPool::terminateWorkers);
    }

    @Override
    public PoolStatistics statistics() {
        int waiting = 0;
        for (AutoPlacement placement : placements.values()) {
            waiting += placement.waiting();
        }
        return AutoSums.statistics(counts, processors, waiting, delegates.all());
    }

    @Override
    public PoolInsights insights() {
        return AutoSums.insights(name(), delegates.all());
    }

    @Override
    List<TaskEnding> finalizerEndings() {
        List<TaskEnding> all = new ArrayList<>();
        delegates.all().forEach(pool -> all.addAll(pool.finalizerEndings()));
        return all;
    }

    /** OPEN -> BEGUN (shut down) -> the pools behind it are shut down once the last task has ended -> terminated. */
    private final class Closing implements Runnable {
        /** Accepted and not ended. Guarded by this. */
        private long unfinished;

        /** Written under this. */
        private volatile boolean begun;

        boolean isBegun() {
            return begun;
        }

        synchronized boolean accept(int tasks) {
            if (begun) {
                return false;
            }
            unfinished += tasks;
            return true;
        }

        synchronized void ended() {
            unfinished--;
            if (unfinished == 0 && begun) {
                notifyAll();
            }
        }

        void begin() {
            synchronized (this) {
                if (begun) {
                    return;
                }
                begun = true;
            }
            if (delegates.all().isEmpty()) {
                run();
            } else {
                Thread.ofPlatform()
                        .daemon()
                        .name("cloister-" + name() + "-closing")
                        .start(this);
            }
        }

        @Override
        public void run() {
            awaitTasks();
            delegates.close();
            if (beginTermination()) {
                terminate();
            }
        }

        private synchronized void awaitTasks() {
            while (unfinished > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody has this thread; please report this", e);
                }
            }
        }
    }
}
