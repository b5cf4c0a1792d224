package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.events.Recorder;
import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.parent.ParentLog;
import dev.cloister.internal.parent.WorkerProcess;
import java.util.List;

/** Tells Flight Recorder what happens in one pool, when it records, and the runtime's log, when it is on. Thread-safe. */
final class PoolEvents {
    private final String pool;

    PoolEvents(String pool) {
        this.pool = pool;
    }

    void submitted(List<? extends PoolTask<?>> tasks) {
        if (Recorder.isOn()) {
            for (PoolTask<?> task : tasks) {
                Recorder.submitted(pool, task.taskId(), task.index());
            }
        }
    }

    /** Before the task knows its new worker. */
    void sent(Slot slot, ProcessTask<?> task) {
        if (Recorder.isOn()) {
            WorkerProcess before = task.worker;
            if (before != null) {
                Recorder.moved(pool, task.taskId(), before.name(), before.pid());
            }
            Recorder.sent(pool, task.taskId(), slot.name, slot.pid());
        }
        WorkerProcess before = task.worker;
        if (before != null && RuntimeLog.isDebug()) {
            RuntimeLog.debug(pool + ": task " + task.taskId() + " moved from " + before.name() + " to " + slot.name);
        }
    }

    void started(Slot slot, long taskId) {
        if (Recorder.isOn()) {
            Recorder.started(pool, taskId, slot.name, slot.pid());
        }
    }

    /** On a thread backend. */
    void started(PoolTask<?> task) {
        if (Recorder.isOn()) {
            String thread = Thread.currentThread().getName();
            Recorder.started(
                    pool, task.taskId(), thread, ProcessHandle.current().pid());
        }
    }

    void ended(PoolTask<?> task, TaskEnding ending) {
        if (Recorder.isOn()) {
            boolean cancelled = ending == TaskEnding.Cancelled.INSTANCE;
            Recorder.ended(pool, task.taskId(), cancelled ? "CANCELLED" : ending.isSuccess() ? "VALUE" : "ERROR");
        }
        if (RuntimeLog.isTrace()) {
            boolean cancelled = ending == TaskEnding.Cancelled.INSTANCE;
            RuntimeLog.trace(pool + ": task " + task.taskId() + " ended: "
                    + (cancelled ? "cancelled" : ending.isSuccess() ? "a value" : "an error"));
        }
    }

    void workerStarted(Slot slot) {
        if (Recorder.isOn()) {
            Recorder.workerStarted(pool, slot.name, slot.pid(), slot.figures.startUpNanos());
        }
        if (RuntimeLog.isDebug()) {
            RuntimeLog.debug(pool + ": " + slot.name + " started, pid " + slot.pid() + ", after "
                    + slot.figures.startUpNanos() / 1_000_000 + " ms");
        }
    }

    void workerEnded(Slot slot, WorkerDeath death) {
        if (Recorder.isOn()) {
            boolean left = slot.state == Slot.State.LEAVING && slot.inFlight.isEmpty();
            Integer code = death.exitCode();
            Recorder.workerEnded(
                    pool, slot.name, death.pid(), left ? "LEFT" : death.cause().name(), code == null ? -1 : code);
        }
        if (RuntimeLog.isDebug()) {
            boolean left = slot.state == Slot.State.LEAVING && slot.inFlight.isEmpty();
            RuntimeLog.debug(
                    pool + ": " + (left ? slot.name + " (pid " + death.pid() + ") left" : ParentLog.describe(death))
                            + (slot.inFlight.isEmpty() ? "" : " with " + slot.inFlight.size() + " tasks in hand"));
        }
    }
}
