package dev.cloister.shared;

import java.time.Duration;

/** Times of {@link System#nanoTime} at which waits end. */
final class Deadlines {
    private Deadlines() {}

    /** So long from now; {@link Long#MAX_VALUE} only for never. */
    static long in(Duration timeout) {
        long now = System.nanoTime();
        long nanos;
        try {
            nanos = timeout.toNanos();
        } catch (ArithmeticException e) { // some 292 years
            nanos = timeout.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long limit = Long.MAX_VALUE / 2; // so that differences of two times stay meaningful
        long deadline = now + Math.clamp(nanos, -limit, limit);
        return deadline == Long.MAX_VALUE ? deadline - 1 : deadline;
    }
}
