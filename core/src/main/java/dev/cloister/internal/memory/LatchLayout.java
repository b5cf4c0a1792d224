package dev.cloister.internal.memory;

/** The words of a latch. */
public final class LatchLayout {
    /** How many deaths there were while it was closed (high 32 bits), and what is left to count (low 32 bits). */
    public static final long STATE = 0;

    public static final long WAITERS = 8;

    /** The number of the process that died last, for texts. */
    public static final long DEAD = 16;

    public static final long BYTES = 24;

    /** One death. */
    public static final long DEATH = 1L << 32;

    private LatchLayout() {}

    /** What is left to count. */
    public static long count(long state) {
        return state & 0xFFFF_FFFFL;
    }

    /** How many died. */
    public static long deaths(long state) {
        return state >>> 32;
    }
}
