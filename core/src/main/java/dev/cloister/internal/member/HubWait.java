package dev.cloister.internal.member;

import dev.cloister.internal.memory.Waits;
import java.util.concurrent.locks.LockSupport;

/**
 * A wait whose beginning is apart from its parking, for kinds whose waiting threads the hub knows one by one: it begins, then
 * a call to the hub says what it is for, then the thread parks. It waits at the word at 0, which must never change; only the
 * hub ends it. For one thread.
 */
public final class HubWait implements AutoCloseable {
    /** What {@link #await} returns when the time is up: the hub has not been told. */
    public static final int TIME_IS_UP = -1;

    private static final long WORD = 0;

    private final Attachment attachment;
    private final Waiter waiter;
    private final long number;

    private HubWait(Attachment attachment, Waiter waiter, long number) {
        this.attachment = attachment;
        this.waiter = waiter;
        this.number = number;
    }

    /** Begins one. The hub knows it before any later call of this thread. */
    public static HubWait begin(Attachment attachment, long waitersAt) {
        attachment.requireOpen();
        Waiter waiter = new Waiter();
        long number = attachment.member().begin(waiter, attachment, WORD, waitersAt, 0, Waits.How.CHANGE, true);
        return new HubWait(attachment, waiter, number);
    }

    /** Names it in calls. */
    public long number() {
        return number;
    }

    /**
     * Parks until the hub ends it; returns how, one of {@link HubEvents}. The wait goes on at the hub when this returns
     * {@link #TIME_IS_UP} or throws {@link InterruptedException}.
     *
     * @throws IllegalStateException if the object was closed
     */
    public int await(long deadline) throws InterruptedException {
        while (waiter.state() == Waiter.WAITING) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + attachment);
            }
            if (deadline == Long.MAX_VALUE) {
                LockSupport.park(waiter);
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return TIME_IS_UP;
                }
                LockSupport.parkNanos(waiter, left);
            }
        }
        return ending();
    }

    /** As {@link #await}, without a deadline, whatever interrupts come; they are kept. */
    public int awaitUninterruptibly() {
        boolean interrupted = false;
        while (waiter.state() == Waiter.WAITING) {
            interrupted |= Thread.interrupted();
            LockSupport.park(waiter);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ending();
    }

    private int ending() {
        if (waiter.state() == Waiter.CLOSED) {
            throw attachment.member().closed(attachment);
        }
        return waiter.state();
    }

    /** Tells the hub that it can forget this wait. Does not wait. */
    public void forget() {
        attachment.member().port().forget(number);
    }

    /** The hub does not know it any more. */
    @Override
    public void close() {
        attachment.member().finish(number, false);
    }
}
