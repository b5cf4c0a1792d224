package dev.cloister.cli.faults;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A moment, and waiting since then.
 *
 * @param nanos as {@link System#nanoTime()} gave it
 */
public record Moment(long nanos) {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** This one. */
    public static Moment now() {
        return new Moment(System.nanoTime());
    }

    /** Seconds since then. */
    public double seconds() {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** Waits until a condition is true, but not longer than this. Returns whether it is. */
    public static boolean await(double seconds, BooleanSupplier condition) throws InterruptedException {
        Moment start = now();
        while (!condition.getAsBoolean()) {
            if (start.seconds() > seconds) {
                return condition.getAsBoolean();
            }
            pause();
        }
        return true;
    }

    /** Waits for some milliseconds before the next look. */
    public static void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
