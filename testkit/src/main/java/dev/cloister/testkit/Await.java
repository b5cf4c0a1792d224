package dev.cloister.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition, with a deadline. Never for a time. */
public final class Await {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Hundreds of processes may wait at the same time. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Await() {}

    /** Returns when {@code condition} is true; fails with {@code what} when it is not within {@code limit}. */
    public static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        until(() -> what, limit, condition);
    }

    /** As {@link #until(String, Duration, Callable)}, with a message made when it is needed. */
    public static void until(Supplier<String> what, Duration limit, Callable<Boolean> condition) throws Exception {
        if (!within(limit, condition)) {
            throw new AssertionError("not within " + limit + ": " + what.get());
        }
    }

    /** Whether {@code condition} becomes true within {@code limit}; returns as soon as it is. */
    public static boolean within(Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                return condition.call();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }
}
