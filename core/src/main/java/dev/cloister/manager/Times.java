package dev.cloister.manager;

import java.util.concurrent.TimeUnit;

/** Times to wait as the operations of managed objects take them. */
final class Times {
    /** For ever. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private Times() {}

    /** Nanoseconds from 0; never for ever, but perhaps a hundred years. */
    static long nanos(long time, TimeUnit unit) {
        return Math.clamp(unit.toNanos(time), 0, Long.MAX_VALUE / 2);
    }
}
