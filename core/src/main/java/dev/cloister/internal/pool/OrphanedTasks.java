package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.ProcessTask.Stage;
import java.io.IOException;
import java.util.List;

/**
 * What becomes of the tasks of a dead worker: those that it had not started move on, those that it ran are run again if
 * they may be, or fail. Guarded by the pool's lock.
 */
final class OrphanedTasks {
    /** A task that met this many deaths before it could start fails. */
    private static final int MAX_MOVES = 16;

    private final AcceptedTasks accepted;
    private final Effects effects;

    OrphanedTasks(AcceptedTasks accepted, Effects effects) {
        this.accepted = accepted;
        this.effects = effects;
    }

    /** The process of the slot ended: takes all its tasks. */
    void takeFrom(Slot slot, WorkerDeath death) {
        List<ProcessTask<?>> tasks = slot.inFlight.toList();
        slot.inFlight.clear();
        for (ProcessTask<?> task : tasks.reversed()) {
            boolean ran = task.stage == Stage.STARTED;
            if (ran && task.items() > 1) {
                failRunningItem(task, death);
            } else if (ran && task.retried() < task.options.retries()) {
                accepted.retry(task, death);
            } else if (ran || (task.stage == Stage.SENT && ++task.moves > MAX_MOVES)) {
                accepted.endRunning(task, new TaskEnding.Failure(effects.deathError(task, death)));
            } else if (task.stage == Stage.SENT) {
                accepted.move(task);
            }
        }
    }

    /** The worker died in a task that stands for several inputs: the one that ran fails, the others do not. */
    private void failRunningItem(ProcessTask<?> task, WorkerDeath death) {
        boolean complete;
        try {
            complete = task.isComplete() || task.failRunning(effects.deathError(task, death));
        } catch (IOException e) { // nobody knows which one ran
            accepted.endRunning(task, new TaskEnding.Failure(effects.deathError(task, death)));
            return;
        }
        if (complete) {
            accepted.endRunning(task, new TaskEnding.Value(null));
        } else {
            accepted.backToPending(task);
        }
    }
}
