package dev.cloister.internal.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Until when something may take.
 *
 * @param begin the time it counts from, of {@link System#nanoTime}
 * @param nanos how long after that; {@link Long#MAX_VALUE} for ever
 */
record Deadline(long begin, long nanos) {
    static final Deadline NEVER = new Deadline(0, Long.MAX_VALUE);

    /** In so much time from now; never if that is null. */
    static Deadline in(@Nullable Duration time) {
        return time == null ? NEVER : new Deadline(System.nanoTime(), TimeUnit.NANOSECONDS.convert(time));
    }

    /** The nanoseconds left, none if it is over; {@link Long#MAX_VALUE} for ever. */
    long left() {
        return nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - begin));
    }

    boolean isOver() {
        return left() == 0;
    }
}
