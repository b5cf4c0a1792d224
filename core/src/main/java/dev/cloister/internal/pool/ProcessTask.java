package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.parent.WorkerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A task of a pool of worker processes. What the scheduler knows of it is guarded by the pool's lock.
 *
 * @param <V> the type of the result
 */
class ProcessTask<V extends @Nullable Object> extends PoolTask<V> {
    /**
     * PENDING -> SENT (given to a worker) -> STARTED (the worker said that its code runs) -> ENDED; SENT -> PENDING when
     * the worker dies or returns it; STARTED -> PENDING when the worker dies and the task may be run again; any -> ENDED when it is cancelled. ENDED is what the caller sees: the worker may
     * still be busy with it.
     */
    enum Stage {
        PENDING,
        SENT,
        STARTED,
        ENDED
    }

    /** Finds the classes of the result. */
    final ClassLoader loader;

    /** What a cancel asks: the task, and whether it may be interrupted. */
    private final BiPredicate<ProcessTask<?>, Boolean> canceller;

    Stage stage = Stage.PENDING;

    /** The function that the call refers to, or null if the call carries it; both null once the task has ended. */
    @Nullable
    EncodedFunction function;

    byte @Nullable [] call;

    /** How often it was given to a worker that died or returned it before the task had started. */
    int moves;

    /** The limits of its running attempt; null if it has none. */
    @Nullable
    TaskLimits limits;

    /** The deaths of workers that ran it and after which it was run again. Replaced under the lock, read by anybody. */
    volatile List<WorkerDeath> deaths = List.of();

    /** How it ended; set when the stage becomes ENDED, told to the caller after the lock was released. */
    @Nullable
    TaskEnding outcome;

    /** Who has it or had it; null until it was sent. Written under the lock, read by who waits for the task. */
    @Nullable
    volatile WorkerProcess worker;

    /** The class of its function; null if a worker submitted it, or it has ended. */
    @Nullable
    Class<?> type;

    /** The number of the input that {@link #markRunning} found running last, and since when it is. */
    private long runningItem;

    long runningSince;

    /** Where the call ends in the worker's stream. */
    long position;

    ProcessTask(
            long id,
            int index,
            @Nullable EncodedFunction function,
            byte[] call,
            ClassLoader loader,
            BiPredicate<ProcessTask<?>, Boolean> canceller) {
        super(id, index);
        this.function = function;
        this.call = call;
        this.loader = loader;
        this.canceller = canceller;
    }

    /** Ends it for its caller as was decided under the lock. */
    void endAsDecided() {
        TaskEnding decided = outcome;
        if (decided != null) {
            outcome = null;
            end(decided);
        }
    }

    /** Drops what is not needed any more. */
    void dropPayload() {
        function = null;
        call = null;
        worker = null;
        limits = null;
        type = null;
    }

    @Override
    protected void watch() {
        WorkerProcess has = worker;
        if (has != null) {
            has.watch(this::isDone);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return canceller.test(this, mayInterruptIfRunning);
    }

    /** How many inputs it stands for. */
    int items() {
        return 1;
    }

    /** How many of them have failed, if they ended one by one. */
    int failedItems() {
        return 0;
    }

    /** The number of the input that runs, or is about to, and its index. */
    long runningId() {
        return taskId();
    }

    int runningIndex() {
        return index();
    }

    /** How many of its inputs have ended, as far as that is known. */
    int settledItems() {
        return 0;
    }

    /** It was given to a worker, where it does not run yet. */
    final void markSent() {
        runningItem = 0;
    }

    /** It runs, as far as can be told: notes since when, if that is not known. */
    final void markRunning(long now) {
        long item = runningId();
        if (item != runningItem) {
            runningItem = item;
            runningSince = now;
        }
    }

    /**
     * The worker has answered: whether everything has ended, or some inputs are left.
     *
     * @throws IOException if what came is malformed
     */
    boolean isComplete() throws IOException {
        return true;
    }

    /** The worker died: the running input fails with this. Returns whether no others are left. */
    boolean failRunning(Throwable error) {
        return true;
    }

    /** How many workers died while running it, after which it was run again. */
    int retried() {
        return deaths.size();
    }

    /** It is to be run again after this death. */
    void retryAfter(WorkerDeath death) {
        List<WorkerDeath> more = new ArrayList<>(deaths);
        more.add(death);
        deaths = List.copyOf(more);
    }

    @Override
    public List<WorkerDeath> retriedAfter() {
        return deaths;
    }

    /** Does nothing: only a worker can run it. For callers of {@code shutdownNow}, who get tasks that were cancelled. */
    @Override
    public void run() {}
}
