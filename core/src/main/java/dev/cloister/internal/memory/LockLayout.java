package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/** The words of a lock and of a reentrant lock: a {@link Mutex}, then how often its holder holds it beyond once. */
public final class LockLayout {
    /** Written by the holder only; 0 in a lock that is not reentrant, and while nobody holds it. */
    public static final long MORE_HOLDS = Mutex.BYTES;

    public static final long BYTES = MORE_HOLDS + 8;

    private LockLayout() {}

    /** At the hub: frees it if this process, which has ended, held it. */
    public static void recover(MemorySegment memory, int participant) {
        if (Token.participant(Words.get(memory, 0)) == participant) {
            Words.set(memory, MORE_HOLDS, 0);
            boolean _ = Mutex.recover(memory, 0, participant);
        }
    }
}
