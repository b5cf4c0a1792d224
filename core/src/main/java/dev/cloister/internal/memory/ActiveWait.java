package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * Looks at a word again and again for some microseconds before a thread waits at the hub, if that mostly paid lately: to be
 * woken costs more. The counts are approximate where several threads use one.
 */
public final class ActiveWait {
    /**
     * Longer than it takes the other side to be woken through the hub (some 30 to 60 us) and to answer. With less, two threads
     * that answer each other and have both slept once would sleep for ever after: neither is still looking when the other's
     * answer comes.
     */
    private static final long NANOS = 100_000;

    private static final boolean POSSIBLE = Runtime.getRuntime().availableProcessors() > 1;
    private static final int FIRST_PAUSE = 16;
    private static final int LONGEST_PAUSE = 64;
    private static final int ALWAYS = 1024;
    private static final int RETRY_EVERY = 16;

    /** Smoothed share of waits that paid, of {@link #ALWAYS}. */
    private int success = ALWAYS;

    private int refused;

    /** True if the word has changed; false if it is better to wait in another way. */
    public boolean until(MemorySegment memory, long at, long expected) {
        if (!POSSIBLE || (success < ALWAYS / 2 && ++refused % RETRY_EVERY != 0)) {
            return false;
        }
        boolean changed = look(memory, at, expected);
        success = changed ? Math.max(success + (ALWAYS - success) / 8, ALWAYS * 3 / 4) : success - success / 8;
        return changed;
    }

    /**
     * Each look takes the word's cache line from who writes it, so there are pauses, in which also more than one item may
     * come. After the shortest ones the processor is offered to whoever wants it: perhaps the very thread that is waited for, or the
     * compiler of this young JVM. When nobody does that costs less than a microsecond.
     */
    @SuppressWarnings("ThreadPriorityCheck") // no order of threads depends on it
    private static boolean look(MemorySegment memory, long at, long expected) {
        long start = System.nanoTime();
        int pause = FIRST_PAUSE;
        do {
            for (int i = 0; i < pause; i++) {
                Thread.onSpinWait();
            }
            if (Words.get(memory, at) != expected) {
                return true;
            }
            if (pause < LONGEST_PAUSE) {
                pause = 2 * pause;
            } else {
                Thread.yield();
            }
        } while (System.nanoTime() - start < NANOS);
        return false;
    }
}
