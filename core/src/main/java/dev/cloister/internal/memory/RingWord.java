package dev.cloister.internal.memory;

/**
 * What the words {@code tail} and {@code head} of a {@link MessageRing} say, each in one word so that one store changes it
 * all: how many items were put or taken since the beginning (31 bits, from 0 again after the last), where in the area the
 * next record begins (31 bits), and whether the ring is closed.
 */
public final class RingWord {
    /** Nothing more can be put; what was put can be taken. */
    public static final long NO_PUT = 1L << 63;

    /** Nothing more can be taken or put. */
    public static final long NO_TAKE = 1L << 62;

    static final long FLAGS = NO_PUT | NO_TAKE;

    private static final int COUNT_AT = 31;
    private static final long MASK = (1L << COUNT_AT) - 1;

    private RingWord() {}

    static long of(long count, long position, long flags) {
        return flags | ((count & MASK) << COUNT_AT) | position;
    }

    static long count(long word) {
        return (word >>> COUNT_AT) & MASK;
    }

    static long position(long word) {
        return word & MASK;
    }

    /** How many items are between two words; right while there are fewer than 2^31. */
    static long between(long head, long tail) {
        return (count(tail) - count(head)) & MASK;
    }
}
