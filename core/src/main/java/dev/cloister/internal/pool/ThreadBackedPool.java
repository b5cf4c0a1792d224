package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.internal.codec.Invocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads of this JVM: platform threads that are started on demand and reused, or a virtual thread per task.
 * A thread cannot be killed: what does not react to its interrupt goes on, and is counted as running.
 */
public final class ThreadBackedPool extends AbstractPool {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition terminated = lock.newCondition();
    private final ThreadFactory factory;
    private final int maxThreads;

    /** Whether a thread without work waits for more; virtual threads end instead. */
    private final boolean reuse;

    private final AtomicLong ids = new AtomicLong();

    /** Tasks whose body has started and not ended, also those that were cancelled and do not react. */
    private final Set<ThreadTask<?>> active = ConcurrentHashMap.newKeySet();

    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    /** Units of work in order: one task, or the tasks of a chunk. Guarded by lock. */
    private final ArrayDeque<List<ThreadTask<?>>> pending = new ArrayDeque<>();

    /** Threads alive, and of them those that wait for work. Guarded by lock. */
    private int threads;

    private int idle;

    /** Threads that are about to end their last task and to look for more. */
    private final AtomicInteger finishing = new AtomicInteger();

    /** Threads started since the pool was opened. Guarded by lock. */
    private long started;

    /** False, then true for good. Written under lock. */
    private volatile boolean shutdown;

    public ThreadBackedPool(PoolOptions options) {
        super(options);
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
            case Backend.Processes processes -> throw new IllegalArgumentException("not a backend of threads");
        }
    }

    @Override
    Object prepare(Object function) {
        return function;
    }

    @Override
    <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments) {
        return new ThreadTask<>(index, prepared, arguments);
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
            submitted.addAndGet(tasks.size());
            WorkKeeper.begin(tasks.size());
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
        pending.addLast(new ArrayList<>((List<ThreadTask<?>>) unit));
        if (idle + finishing.get() >= pending.size()) {
            work.signal();
        } else if (threads < maxThreads) {
            threads++;
            started++;
            factory.newThread(this::runUnits).start();
        }
    }

    private void runUnits() {
        for (boolean more = runUnit(false); more; ) {
            more = runUnit(true);
        }
    }

    /** A method of its own, so that a thread that waits for work keeps no finished task alive. */
    private boolean runUnit(boolean hasWorked) {
        List<ThreadTask<?>> unit = nextUnit(hasWorked);
        if (unit == null) {
            return false;
        }
        for (int i = 0; i < unit.size(); i++) {
            unit.get(i).run(i == unit.size() - 1);
        }
        return true;
    }

    private @Nullable List<ThreadTask<?>> nextUnit(boolean hasWorked) {
        lock.lock();
        try {
            if (hasWorked && reuse) {
                finishing.decrementAndGet();
            }
            while (pending.isEmpty() && reuse && !shutdown) {
                idle++;
                work.awaitUninterruptibly();
                idle--;
            }
            List<ThreadTask<?>> unit = pending.poll();
            if (unit == null && --threads == 0 && shutdown) {
                terminated.signalAll();
            }
            return unit;
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
            if (threads == 0) {
                terminated.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<List<ThreadTask<?>>> units;
        lock.lock();
        try {
            shutdown();
            units = new ArrayList<>(pending);
            pending.clear();
        } finally {
            lock.unlock();
        }
        List<Runnable> neverStarted = new ArrayList<>();
        for (List<ThreadTask<?>> unit : units) {
            for (ThreadTask<?> task : unit) {
                if (task.cancel(false)) {
                    Runnable given = task.executed;
                    neverStarted.add(given != null ? given : task);
                }
            }
        }
        active.forEach(ThreadTask::interrupt);
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
    public boolean isTerminated() {
        lock.lock();
        try {
            return shutdown && threads == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lock();
        try {
            while (!(shutdown && threads == 0)) {
                if (left <= 0) {
                    return false;
                }
                left = terminated.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PoolStatistics statistics() {
        lock.lock();
        try {
            int tasksPending = pending.stream().mapToInt(List::size).sum();
            return new PoolStatistics(
                    maxThreads,
                    0,
                    idle,
                    threads - idle,
                    tasksPending,
                    active.size(),
                    submitted.get(),
                    completed.get(),
                    failed.get(),
                    cancelled.get(),
                    0,
                    started,
                    0,
                    Map.of(),
                    0,
                    List.of());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return PoolText.describe(this, isTerminated());
    }

    /**
     * A task of this pool. NEW (runner null, not ended) -> RUNNING (runner set) -> ended; or NEW -> ended when cancelled.
     *
     * @param <V> the type of the result
     */
    private final class ThreadTask<V extends @Nullable Object> extends PoolTask<V> {
        /** What to run; null from the start of the run on, so that nobody keeps it alive. Guarded by this. */
        private @Nullable Object function;

        private @Nullable Object @Nullable [] arguments;

        /** The thread that runs the body. Guarded by this. */
        private @Nullable Thread runner;

        ThreadTask(int index, Object function, @Nullable Object... arguments) {
            super(ids.incrementAndGet(), index);
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        public void run() {
            run(false);
        }

        /**
         * Runs the task unless it was cancelled or run before.
         *
         * @param last whether the thread looks for other work next: said before the future ends, so that who waited
         *     for it and submits another task finds this thread free
         */
        void run(boolean last) {
            TaskEnding ending = execute();
            if (last && reuse) {
                finishing.incrementAndGet();
            }
            if (ending != null) {
                finish(ending);
            }
        }

        private @Nullable TaskEnding execute() {
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
            active.add(this);
            TaskEnding ending = call(body, values);
            synchronized (this) {
                runner = null;
                Thread.interrupted(); // an interrupt meant for this task must not hit the next one
            }
            active.remove(this);
            return ending;
        }

        private void clear() {
            function = null;
            arguments = null;
        }

        private TaskEnding call(Object body, @Nullable Object[] values) {
            try {
                return new TaskEnding.Value(Invocation.call(body, values));
            } catch (Throwable t) { // whatever it is, it is the task's own
                return new TaskEnding.Failure(t);
            }
        }

        private void finish(TaskEnding ending) {
            AtomicLong counter = ending.isSuccess() ? completed : failed;
            if (ending == TaskEnding.Cancelled.INSTANCE) {
                counter = cancelled;
            }
            if (!isDone()) {
                counter.incrementAndGet(); // before the future ends, so that its waiter sees the count
                if (end(ending)) {
                    WorkKeeper.end(1);
                } else {
                    counter.decrementAndGet();
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

        synchronized void interrupt() {
            if (runner != null) {
                runner.interrupt();
            }
        }
    }
}
