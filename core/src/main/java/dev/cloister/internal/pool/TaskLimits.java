package dev.cloister.internal.pool;

import dev.cloister.TaskOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The soft and the hard limit of one attempt at a task. Guarded by the pool's lock. */
final class TaskLimits {
    /** How long the worker of a task that is over its hard limit has for telling what its threads do. */
    private static final long DUMP_NANOS = 500_000_000;

    final Slot slot;
    final ProcessTask<?> task;
    private final long softAt;
    private final long hardAt;

    /** WAITING -> INTERRUPTED (if there is a soft limit) -> DUMPING (the worker was asked for its stacks) -> OVER. */
    enum Stage {
        WAITING,
        INTERRUPTED,
        DUMPING,
        OVER
    }

    private Stage stage = Stage.WAITING;
    private long dumpUntil;

    TaskLimits(Slot slot, ProcessTask<?> task, long now) {
        this.slot = slot;
        this.task = task;
        this.softAt = now + nanos(task.options.softLimit());
        this.hardAt = now + nanos(task.options.hardLimit());
    }

    /** Whether tasks with these options have limits. */
    static boolean exist(TaskOptions options) {
        return options.softLimit() != null || options.hardLimit() != null;
    }

    private static long nanos(@Nullable Duration limit) {
        return limit == null ? Long.MAX_VALUE / 4 : limit.toNanos();
    }

    /** Whether the worker is still at this attempt. */
    boolean isCurrent() {
        return task.stage == ProcessTask.Stage.STARTED && task.limits == this;
    }

    /** When the next step is due. */
    long nextAt() {
        return switch (stage) {
            case WAITING -> Math.min(softAt, hardAt);
            case INTERRUPTED -> hardAt;
            case DUMPING, OVER -> dumpUntil;
        };
    }

    /** Takes the next step if it is due. */
    Stage advance(long now) {
        if (stage == Stage.DUMPING && now - dumpUntil >= 0) {
            stage = Stage.OVER;
        } else if (stage != Stage.DUMPING && now - hardAt >= 0) {
            stage = Stage.DUMPING;
            dumpUntil = now + DUMP_NANOS;
        } else if (stage == Stage.WAITING && now - softAt >= 0) {
            stage = Stage.INTERRUPTED;
        }
        return stage;
    }

    boolean isDumping() {
        return stage == Stage.DUMPING;
    }

    Stage stage() {
        return stage;
    }
}
