package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/** What a thread does with managed objects at the moment. Of that thread alone. */
final class CallingThread {
    private static final ThreadLocal<CallingThread> CURRENT = ThreadLocal.withInitial(CallingThread::new);

    /** What is encoded or decoded goes to or comes from this manager itself; null if it goes anywhere. */
    @Nullable
    Endpoint inBand;

    /** At the manager: whom it is encoded for. */
    @Nullable
    ClientSession session;

    /** What is decoded comes from another host, which may be hostile. */
    boolean far;

    /** Takes calls instead of the manager; null mostly. */
    @Nullable
    Recording recording;

    /** The thread that calls are made in the name of; 0 for this one itself. */
    long inTheNameOf;

    /** The call within this JVM that it runs; null if there is none. */
    @Nullable
    RunningCall running;

    private CallingThread() {}

    static CallingThread current() {
        return CURRENT.get();
    }

    /**
     * Whether an interrupt means that a call which cannot be interrupted is to end all the same: its process is gone, or the manager is
     * closed. For servants.
     */
    static boolean mustEnd() {
        RunningCall running = current().running;
        return Caller.current().client() != 0 || (running != null && running.isEnded());
    }

    /** What the manager knows the caller by. */
    long number() {
        return inTheNameOf != 0 ? inTheNameOf : Thread.currentThread().threadId();
    }
}
