package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import org.jspecify.annotations.Nullable;

/** What the scheduler decides, for the pool to do. Called under the pool's lock; none of them waits or calls back. */
interface Effects {
    /** Start a process for the slot. */
    void start(Slot slot);

    /** Give the task to the worker. */
    void send(Slot slot, ProcessTask<?> task);

    /** Interrupt the task in the worker, or make the worker return it. */
    void interrupt(Slot slot, ProcessTask<?> task);

    /** Make the worker return up to {@code max} tasks that have not started. */
    void recall(Slot slot, int max);

    /** Ask the worker to exit. */
    void retire(Slot slot);

    /** Kill the worker; its death is put down to {@code cause}. */
    void kill(Slot slot, WorkerDeath.Cause cause, String reason);

    /** Ask the worker for a sign of life. */
    void ping(Slot slot);

    /** Ask the worker what its threads do; it answers with {@link Scheduler#dumped}, if it can. */
    void dump(Slot slot, ProcessTask<?> task);

    /** End the task for its caller. */
    void end(ProcessTask<?> task, TaskEnding ending);

    /** The error of a task that ran longer than its hard limit. */
    Throwable timeoutError(Slot slot, ProcessTask<?> task, @Nullable String threadDump);

    /** The error of a task that was running in a worker that died, or that was moved too often. */
    Throwable deathError(ProcessTask<?> task, WorkerDeath death);

    /** The error of tasks of a pool that cannot start workers. */
    Throwable brokenError(WorkerDeath firstDeath);

    /** Call {@link Scheduler#tick} at that time. */
    void wakeAt(long nanos);
}
