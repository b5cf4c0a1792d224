package dev.cloister.shared;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Times of {@link System#nanoTime} at which waits end. */
final class Deadlines {
    static final long NONE = Long.MAX_VALUE;

    /** More than a hundred years. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE >> 1;

    private Deadlines() {}

    /** So long from now; a time that is not positive is over. */
    static long after(long time, TimeUnit unit) {
        return System.nanoTime() + Math.clamp(unit.toNanos(time), 0, LONGEST_NANOS);
    }

    /** Whether that time has come. */
    static boolean isOver(long deadline) {
        return deadline != NONE && deadline - System.nanoTime() <= 0;
    }

    /** As {@link #after(long, TimeUnit)}. */
    static long after(Duration time) {
        return after(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }
}
