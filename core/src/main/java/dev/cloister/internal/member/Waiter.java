package dev.cloister.internal.member;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A thread of this process that waits for the hub. */
final class Waiter {
    static final int WAITING = -1;

    /** It does not wait any more: its time is up, or it was interrupted. */
    static final int GONE = -2;

    static final int CLOSED = -3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Attachment attachment;
    private final Thread thread = Thread.currentThread();

    /** WAITING -> a code of {@link HubEvents}, CLOSED, or GONE; once. */
    private volatile int state = WAITING;

    Waiter(Attachment attachment) {
        this.attachment = attachment;
    }

    int state() {
        return state;
    }

    /** Ends the wait unless it has ended; says whether this call ended it. */
    boolean end(int how) {
        if (!STATE.compareAndSet(this, WAITING, how)) {
            return false;
        }
        LockSupport.unpark(thread);
        return true;
    }
}
