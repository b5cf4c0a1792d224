package dev.cloister.internal.manager;

import java.util.concurrent.locks.Condition;

/** Waits of servants: nanoseconds at most, or with {@link Long#MAX_VALUE} for ever. */
final class TimedWait {
    private TimedWait() {}

    /** Waits for a signal, in the caller's loop; returns what is left of the time. */
    @SuppressWarnings("WaitNotInLoop") // the caller's
    static long await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            condition.await();
            return nanos;
        }
        return condition.awaitNanos(nanos);
    }
}
