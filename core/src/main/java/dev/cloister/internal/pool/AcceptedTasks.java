package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.ProcessTask.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The tasks that the scheduler has accepted: those that no worker has, how many the workers have, and how the others
 * ended. Guarded by the pool's lock.
 */
final class AcceptedTasks {
    /** Those that no worker has. */
    final PendingTasks pending = new PendingTasks();

    private final Effects effects;

    /** Tasks that have not ended for their caller and are not pending, and the inputs that they stand for. */
    private int running;

    private int runningItems;

    /** Whether nothing is wanted any more: what comes back from a worker is cancelled. */
    private boolean unwanted;

    long submitted;
    long completed;
    long failed;
    long cancelled;
    long moved;
    long retried;

    AcceptedTasks(Effects effects) {
        this.effects = effects;
    }

    int running() {
        return running;
    }

    int runningItems() {
        return runningItems;
    }

    /** Whether all have ended for their callers. */
    boolean isEmpty() {
        return pending.isEmpty() && running == 0;
    }

    void add(List<? extends ProcessTask<?>> tasks) {
        for (ProcessTask<?> task : tasks) {
            submitted += task.items();
        }
        pending.addAll(tasks);
    }

    /** A task that was pending is given to a worker. */
    void sent(ProcessTask<?> task) {
        task.stage = Stage.SENT;
        running++;
        runningItems += task.items();
    }

    /** A worker had the task, has not started it, and has it no more. */
    void move(ProcessTask<?> task) {
        moved++;
        backToPending(task);
    }

    /** The worker died while it ran the task, which may be run again. */
    void retry(ProcessTask<?> task, WorkerDeath death) {
        retried++;
        task.retryAfter(death);
        backToPending(task);
    }

    /** The worker has the task no more, and it has not ended. */
    void backToPending(ProcessTask<?> task) {
        if (unwanted) {
            endRunning(task, TaskEnding.Cancelled.INSTANCE);
            return;
        }
        task.stage = Stage.PENDING;
        running--;
        runningItems -= task.items();
        pending.addFirst(task);
    }

    /** What comes back from a worker from now on is cancelled. */
    void dropReturned() {
        unwanted = true;
    }

    /** All that are pending end so. */
    void endPending(Supplier<TaskEnding> ending) {
        for (ProcessTask<?> task; (task = pending.poll()) != null; ) {
            end(task, ending.get());
        }
    }

    /** Cancels all that are pending, and returns them. */
    List<ProcessTask<?>> cancelPending() {
        List<ProcessTask<?>> never = new ArrayList<>();
        for (ProcessTask<?> task; (task = pending.poll()) != null; ) {
            never.add(task);
            end(task, TaskEnding.Cancelled.INSTANCE);
        }
        return never;
    }

    /** Cancels one that is pending. */
    void cancelPending(ProcessTask<?> task) {
        pending.ended(task);
        end(task, TaskEnding.Cancelled.INSTANCE);
    }

    /** A task that a worker has ends for its caller, unless it has before. */
    void endRunning(ProcessTask<?> task, TaskEnding ending) {
        if (task.stage != Stage.ENDED) {
            running--;
            runningItems -= task.items();
            end(task, ending);
        }
    }

    private void end(ProcessTask<?> task, TaskEnding ending) {
        task.stage = Stage.ENDED;
        task.dropPayload();
        if (ending == TaskEnding.Cancelled.INSTANCE) {
            cancelled += task.items();
        } else if (ending.isSuccess()) {
            completed += task.items() - task.failedItems();
            failed += task.failedItems();
        } else {
            failed += task.items();
        }
        effects.end(task, ending);
    }
}
