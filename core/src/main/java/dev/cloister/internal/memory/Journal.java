package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * Changes several words as if at once, for who holds the {@link Mutex} that guards them: what is to be written is noted
 * first, then counted as noted by one store, then written. Who ends in between leaves all of it undone (before that
 * store) or to be done by the hub (after it). Layout: the count of notes, then pairs of offset and value.
 *
 * <p>For one thread at a time: the notes belong to who holds the mutex.
 */
public final class Journal {
    /** So many words can be changed at once. */
    public static final int MAX_NOTES = 4;

    public static final long BYTES = 8 + 16 * MAX_NOTES;

    private final MemorySegment memory;
    private final long at;
    private int notes;

    public Journal(MemorySegment memory, long at) {
        this.memory = memory;
        this.at = at;
    }

    /** Notes that the word at this offset is to become this. */
    public Journal note(long word, long value) {
        if (notes == MAX_NOTES) {
            throw new IllegalStateException("more than " + MAX_NOTES + " words at once; please report this");
        }
        Words.setPlain(memory, at + 8 + 16L * notes, word);
        Words.setPlain(memory, at + 16 + 16L * notes, value);
        notes++;
        return this;
    }

    /** Writes all that was noted. */
    public void commit() {
        int count = notes;
        notes = 0;
        Words.setRelease(memory, at, count);
        apply(memory, at, count);
    }

    private static void apply(MemorySegment memory, long at, int count) {
        for (int i = 0; i < count; i++) {
            Words.set(memory, Words.getPlain(memory, at + 8 + 16L * i), Words.getPlain(memory, at + 16 + 16L * i));
        }
        Words.setRelease(memory, at, 0);
    }

    /** At the hub, after the death of who held the mutex and before it is freed: finishes what was committed. */
    public static void recover(MemorySegment memory, long at) {
        long count = Words.get(memory, at);
        if (count > 0 && count <= MAX_NOTES) {
            apply(memory, at, (int) count);
        }
    }
}
