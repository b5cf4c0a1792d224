package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.PoolInsights;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.internal.context.WorkerContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads of this JVM: platform threads that are started on demand and reused, or a virtual thread per task.
 * A thread cannot be killed: what does not react to its interrupt goes on, and is counted as running.
 */
public final class ThreadBackedPool extends WorkingPool {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ThreadFactory factory;

    /** How long a thread waits for work until it ends; {@link Long#MAX_VALUE} for ever. */
    private final long idleNanos;

    /** How many threads there may be, abandoned ones not counted. Guarded by lock. */
    private int maxThreads;

    /** Whether a thread without work waits for more; virtual threads end instead. */
    private final boolean reuse;

    private final AtomicLong ids = new AtomicLong();

    /** Tasks whose body has started and not ended, also those that were cancelled and do not react. */
    private final Set<ThreadTask<?>> active = ConcurrentHashMap.newKeySet();

    private final TaskCounts counts = new TaskCounts();

    /** Units of work in order. Guarded by lock. */
    private final ArrayDeque<WorkUnit> pending = new ArrayDeque<>();

    /** Threads alive, and of them those that wait for work. Guarded by lock. */
    private int threads;

    private int idle;

    /** Threads that are about to end their last task and to look for more. */
    private final AtomicInteger finishing = new AtomicInteger();

    /** Threads that run a task which is over its hard limit; they end with it. Guarded by lock. */
    private int lost;

    /** Threads started since the pool was opened. Guarded by lock. */
    private long started;

    private final ThreadInsights insights = new ThreadInsights();

    /** False, then true for good. Written under lock. */
    private volatile boolean shutdown;

    /** The numbers of living threads that are workers. Guarded by lock. */
    private final BitSet numbers = new BitSet();

    /** The worker that the whole pool is, when it is one of virtual threads. */
    private final LocalWorker whole;

    /** Workers that run finalizers. Guarded by lock, as the other two. */
    private int ending;

    /** Whether {@link #whole} was used and has not ended. */
    private boolean wholeUsed;

    /** Tasks of this pool that wait for others, found before they hang for ever. */
    private final SelfWaits selfWaits;

    public ThreadBackedPool(PoolOptions options) {
        super(options);
        idleNanos = options.idleTimeout() == null
                ? Long.MAX_VALUE
                : options.idleTimeout().toNanos();
        switch (options.backend()) {
            case Backend.Threads(int count) -> {
                maxThreads = count;
                reuse = true;
                factory = Thread.ofPlatform()
                        .daemon()
                        .name("cloister-" + name() + "-thread-", 1)
                        .factory();
            }
            case Backend.VirtualThreads(int count) -> {
                maxThreads = count;
                reuse = false;
                factory = Thread.ofVirtual()
                        .name("cloister-" + name() + "-virtual-", 1)
                        .factory();
            }
            default -> throw new IllegalArgumentException("not a backend of threads");
        }
        whole = new LocalWorker(name(), options, "virtual", 0);
        selfWaits = new SelfWaits(name());
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
    void enqueue(List<? extends PoolTask<?>> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (shutdown) {
                throw rejection();
            }
            counts.submitted(tasks.size());
            WorkKeeper.begin(tasks.size());
            events().submitted(tasks);
            if (tasks.getFirst().chunk != 0) {
                addUnit(tasks);
            } else {
                tasks.forEach(task -> addUnit(List.of(task)));
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked") // newTask makes no other tasks
    private void addUnit(List<? extends PoolTask<?>> unit) {
        pending.addLast(new WorkUnit((List<ThreadTask<?>>) unit));
        if (idle + finishing.get() >= pending.size()) {
            work.signal();
        } else if (threads < maxThreads) {
            startThread();
        }
    }

    private void startThread() {
        threads++;
        started++;
        insights.threadStarted();
        int number = numbers.nextClearBit(0);
        if (reuse) {
            numbers.set(number);
        } else {
            wholeUsed = true;
        }
        factory.newThread(() -> runUnits(number)).start();
    }

    private void runUnits(int number) {
        LocalWorker worker = reuse
                ? new LocalWorker(name(), options(), Thread.currentThread().getName(), number)
                : whole;
        WorkerContext before = worker.context().enter();
        if (worker.initialize(this::breakDown)) {
            for (boolean more = runUnit(false); more; ) {
                more = runUnit(true);
            }
        } else {
            leave();
        }
        WorkerContext.leave(before);
        if (reuse) {
            end(worker, number);
        } else {
            endWhole();
        }
    }

    /** The thread runs no unit. */
    private void leave() {
        lock.lock();
        try {
            threads--;
            ending += reuse ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    private void end(LocalWorker worker, int number) {
        worker.end(finalizers());
        lock.lock();
        try {
            numbers.clear(number);
            ending--;
        } finally {
            lock.unlock();
        }
        terminateIfDone();
    }

    /** The last virtual thread of a pool that was shut down ends the worker that they are together. */
    private void endWhole() {
        lock.lock();
        try {
            if (!shutdown || threads > 0 || !wholeUsed) {
                return;
            }
            wholeUsed = false;
            ending++;
        } finally {
            lock.unlock();
        }
        end(whole, 0);
    }

    /** Ends the pool if nothing is left to be done. Without the lock. */
    private void terminateIfDone() {
        lock.lock();
        try {
            if (!shutdown || threads > 0 || ending > 0 || wholeUsed || !beginTermination()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        terminate();
    }

    /** The initializer failed: what has not started never will. */
    private void breakDown(InitializerFailure how) {
        List<WorkUnit> units;
        lock.lock();
        try {
            if (!brokenBy(how)) {
                return;
            }
            units = new ArrayList<>(pending);
            pending.clear();
            shutdown = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        units.forEach(unit -> unit.drain().forEach(task -> task.refuse(how)));
        terminateIfDone();
    }

    /** A method of its own, so that a thread that waits for work keeps no finished task alive. */
    private boolean runUnit(boolean hasWorked) {
        WorkUnit unit = nextUnit(hasWorked);
        if (unit == null) {
            return false;
        }
        for (ThreadTask<?> task; (task = unit.poll()) != null; ) {
            if (!task.run(unit)) {
                endLost();
                return false;
            }
        }
        return true;
    }

    private @Nullable WorkUnit nextUnit(boolean hasWorked) {
        lock.lock();
        try {
            if (hasWorked && reuse) {
                finishing.decrementAndGet();
            }
            WorkUnit unit = awaitUnit() ? pending.poll() : null;
            if (unit == null) {
                insights.threadEnded();
                threads--;
                ending += reuse ? 1 : 0;
            }
            return unit;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for work. Returns false if the calling thread is one too many. Under the lock. */
    @SuppressWarnings("InterruptedInCatchBlock") // the interrupt is dropped
    private boolean awaitUnit() {
        long left = idleNanos;
        while (pending.isEmpty() && reuse && !shutdown && threads <= maxThreads && left > 0) {
            idle++;
            try {
                left = idleNanos == Long.MAX_VALUE ? awaitSignal() : work.awaitNanos(left);
            } catch (InterruptedException e) { // by a task that kept a reference to this thread; nobody waits for that
                Thread.interrupted();
            } finally {
                idle--;
            }
        }
        if (threads > maxThreads && !pending.isEmpty()) {
            work.signal(); // this thread may have been woken for it
        }
        return threads <= maxThreads;
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private long awaitSignal() {
        work.awaitUninterruptibly();
        return idleNanos;
    }

    @Override
    void resizeTo(int workers) {
        lock.lock();
        try {
            if (shutdown) {
                throw rejection();
            }
            maxThreads = workers;
            work.signalAll();
            for (int missing = pending.size() - idle; missing > 0 && threads < maxThreads; missing--) {
                startThread();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A task is over its hard limit and was abandoned: another thread takes the place of its own, and its other work. */
    void abandoned(List<ThreadTask<?>> restOfUnit) {
        lock.lock();
        try {
            threads--;
            lost++;
            if (!restOfUnit.isEmpty()) {
                pending.addFirst(new WorkUnit(restOfUnit));
            }
            if (!pending.isEmpty() && threads < maxThreads) {
                startThread();
            }
        } finally {
            lock.unlock();
        }
        endWithoutThreads();
    }

    /** The calling thread was abandoned, and its task has ended at last. */
    private void endLost() {
        lock.lock();
        try {
            lost--;
            insights.threadEnded();
            ending += reuse ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            shutdown = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        endWithoutThreads();
    }

    /** What ends with the last thread, when there is none to do it. */
    private void endWithoutThreads() {
        boolean duties;
        lock.lock();
        try {
            if (!shutdown) {
                return;
            }
            duties = threads == 0 && wholeUsed && whole.hasDuties();
            wholeUsed = wholeUsed && (threads > 0 || duties);
        } finally {
            lock.unlock();
        }
        if (duties) {
            factory.newThread(this::endWhole).start();
        } else {
            terminateIfDone();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<WorkUnit> units;
        lock.lock();
        try {
            shutdown = true;
            work.signalAll();
            units = new ArrayList<>(pending);
            pending.clear();
        } finally {
            lock.unlock();
        }
        List<Runnable> neverStarted = new ArrayList<>();
        for (WorkUnit unit : units) {
            for (ThreadTask<?> task : unit.drain()) {
                if (task.cancel(false)) {
                    Runnable given = task.executed;
                    neverStarted.add(given != null ? given : task);
                }
            }
        }
        active.forEach(ThreadTask::interrupt);
        endWithoutThreads();
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
        return shutdown;
    }

    @Override
    public PoolStatistics statistics() {
        lock.lock();
        try {
            int tasksPending = pending.stream().mapToInt(WorkUnit::size).sum();
            return new PoolStatistics(
                    maxThreads,
                    0,
                    idle,
                    threads - idle,
                    tasksPending,
                    active.size(),
                    counts.submitted(),
                    counts.completed(),
                    counts.failed(),
                    counts.cancelled(),
                    0,
                    0,
                    started,
                    0,
                    0,
                    Map.of(),
                    lost,
                    0,
                    List.of());
        } finally {
            lock.unlock();
        }
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

    /** The calling thread is about to end its last task. */
    void looksForWorkSoon() {
        if (reuse) {
            finishing.incrementAndGet();
        }
    }
}
