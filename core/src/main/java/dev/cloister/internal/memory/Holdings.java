package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * A count, and how much of it each process holds, so that the share of a process that dies can be given back: the permits
 * of a semaphore, the readers of a lock. Layout: the count, how many wait for it, the mutex that guards all of it (2 words),
 * its upper bound, the journal, then a table of pairs of process and share. Count and share change together, in the journal.
 *
 * <p>A process has one row at most. A row whose share is 0 can become that of another process.
 */
public final class Holdings {
    /** So many processes can hold something at the same time. */
    public static final int MAX_HOLDERS = 510;

    private static final long WAITERS = 8;
    private static final long MUTEX = 16;
    private static final long BOUND = 32;
    private static final long JOURNAL = 40;
    private static final long TABLE = 128;
    private static final long ROW = 16;

    /** How often the hub looks whether a living process lets go of the mutex, before it comes back later. */
    private static final int ADOPTION_LOOKS = 1000;

    public static final long BYTES = TABLE + ROW * MAX_HOLDERS;

    private final MemorySegment memory;
    private final long at;
    private final Mutex mutex;
    private final Journal journal;
    private final long participant;

    /** Where this process's row was found last. */
    private volatile long ownRow = TABLE;

    /** Those at this place, as used by the process with this number. */
    public Holdings(MemorySegment memory, long at, Waits waits, int participant) {
        this.memory = memory;
        this.at = at;
        this.mutex = new Mutex(memory, at + MUTEX, waits);
        this.journal = new Journal(memory, at + JOURNAL);
        this.participant = participant;
    }

    /** Before anybody else has them. */
    public void begin(long count, long bound) {
        Words.set(memory, at + BOUND, bound);
        Words.set(memory, at, count);
    }

    /** Where the count is, to wait for it. */
    public long word() {
        return at;
    }

    /** Where the hub counts those that wait for the count. */
    public long waiters() {
        return at + WAITERS;
    }

    public long count() {
        return Words.get(memory, at);
    }

    public long bound() {
        return Words.get(memory, at + BOUND);
    }

    /** Guards all that follows. For a few instructions only. */
    public void lock(long token) {
        Mutex.Outcome _ = mutex.lock(token);
    }

    /** Frees it. */
    public void unlock() {
        boolean _ = mutex.unlock();
    }

    /** What this process holds. Under the lock. */
    public long own() {
        long row = find();
        return row < 0 ? 0 : Words.getPlain(memory, row + 8);
    }

    /** Changes the count, and what this process holds, at once. Under the lock; false if the table is full. */
    public boolean change(long count, long own) {
        long row = find();
        row = row < 0 ? freeRow() : row;
        if (row < 0 && own != 0) {
            return false;
        }
        journal.note(at, count);
        if (row >= 0) {
            journal.note(row, participant).note(row + 8, own);
        }
        journal.commit();
        return true;
    }

    /** This process's row, -1 if it has none. */
    private long find() {
        long guess = at + ownRow;
        if (Words.getPlain(memory, guess) == participant) {
            return guess;
        }
        long row = rowOf(memory, at, participant);
        if (row >= 0) {
            ownRow = row - at;
        }
        return row;
    }

    private static long rowOf(MemorySegment memory, long at, long participant) {
        for (long row = at + TABLE; row < at + BYTES; row += ROW) {
            if (Words.getPlain(memory, row) == participant) {
                return row;
            }
        }
        return -1;
    }

    private long freeRow() {
        for (long row = at + TABLE; row < at + BYTES; row += ROW) {
            if (Words.getPlain(memory, row + 8) == 0) {
                ownRow = row - at;
                return row;
            }
        }
        return -1;
    }

    /** At the hub: finishes what a process that has ended had begun, and frees the mutex if it had it. */
    public static void recover(MemorySegment memory, long at, int participant) {
        if (Token.participant(Words.get(memory, at + MUTEX)) == participant) {
            Journal.recover(memory, at + JOURNAL);
            boolean _ = Mutex.recover(memory, at + MUTEX, participant);
        }
    }

    /**
     * At the hub: adds {@code sign} times what this process, which has ended, held to the count, up to the bound.
     *
     * @return false if a living process is changing something just now: come back later
     */
    public static boolean returnShare(MemorySegment memory, long at, int participant, int sign) {
        for (int looks = 0; !Mutex.adopt(memory, at + MUTEX); looks++) {
            if (looks == ADOPTION_LOOKS) {
                return false;
            }
            Thread.onSpinWait();
        }
        long row = rowOf(memory, at, participant);
        if (row >= 0) {
            long count = Words.get(memory, at) + sign * Words.getPlain(memory, row + 8);
            new Journal(memory, at + JOURNAL)
                    .note(at, Math.min(count, Words.get(memory, at + BOUND)))
                    .note(row + 8, 0)
                    .commit();
        }
        Mutex.giveBack(memory, at + MUTEX);
        return true;
    }
}
