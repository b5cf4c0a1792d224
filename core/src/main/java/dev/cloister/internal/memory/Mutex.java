package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * A lock in two words, {@link #BYTES} long: the first names its owner ({@link Token}), the second is the count of those
 * that wait. To lock is one compare-and-set, to unlock another; who finds it taken looks again for some microseconds and
 * then waits at the hub. When the owner's process ends, the hub frees it and marks it abandoned.
 *
 * <p>States of the first word: free (0), free and abandoned, owned. free -> owned by who locks; owned -> free by who
 * unlocks; owned -> free and abandoned by the hub; free and abandoned -> owned by who locks, which is told.
 */
public final class Mutex {
    public static final long BYTES = 16;

    /** How long a thread looks again before it waits at the hub: longer than anybody holds an inner lock who runs. */
    private static final long SPIN_NANOS = 10_000;

    private static final boolean SPIN = Runtime.getRuntime().availableProcessors() > 1;
    private static final int LOOKS_PER_CLOCK = 16;

    private final MemorySegment memory;
    private final long at;
    private final Waits waits;

    public Mutex(MemorySegment memory, long at, Waits waits) {
        this.memory = memory;
        this.at = at;
        this.waits = waits;
    }

    /** What became of an attempt to lock. */
    public enum Outcome {
        LOCKED,
        /** Locked, and the process that held it before died. */
        LOCKED_ABANDONED,
        /** The time is up, or another holds it. */
        NOT_LOCKED;

        public boolean locked() {
            return this != NOT_LOCKED;
        }
    }

    /** One attempt. */
    public Outcome tryLock(long token) {
        long word = Words.get(memory, at);
        while (Token.owner(word) == 0) {
            if (Words.compareAndSet(memory, at, word, token)) {
                return (word & Token.ABANDONED) == 0 ? Outcome.LOCKED : Outcome.LOCKED_ABANDONED;
            }
            word = Words.get(memory, at);
        }
        return Outcome.NOT_LOCKED;
    }

    /** Waits as long as it takes, whatever interrupts come; they are kept. For short sections within one operation. */
    public Outcome lock(long token) {
        Outcome outcome = tryLock(token);
        if (outcome.locked()) {
            return outcome;
        }
        try {
            return lockSlowly(token, Waits.How.CHANGE_UNINTERRUPTIBLY, Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted; please report this", e);
        }
    }

    /** Waits until the deadline. */
    public Outcome lock(long token, Waits.How how, long deadline) throws InterruptedException {
        Outcome outcome = tryLock(token);
        return outcome.locked() ? outcome : lockSlowly(token, how, deadline);
    }

    private Outcome lockSlowly(long token, Waits.How how, long deadline) throws InterruptedException {
        Outcome outcome = spin(token);
        while (!outcome.locked()) {
            long word = Words.get(memory, at);
            if (Token.owner(word) != 0 && !waits.await(at, at + 8, word, how, deadline)) {
                return tryLock(token);
            }
            outcome = tryLock(token);
        }
        return outcome;
    }

    private Outcome spin(long token) {
        if (SPIN) {
            long start = System.nanoTime();
            do {
                for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
                    Thread.onSpinWait();
                    Outcome outcome = tryLock(token);
                    if (outcome.locked()) {
                        return outcome;
                    }
                }
            } while (System.nanoTime() - start < SPIN_NANOS);
        }
        return Outcome.NOT_LOCKED;
    }

    /** Frees it, whoever holds it; false if nobody does. Wakes the first that waits. */
    public boolean unlock() {
        long word = Words.get(memory, at);
        while (Token.owner(word) != 0) {
            if (Words.compareAndSet(memory, at, word, 0)) {
                if (Words.get(memory, at + 8) != 0) {
                    waits.wake(at, 1);
                }
                return true;
            }
            word = Words.get(memory, at);
        }
        return false;
    }

    /** Frees it, who holds it, as if the holder had died: the next that locks it is told. Wakes the first that waits. */
    public void abandon() {
        Words.set(memory, at, Token.ABANDONED);
        if (Words.get(memory, at + 8) != 0) {
            waits.wake(at, 1);
        }
    }

    /** The holder's token, 0 if nobody holds it. */
    public long owner() {
        return Token.owner(Words.get(memory, at));
    }

    /** Whether nobody holds it and its last holder died. */
    public boolean isAbandoned() {
        return Words.get(memory, at) == Token.ABANDONED;
    }

    /** At the hub: frees it if this process, which has ended, held it; says whether it did. */
    public static boolean recover(MemorySegment memory, long at, int participant) {
        return recover(memory, at, participant, Token.ABANDONED);
    }

    /** As {@link #recover(MemorySegment, long, int)}; the word becomes 0 if what it guards is known to be whole. */
    public static boolean recover(MemorySegment memory, long at, int participant, long free) {
        long word = Words.get(memory, at);
        return Token.participant(word) == participant && Words.compareAndSet(memory, at, word, free);
    }

    /** At the hub: one attempt to take it for a repair. */
    public static boolean adopt(MemorySegment memory, long at) {
        long word = Words.get(memory, at);
        return Token.owner(word) == 0 && Words.compareAndSet(memory, at, word, Token.HUB);
    }

    /** At the hub: frees what was adopted. The hub looks at those that wait afterwards. */
    public static void giveBack(MemorySegment memory, long at) {
        Words.set(memory, at, 0);
    }
}
