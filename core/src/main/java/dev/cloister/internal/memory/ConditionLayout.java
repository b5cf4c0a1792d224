package dev.cloister.internal.memory;

/** The words and operations of a condition. Who waits, and who was signalled, the hub knows. */
public final class ConditionLayout {
    /** How many wait. The word before it never changes: nothing but a signal ends a wait. */
    public static final long WAITERS = 8;

    public static final long BYTES = 16;

    /** Answers when the waits begun before it are known: (-, -) -> 0. */
    public static final int BEGUN = 1;

    /** Ends the waits that began first: (how many, -) -> how many there were. */
    public static final int SIGNAL = 2;

    /** Gives up a wait: (its number, -) -> 1, or 0 if it was signalled before. */
    public static final int CANCEL = 3;

    private ConditionLayout() {}
}
