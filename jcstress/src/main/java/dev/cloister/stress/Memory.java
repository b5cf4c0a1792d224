package dev.cloister.stress;

import dev.cloister.internal.memory.Token;
import dev.cloister.internal.memory.Waits;
import java.lang.foreign.MemorySegment;

/** Words of memory, and processes that wait for them without a hub. */
final class Memory {
    /** Waits by looking again: there is nobody to wake it, and nobody needs to. */
    static final Waits LOOKING = new Waits() {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline) {
            Thread.yield();
            return true;
        }

        @Override
        public void wake(long word, int count) {}
    };

    private Memory() {}

    static MemorySegment ofWords(int count) {
        return MemorySegment.ofArray(new long[count]);
    }

    /** Names a process. */
    static long token(int participant) {
        return Token.of(participant, Thread.currentThread());
    }
}
