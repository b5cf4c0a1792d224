package dev.cloister.internal.pool;

import java.util.ArrayList;
import java.util.List;

/** The limits of the tasks that run. Guarded by the pool's lock. */
final class Limits {
    private final Effects effects;
    private final Alarm alarm;
    private final List<TaskLimits> running = new ArrayList<>();

    Limits(Effects effects, Alarm alarm) {
        this.effects = effects;
        this.alarm = alarm;
    }

    /** The task's body has started in the worker; it has limits. */
    void started(Slot slot, ProcessTask<?> task, long now) {
        TaskLimits limits = new TaskLimits(slot, task, now);
        task.limits = limits;
        running.removeIf(other -> !other.isCurrent());
        running.add(limits);
        alarm.set(limits.nextAt());
    }

    /** Time goes on. Interrupts tasks at their soft limits; returns those that are to end. */
    List<TaskLimits> tick(long now) {
        List<TaskLimits> over = new ArrayList<>();
        running.removeIf(limits -> !limits.isCurrent());
        for (TaskLimits limits : running) {
            TaskLimits.Stage before = limits.stage();
            TaskLimits.Stage stage = limits.advance(now);
            if (stage == TaskLimits.Stage.OVER) {
                over.add(limits);
                continue;
            }
            if (stage != before && stage == TaskLimits.Stage.INTERRUPTED) {
                effects.interrupt(limits.slot, limits.task);
            } else if (stage != before) {
                effects.dump(limits.slot, limits.task);
            }
            alarm.set(limits.nextAt());
        }
        return over;
    }
}
