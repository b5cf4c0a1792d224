package dev.cloister.internal.pool;

import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.exit.ExitSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a pool and the work that waits for them: starts them on demand, lets them go, and ends the pool with the
 * last of them. Thread-safe.
 */
final class PoolThreads {
    private final ThreadBackedPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ThreadFactory factory;

    /** How long a thread waits for work until it ends; {@link Long#MAX_VALUE} for ever. */
    private final long idleNanos;

    /** How many threads there may be, abandoned ones not counted. Guarded by lock. */
    private int maxThreads;

    /** Whether a thread without work waits for more; virtual threads end instead. */
    private final boolean reuse;

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

    /** False, then true for good. Written under lock. */
    private volatile boolean shutdown;

    /** The numbers of living threads that are workers. Guarded by lock. */
    private final BitSet numbers = new BitSet();

    /** The worker that the whole pool is, when it is one of virtual threads. */
    private final LocalWorker whole;

    /** Whether {@link #whole} was used and has not ended. Guarded by lock. */
    private boolean wholeUsed;

    /** Workers that run finalizers. Guarded by lock. */
    private int ending;

    /**
     * Creates those of a pool that is being made; starts none.
     *
     * @param reuse whether a thread without work waits for more
     */
    PoolThreads(ThreadBackedPool pool, ThreadFactory factory, int maxThreads, boolean reuse) {
        this.pool = pool;
        this.factory = factory;
        this.maxThreads = maxThreads;
        this.reuse = reuse;
        PoolOptions options = pool.options();
        this.idleNanos = options.idleTimeout() == null
                ? Long.MAX_VALUE
                : options.idleTimeout().toNanos();
        this.whole = new LocalWorker(pool.nameForTasks(), options, "virtual", 0);
    }

    /** Takes tasks, unless the pool was shut down; those of a chunk are one unit of work. */
    void submit(List<ThreadTask<?>> tasks) {
        lock.lock();
        try {
            requireOpen();
            if (ExitSequence.isExiting() && !pool.isPart()) {
                throw pool.rejection();
            }
            pool.accepted(tasks);
            if (tasks.getFirst().chunk != 0) {
                addUnit(tasks);
            } else {
                tasks.forEach(task -> addUnit(List.of(task)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (shutdown) {
            throw pool.rejection();
        }
    }

    private void addUnit(List<ThreadTask<?>> unit) {
        pending.addLast(new WorkUnit(unit));
        if (idle + finishing.get() >= pending.size()) {
            work.signal();
        } else if (threads < maxThreads) {
            startThread();
        }
    }

    private void startThread() {
        threads++;
        started++;
        pool.measures().threadStarted();
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
                ? new LocalWorker(
                        pool.nameForTasks(),
                        pool.options(),
                        Thread.currentThread().getName(),
                        number)
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
        worker.end(pool.finalizers());
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
            if (!shutdown || threads > 0 || ending > 0 || wholeUsed || !pool.beginTermination()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        pool.terminate();
    }

    /** The initializer failed: what has not started never will. */
    private void breakDown(InitializerFailure how) {
        List<WorkUnit> units;
        lock.lock();
        try {
            if (!pool.brokenBy(how)) {
                return;
            }
            units = shutdownNow();
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
                pool.measures().threadEnded();
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

    /** Changes how many there may be, unless the pool was shut down. */
    void resizeTo(int workers) {
        lock.lock();
        try {
            requireOpen();
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
            pool.measures().threadEnded();
            ending += reuse ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    boolean isShutdown() {
        return shutdown;
    }

    /** No new tasks. {@link #endWithoutThreads} must follow. */
    void shutdown() {
        lock.lock();
        try {
            shutdown = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #shutdown}; also takes all work that no thread has begun. */
    List<WorkUnit> shutdownNow() {
        lock.lock();
        try {
            shutdown();
            List<WorkUnit> units = new ArrayList<>(pending);
            pending.clear();
            return units;
        } finally {
            lock.unlock();
        }
    }

    /** What ends with the last thread, when there is none to do it. */
    void endWithoutThreads() {
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

    /** What there is; {@code active} are the tasks that have started and not ended. */
    PoolStatistics statistics(TaskCounts counts, Set<ThreadTask<?>> active) {
        lock.lock();
        try {
            int tasksPending = 0;
            for (WorkUnit unit : pending) {
                tasksPending += unit.size();
            }
            return counts.statistics(maxThreads, idle, threads - idle, tasksPending, active.size(), started, lost);
        } finally {
            lock.unlock();
        }
    }

    /** The calling thread is about to end its last task. */
    void looksForWorkSoon() {
        if (reuse) {
            finishing.incrementAndGet();
        }
    }
}
