package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * How many items each process has taken from a {@link MessageRing}, and acknowledged. What a process has not acknowledged
 * when it ends counts as acknowledged from then on, and is told.
 *
 * <p>A process has an entry from its first take on: who it is, what it is about to take, what it took, what it
 * acknowledged. To take is to note the count of the ring's head that it leads to and the new count of what was taken, in one
 * word; then the head moves, which is the commit; then the note becomes the count. To acknowledge is one compare-and-set in
 * the entry of the own process. The sums of the ended are in a word that only the hub writes.
 *
 * <p>Entries are found, taken and written under the mutex of those who take, but for the count of what was acknowledged.
 * Layout: a word that changes with each acknowledgement and the count of those that wait for that; sums; the last deaths;
 * the entries.
 */
public final class TakenItems implements MessageRing.Ledger {
    /** So many processes may take from one queue at a time. */
    public static final int MAX_PROCESSES = 1024;

    private static final int DEATHS = 8;
    private static final long ENTRY_BYTES = 64;

    /** Changes with each acknowledgement and each death. */
    private static final long CHANGES = 0;

    private static final long WAITING = 8;
    private static final long OF_THE_ENDED = 16;
    private static final long ENTRIES_USED = 24;
    private static final long DEATH_COUNT = 32;
    private static final long DEATH_LOG = 64;
    private static final long ENTRIES = DEATH_LOG + 16L * DEATHS + 64;

    /** How long all of it is. */
    public static final long BYTES = ENTRIES + MAX_PROCESSES * ENTRY_BYTES;

    // Words of an entry.
    private static final long PARTICIPANT = 0;
    private static final long PID = 8;
    private static final long NOTE = 16;
    private static final long TAKEN = 24;
    private static final long ACKNOWLEDGED = 32;

    /** Half of a note. */
    private static final long HALF = 0x7FFF_FFFFL;

    private final MemorySegment memory;
    private final long at;
    private final Waits waits;
    private final int participant;

    /** Where this process's entry is; 0 before its first take. */
    private volatile long entry;

    private long noted;

    public TakenItems(MemorySegment memory, long at, Waits waits, int participant) {
        this.memory = memory;
        this.at = at;
        this.waits = waits;
        this.participant = participant;
        this.entry = find();
    }

    private long find() {
        long used = Words.get(memory, at + ENTRIES_USED);
        for (long i = 0; i < used; i++) {
            long where = at + ENTRIES + i * ENTRY_BYTES;
            if (Words.get(memory, where + PARTICIPANT) == participant) {
                return where;
            }
        }
        return 0;
    }

    @Override
    public void intend(long count) {
        long own = entry;
        if (own == 0) {
            own = find(); // another handle of this process may have made it
            own = own == 0 ? enter() : own;
            entry = own;
        }
        noted = (Words.get(memory, own + TAKEN) + 1) & HALF;
        Words.set(memory, own + NOTE, (noted << 31) | count);
    }

    private long enter() {
        for (long i = 0; i < MAX_PROCESSES; i++) {
            long where = at + ENTRIES + i * ENTRY_BYTES;
            if (Words.get(memory, where + PARTICIPANT) == 0) {
                if (i >= Words.get(memory, at + ENTRIES_USED)) {
                    Words.set(memory, at + ENTRIES_USED, i + 1);
                }
                Words.set(memory, where + PID, ProcessHandle.current().pid());
                Words.set(memory, where + PARTICIPANT, participant);
                return where;
            }
        }
        throw new IllegalStateException(MAX_PROCESSES + " processes take from this queue already; that is the limit");
    }

    @Override
    public void confirm() {
        Words.set(memory, entry + TAKEN, noted);
    }

    /** Acknowledges an item; false if this process has taken none that is not acknowledged. */
    public boolean acknowledge() {
        long own = entry == 0 ? find() : entry;
        if (own == 0) {
            return false;
        }
        entry = own;
        while (true) {
            long acknowledged = Words.get(memory, own + ACKNOWLEDGED);
            if (acknowledged == Words.get(memory, own + TAKEN)) {
                return false;
            }
            if (Words.compareAndSet(memory, own + ACKNOWLEDGED, acknowledged, (acknowledged + 1) & HALF)) {
                long _ = Words.getAndAdd(memory, at + CHANGES, 1);
                return true;
            }
        }
    }

    /** How many were acknowledged since the beginning, modulo 2^31. Never more than were at the end of the call. */
    public long acknowledged() {
        long sum = Words.get(memory, at + OF_THE_ENDED); // first: the hub clears an entry before it adds it here
        long used = Words.get(memory, at + ENTRIES_USED);
        for (long i = 0; i < used; i++) {
            sum += Words.get(memory, at + ENTRIES + i * ENTRY_BYTES + ACKNOWLEDGED);
        }
        return sum & HALF;
    }

    /** Changes with each acknowledgement and each death; see {@link #awaitChange}. */
    public long changes() {
        return Words.get(memory, at + CHANGES);
    }

    /** Waits for {@link #changes} to be another than that; false if the time is up. */
    public boolean awaitChange(long expected, long deadline) throws InterruptedException {
        return waits.await(at + CHANGES, at + WAITING, expected, Waits.How.CHANGE, deadline);
    }

    /** Whether anybody waits for a change. */
    public boolean isAwaited() {
        return Words.get(memory, at + WAITING) != 0;
    }

    /** Makes all who wait look again. */
    public void wakeAll() {
        long _ = Words.getAndAdd(memory, at + CHANGES, 1);
        waits.wake(at + CHANGES, Integer.MAX_VALUE);
    }

    /** How many processes have ended that had not acknowledged all they had taken. */
    public long deaths() {
        return Words.get(memory, at + DEATH_COUNT);
    }

    /** What the deaths after the first {@code told} were. */
    public String deathsAfter(long told) {
        StringBuilder text = new StringBuilder();
        long count = deaths();
        for (long i = Math.max(told, count - DEATHS); i < count; i++) {
            long where = at + DEATH_LOG + i % DEATHS * 16;
            text.append(text.isEmpty() ? "" : ", ")
                    .append("process ")
                    .append(Words.get(memory, where))
                    .append(" with ")
                    .append(Words.get(memory, where + 8));
        }
        return (count - told > DEATHS ? (count - told - DEATHS) + " more processes, " : "") + text;
    }

    /** At the hub, after a process ended, before the mutexes are freed: what it held is acknowledged. */
    static void recover(MemorySegment memory, long at, long headCount, int participant) {
        long used = Words.get(memory, at + ENTRIES_USED);
        for (long i = 0; i < used; i++) {
            long where = at + ENTRIES + i * ENTRY_BYTES;
            if (Words.get(memory, where + PARTICIPANT) == participant) {
                release(memory, at, where, headCount);
            }
        }
        long _ = Words.getAndAdd(memory, at + CHANGES, 1); // it may have ended between an acknowledgement and this
    }

    private static void release(MemorySegment memory, long at, long entry, long headCount) {
        long note = Words.get(memory, entry + NOTE);
        // A note whose take did not come to the commit leads to a count that the head does not have: only who holds the
        // mutex moves it. Notes that are older say what the entry says already.
        long taken = note != 0 && (note & HALF) == headCount ? note >>> 31 : Words.get(memory, entry + TAKEN);
        long held = (taken - Words.get(memory, entry + ACKNOWLEDGED)) & HALF;
        if (held > 0) {
            long deaths = Words.get(memory, at + DEATH_COUNT);
            long where = at + DEATH_LOG + deaths % DEATHS * 16;
            Words.set(memory, where, Words.get(memory, entry + PID));
            Words.set(memory, where + 8, held);
            Words.set(memory, at + DEATH_COUNT, deaths + 1);
        }
        Words.set(memory, entry + ACKNOWLEDGED, 0);
        Words.set(memory, entry + TAKEN, 0);
        Words.set(memory, entry + NOTE, 0);
        Words.set(memory, entry + PARTICIPANT, 0);
        long _ = Words.getAndAdd(memory, at + OF_THE_ENDED, taken);
    }
}
