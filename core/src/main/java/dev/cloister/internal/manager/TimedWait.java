package dev.cloister.internal.manager;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;

/** Waits of servants: nanoseconds at most, or with {@link Long#MAX_VALUE} for ever. */
final class TimedWait {
    private TimedWait() {}

    /**
     * Waits for a signal, in the caller's loop; whether it was interrupted by the user. A thread that serves another process is
     * interrupted only when that is gone, since its user's interrupts do not come here.
     *
     * @param what the caller wants, for the message
     * @throws CancellationException if the process that wants it is gone, or the manager is closed
     */
    @SuppressWarnings("WaitNotInLoop") // the caller's
    static boolean awaitUninterruptibly(Condition condition, String what) {
        try {
            condition.await();
            return false;
        } catch (InterruptedException e) {
            if (CallingThread.mustEnd()) {
                throw (CancellationException) new CancellationException(
                                "the process that wanted " + what + " is gone, or the manager is closed")
                        .initCause(e);
            }
            return true;
        }
    }

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
