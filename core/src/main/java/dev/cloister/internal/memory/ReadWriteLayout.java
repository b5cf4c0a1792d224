package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * The words of a read-write lock. A {@link Mutex} is held by a writer that writes or waits for the readers to leave; while it
 * is held no reader enters. Then a word that is not 0 while what the lock protects may be half written, and the readers.
 */
public final class ReadWriteLayout {
    public static final long WRITER = 0;

    /** Written by who holds the writers' mutex: set before it writes, 0 again before it lets go. */
    public static final long WRITING = Mutex.BYTES;

    /** {@link Holdings}: how many readers are inside. */
    public static final long READERS = 128;

    public static final long BYTES = READERS + Holdings.BYTES;

    private ReadWriteLayout() {}

    /** At the hub: the writers' mutex comes back from a process that has ended; abandoned if the process was writing. */
    public static void recoverWriter(MemorySegment memory, int participant) {
        long free = Words.get(memory, WRITING) == 0 ? 0 : Token.ABANDONED;
        boolean _ = Mutex.recover(memory, WRITER, participant, free);
    }
}
