package dev.cloister.internal.memory;

/** The words and operations of a barrier. The hub writes all words but {@link #PARTIES}; everybody may read them. */
public final class BarrierLayout {
    /** How many threads park for it. The word before it never changes. */
    public static final long WAITERS = 8;

    public static final long PARTIES = 16;

    /** How many have arrived in this round. */
    public static final long WAITING = 24;

    /** Why it is broken: one of the reasons; 0 if it is not. */
    public static final long REASON = 32;

    /** The process id of the dead, if that is the reason. */
    public static final long DEAD = 40;

    public static final long BYTES = 48;

    public static final int TIMEOUT = 1;
    public static final int INTERRUPT = 2;
    public static final int ABORT = 3;
    public static final int ACTION = 4;
    public static final int DEATH = 5;

    /** A thread that has begun to wait arrives: (number of the wait, 1 if it brings an action) -> its index, or: */
    public static final int ARRIVE = 1;

    /** It was the last, and all go on. */
    public static final long LAST = -1;

    /** It was the last, and is to run the action and then to say {@link #DONE}. */
    public static final long RUN_ACTION = -2;

    public static final long IS_BROKEN = -3;

    /** The action of the round before is running: arrive again when this wait ends. */
    public static final long LATER = -4;

    /** The action has run: (number of the wait, 1 if it threw) -> 1 if that ended the round, 0 if it was broken before. */
    public static final int DONE = 2;

    /** Gives up a wait: (its number, the reason) -> 1, or 0 if it had ended before. Breaks the barrier if it had arrived. */
    public static final int CANCEL = 3;

    /** Breaks it: (reason, -). */
    public static final int BREAK = 4;

    /** Begins anew: (-, -). */
    public static final int RESET = 5;

    private BarrierLayout() {}
}
