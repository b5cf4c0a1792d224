package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.BrokenPoolException;
import dev.cloister.PoolInsights;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.TaskOptions;
import dev.cloister.WorkerDeath;
import dev.cloister.internal.context.SharedValue;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.parent.DeathErrors;
import dev.cloister.internal.parent.Timer;
import dev.cloister.internal.parent.WorkerLauncher;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of worker processes: the {@link Scheduler} behind a lock, and the doing of what it decides. Frames are put in
 * line under the lock, so that their order is that of the decisions; everything that may wait or run foreign code is done
 * after the lock was released.
 */
public final class ProcessPool extends WorkingPool {
    private final WorkerLauncher launcher;
    private final ShippedClasses shippedClasses = new ShippedClasses();
    private final ReentrantLock lock = new ReentrantLock();
    private final Scheduler scheduler;
    private final ProcessStatistics counts;
    private final ProcessInsights insights;
    private final TaskEncoder encoder;
    private final WorkerSetup setup;
    private final PoolBoard board;

    /** What is to be done once the lock is released. Guarded by lock. */
    private Decisions decisions = new Decisions(this);

    /** Null until a task waits for another one. Guarded by lock. */
    private @Nullable ClientWaits clientWaits;

    private final Change change = new Change();
    private final Runnable ticker = new Ticker();

    /** Whether a first task has come. Written by whoever submits; a race costs a look at the scheduler. */
    private volatile boolean anticipated;

    public ProcessPool(PoolOptions options) {
        super(options);
        Backend.Processes backend = (Backend.Processes) options.backend();
        setup = new WorkerSetup(nameForTasks(), backend.threads(), options, shippedClasses);
        launcher = new WorkerLauncher(
                options.workers(),
                backend.workers(),
                "cloister-" + name() + "-",
                options.startTimeout().toNanos(),
                false);
        scheduler = new Scheduler(SchedulerRules.of(options), new PoolEffects(this), new Clock(), new Random());
        counts = new ProcessStatistics(scheduler);
        encoder = new TaskEncoder(options.maxMessageBytes(), shippedClasses, new Canceller());
        insights = new ProcessInsights(this, backend.threads());
        board = new PoolBoard(this, launcher);
        OpenPools.add(this);
        launcher.prepare();
        try (var _ = change()) {
            scheduler.opened();
        }
    }

    /**
     * Begins a change of the scheduler: under the lock until it is closed, and then what was decided is done. On the way to
     * the program's first worker it is used as it is; elsewhere {@link #update} reads better. Linking a lambda in a young
     * JVM takes a millisecond.
     */
    Change change() {
        lock.lock();
        return change;
    }

    /** The end of a change. It has no state of its own, so that one is enough. */
    final class Change implements AutoCloseable {
        @Override
        public void close() {
            Decisions decided;
            try {
                if (scheduler.isTerminated() && beginTermination()) {
                    decisions.add(ProcessPool.this::terminate);
                }
                if (clientWaits != null) {
                    clientWaits.check();
                }
                decided = decisions;
                decisions = new Decisions(ProcessPool.this);
                decided.close();
            } finally {
                lock.unlock();
            }
            decided.carryOut();
        }
    }

    /** Changes the scheduler under the lock, and afterwards does what it decided. */
    void update(Runnable action) {
        try (var _ = change()) {
            action.run();
        }
    }

    /** Also removes the files. */
    @Override
    void free() {
        try {
            board.close();
            launcher.close();
        } finally {
            super.free();
        }
    }

    @Override
    Object prepare(Object function) {
        if (!anticipated) { // the first worker starts while the first task is encoded
            anticipated = true;
            try (var _ = change()) {
                scheduler.anticipate();
            }
        }
        return encoder.prepare(function);
    }

    @Override
    void release(Object prepared) {
        EncodedFunction function = (EncodedFunction) prepared;
        if (function.lasting()) {
            return;
        }
        update(() -> {
            for (Slot slot : scheduler.slots()) {
                if (slot.functions.remove(function.id())) {
                    add(slot, FrameType.FORGET, function.id(), Frame.NO_BODY);
                }
            }
        });
    }

    @Override
    <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments) {
        return encoder.newTask((EncodedFunction) prepared, index, once, arguments);
    }

    /** Creates a task whose call came from a worker, with its function; it is not yet enqueued. */
    ProcessTask<?> newEncoded(int index, byte[] call) {
        ProcessTask<?> task = encoder.encoded(index, call);
        task.options = options().tasks();
        return task;
    }

    /** Creates the task of some inputs that travel together; it is not yet enqueued. See {@link ChunkTask}. */
    ChunkTask newChunk(EncodedFunction function, int firstIndex, int items, byte[] call, int countAt) {
        return encoder.newChunk(function, firstIndex, items, call, countAt);
    }

    @Override
    ProcessPool processes() {
        return this;
    }

    /** Whether the inputs of a map may travel as one message: not where each counts, or has a limit, or may be run again. */
    boolean sendsChunks(TaskOptions tasks) {
        return options().maxTasksPerWorker() == 0 && tasks.equals(TaskOptions.defaults());
    }

    @Override
    @SuppressWarnings("unchecked") // newTask makes no other tasks
    void enqueue(List<? extends PoolTask<?>> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        if (!accept((List<? extends ProcessTask<?>>) tasks)) {
            throw rejection(); // made without the lock
        }
    }

    /** Accepts tasks, unless the pool was shut down or is broken: then it returns false. */
    boolean accept(List<? extends ProcessTask<?>> own) {
        boolean open;
        try (var _ = change()) {
            open = isOpen() && (isPart() || !ExitSequence.isExiting());
            if (open) {
                WorkKeeper.begin(own.size());
                events().submitted(own);
                scheduler.submitted(own);
            }
        }
        return open;
    }

    /** Under the lock. */
    private boolean isOpen() {
        return scheduler.phase() == Scheduler.Phase.OPEN;
    }

    @Override
    RuntimeException rejection() {
        WorkerDeath first = null;
        lock.lock();
        try {
            if (initializerFailure() == null && scheduler.phase() == Scheduler.Phase.BROKEN) {
                first = scheduler.workforce().starts().firstFailure();
            }
        } finally {
            lock.unlock();
        }
        return first != null ? broken(first) : super.rejection();
    }

    BrokenPoolException broken(WorkerDeath first) {
        return first.cause() == WorkerDeath.Cause.FAILED_TO_START
                ? DeathErrors.broken(name(), options().restartIntensity(), first)
                : DeathErrors.brokenByInitializer(name(), first);
    }

    @Override
    void prepareShared(SharedValue value) {
        value.encode(options().maxMessageBytes());
    }

    private boolean cancel(ProcessTask<?> task, boolean mayInterrupt) {
        boolean[] cancelled = new boolean[1];
        update(() -> {
            boolean running = task.stage != ProcessTask.Stage.PENDING;
            cancelled[0] = scheduler.cancel(task, mayInterrupt);
            if (cancelled[0] && running) {
                long grace = options().cancelGrace().toNanos();
                decisions.add(() -> Timer.after(grace, () -> overdue(task)));
            }
        });
        return cancelled[0];
    }

    private void overdue(ProcessTask<?> task) {
        String reason = task.describe() + " was cancelled and had not reacted "
                + options().cancelGrace().toMillis() + " ms after its interrupt";
        update(() -> scheduler.overdue(task, reason));
    }

    @Override
    public void shutdown() {
        update(scheduler::shutdown);
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        update(() -> {
            scheduler.shutdown();
            for (ProcessTask<?> task : scheduler.cancelPending()) {
                never.add(task.given());
            }
            scheduler.interruptRunning();
            if (scheduler.accepted().running() > 0) {
                long grace = options().cancelGrace().toNanos();
                decisions.add(() -> Timer.after(grace, () -> endAll(worker -> worker.kill("the pool was shut down"))));
            }
        });
        return never;
    }

    @Override
    public void killWorkers() {
        endAll(worker -> worker.kill("killWorkers was called"));
    }

    @Override
    public void terminateWorkers() {
        long grace = options().cancelGrace().toNanos();
        endAll(worker -> worker.terminate("terminateWorkers was called", grace));
    }

    private void endAll(Consumer<WorkerProcess> end) {
        update(() -> {
            scheduler.shutdown();
            scheduler.cancelAll();
            for (Slot slot : scheduler.slots()) {
                WorkerProcess worker = slot.process;
                if (worker != null) {
                    decisions.add(() -> end.accept(worker));
                } else {
                    slot.killOnStart = "the pool was closed";
                }
            }
        });
    }

    @Override
    void resizeTo(int workers) {
        boolean open;
        try (var _ = change()) {
            open = isOpen();
            if (open) {
                scheduler.resize(workers);
            }
        }
        if (!open) {
            throw rejection();
        }
        board.fit();
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return scheduler.phase() != Scheduler.Phase.OPEN;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PoolStatistics statistics() {
        lock.lock();
        try {
            return counts.collect();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PoolInsights insights() {
        return insights.collect();
    }

    /** What {@link #insights()} is made from; used within {@link #update}. */
    ProcessInsights insightsSource() {
        return insights;
    }

    /** Puts a frame in line. Under the lock. */
    long add(Slot slot, FrameType type, long id, byte[] body) {
        WorkerProcess worker = slot.process;
        if (worker == null) {
            return 0; // it has no process yet, so it has no tasks either
        }
        decisions.flush(slot);
        return worker.add(type, id, body);
    }

    /** The scheduler; used within {@link #update}. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** Tasks that wait for tasks. Within {@link #update}. */
    ClientWaits clientWaits() {
        ClientWaits known = clientWaits;
        if (known == null) {
            known = new ClientWaits(this);
            clientWaits = known;
        }
        return known;
    }

    /** How many tasks each worker runs at a time. */
    int threads() {
        return ((Backend.Processes) options().backend()).threads();
    }

    /** What is to be done once the lock is released. Within {@link #update}. */
    Decisions decisions() {
        return decisions;
    }

    /** Classes, since they are made for the first pool, where a lambda costs more. */
    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private final class Canceller implements BiPredicate<ProcessTask<?>, Boolean> {
        @Override
        public boolean test(ProcessTask<?> task, Boolean mayInterrupt) {
            return cancel(task, mayInterrupt);
        }
    }

    /** Starts a process for the slot, or takes a warm one. */
    void launch(Slot slot) {
        launcher.launch(slot.name, options().output(), new SlotOwner(this, slot));
    }

    /** What workers are told. */
    WorkerSetup setup() {
        return setup;
    }

    /** Sends the class that a worker asked for. */
    void answerClassRequest(WorkerProcess worker, Frame request) {
        shippedClasses.answer(worker, request);
    }

    /** What other programs see of it; used within {@link #update}. */
    PoolBoard board() {
        return board;
    }

    /** What {@link #statistics()} is made from; used within {@link #update}. */
    ProcessStatistics counts() {
        return counts;
    }

    /** Calls the scheduler when a time that it asked for has come. */
    Runnable ticker() {
        return ticker;
    }

    private final class Ticker implements Runnable {
        @Override
        public void run() {
            try (var _ = change()) {
                scheduler.tick(System.nanoTime());
            }
        }
    }
}
