package dev.cloister.internal.worker;

import dev.cloister.internal.codec.LambdaTemplate;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.codec.TaskText;
import dev.cloister.internal.protocol.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a task is among the slowest that this worker ran, and then, only then, says what it was. Right after the
 * task, while its arguments are there anyway, so that nothing keeps them alive. Thread-safe.
 */
final class SlowTasks {
    private static final int COUNT = 5;
    private static final long MIN_NANOS = 1_000_000;

    /** The first tasks of a young worker are slow because it is young; they should not be made slower. */
    private static final long YOUNG_NANOS = 25_000_000;

    private static final int YOUNG_TASKS = 32;

    /** Reading the clock for each item would slow down items that are shorter than this on average. */
    private static final long BRIEF_NANOS = 10_000;

    /** The run times of the slowest, the longest first. Guarded by this. */
    private final long[] nanos = new long[COUNT];

    /** Less is not worth a text. Written under this; read without, a race costs one text more or less. */
    private long floorNanos = YOUNG_NANOS;

    /** Counted up to {@link #YOUNG_TASKS}; a race costs a little more youth. */
    private int tasks;

    /** Whether items of chunks are too short to be timed one by one. A race costs a chunk's times. */
    private boolean brief;

    /** The body of SLOW for a task that ran so long, or null. Never throws, short of no memory. */
    byte @Nullable [] describe(long ran, TaskCodec.@Nullable Call task) {
        return task == null ? null : describe(ran, 0, task.function(), task.template(), task.arguments());
    }

    /**
     * The body of SLOW for an item of a chunk that ran so long, or null.
     *
     * @param left how many items of the chunk had not ended before this one did
     */
    byte @Nullable [] describe(
            long ran, int left, Object function, @Nullable LambdaTemplate template, @Nullable Object[] arguments) {
        if (tasks < YOUNG_TASKS && ++tasks == YOUNG_TASKS) {
            lowerFloor();
        }
        if (ran <= floorNanos || !enter(ran)) {
            return null;
        }
        return new ByteSink(256)
                .putLong(ran)
                .putInt(left)
                .putString(TaskText.function(function, template))
                .putString(TaskText.arguments(arguments))
                .toBytes();
    }

    boolean areItemsBrief() {
        return brief;
    }

    /** Learns from a chunk whether the next one's items are worth to be timed. */
    void ranItems(long nanosEach) {
        brief = nanosEach < BRIEF_NANOS;
    }

    private synchronized void lowerFloor() {
        floorNanos = Math.max(MIN_NANOS, nanos[COUNT - 1]);
    }

    private synchronized boolean enter(long ran) {
        int at = COUNT - 1;
        if (ran <= nanos[at]) {
            return false;
        }
        for (; at > 0 && nanos[at - 1] < ran; at--) {
            nanos[at] = nanos[at - 1];
        }
        nanos[at] = ran;
        floorNanos = Math.max(tasks < YOUNG_TASKS ? YOUNG_NANOS : MIN_NANOS, nanos[COUNT - 1]);
        return true;
    }
}
