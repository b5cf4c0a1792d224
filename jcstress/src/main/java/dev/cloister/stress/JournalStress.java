package dev.cloister.stress;

import dev.cloister.internal.memory.Journal;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.Words;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A {@link Journal} under a {@link Mutex}: two words change as if at once. */
public final class JournalStress {
    private static final long JOURNAL = Mutex.BYTES;
    private static final long FIRST = JOURNAL + Journal.BYTES;
    private static final long SECOND = FIRST + 8;
    private static final int WORDS = (int) (SECOND / 8) + 1;
    private static final int ONE = 2;
    private static final int OTHER = 3;

    private JournalStress() {}

    /** Reads both words under the mutex, if it can be had. */
    private static void look(MemorySegment memory, JJ_Result seen) {
        Mutex mutex = new Mutex(memory, 0, Memory.LOOKING);
        if (mutex.tryLock(Memory.token(OTHER)).locked()) {
            seen.r1 = Words.getPlain(memory, FIRST);
            seen.r2 = Words.getPlain(memory, SECOND);
            boolean _ = mutex.unlock();
        } else {
            seen.r1 = -1;
            seen.r2 = -1;
        }
    }

    /** Who holds the mutex sees both changes or none. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "it was held")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "after")
    @Outcome(expect = Expect.FORBIDDEN, desc = "half of it")
    @State
    public static class Change {
        private final MemorySegment memory = Memory.ofWords(WORDS);

        @Actor
        public void writer() {
            Mutex mutex = new Mutex(memory, 0, Memory.LOOKING);
            Mutex.Outcome _ = mutex.lock(Memory.token(ONE));
            new Journal(memory, JOURNAL).note(FIRST, 1).note(SECOND, 2).commit();
            boolean _ = mutex.unlock();
        }

        @Actor
        public void reader(JJ_Result seen) {
            look(memory, seen);
        }
    }

    /** The writer died between its commit and the first word: the hub finishes it before anybody gets the mutex. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "it was held by the dead")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "repaired")
    @Outcome(expect = Expect.FORBIDDEN, desc = "half of it, or none")
    @State
    public static class Death {
        private final MemorySegment memory = Memory.ofWords(WORDS);

        public Death() {
            Words.set(memory, 0, Memory.token(ONE));
            Words.set(memory, JOURNAL + 8, FIRST);
            Words.set(memory, JOURNAL + 16, 1);
            Words.set(memory, JOURNAL + 24, SECOND);
            Words.set(memory, JOURNAL + 32, 2);
            Words.set(memory, JOURNAL, 2);
        }

        @Actor
        public void hub() {
            Journal.recover(memory, JOURNAL);
            boolean _ = Mutex.recover(memory, 0, ONE);
        }

        @Actor
        public void reader(JJ_Result seen) {
            look(memory, seen);
        }
    }
}
