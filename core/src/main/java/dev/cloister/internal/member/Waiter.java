package dev.cloister.internal.member;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A thread of this process that waits for the hub, at one gate or several. */
class Waiter {
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

    final Thread thread = Thread.currentThread();

    /** WAITING -> a code of {@link HubEvents}, CLOSED, or GONE; once. */
    private volatile int state = WAITING;

    final int state() {
        return state;
    }

    /** Whether it takes nothing: a wake that reached it is for another too. */
    boolean onlyLooks() {
        return false;
    }

    /** Ends the wait unless it has ended; says whether this call ended it. */
    final boolean end(int how) {
        if (!STATE.compareAndSet(this, WAITING, how)) {
            return false;
        }
        unpark(thread);
        return true;
    }

    /** Lets the thread go on. */
    void unpark(Thread parked) {
        LockSupport.unpark(parked);
    }

    /**
     * At a gate of an object.
     *
     * @param waiter who waits
     * @param attachment the object
     */
    record Place(Waiter waiter, Attachment attachment) {}
}
