package dev.cloister.stress;

import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.Token;
import dev.cloister.internal.memory.Words;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A {@link Mutex}: the words are its own two, then those that it guards. */
public final class MutexStress {
    private static final long COUNTER = Mutex.BYTES;
    private static final int WORDS = (int) (Mutex.BYTES / 8) + 1;
    private static final int ONE = 2;
    private static final int OTHER = 3;

    private MutexStress() {}

    /** Plain increments under it are not lost, and it is free afterwards. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both increments, nobody holds it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an increment is lost, or it is held by nobody")
    @State
    public static class Increments {
        private final MemorySegment memory = Memory.ofWords(WORDS);

        private void increment(int participant) {
            Mutex mutex = new Mutex(memory, 0, Memory.LOOKING);
            Mutex.Outcome _ = mutex.lock(Memory.token(participant));
            Words.setPlain(memory, COUNTER, Words.getPlain(memory, COUNTER) + 1);
            boolean _ = mutex.unlock();
        }

        @Actor
        public void one() {
            increment(ONE);
        }

        @Actor
        public void other() {
            increment(OTHER);
        }

        @Arbiter
        public void count(JJ_Result result) {
            result.r1 = Words.get(memory, COUNTER);
            result.r2 = Words.get(memory, 0);
        }
    }

    /** Two try at once: one gets it, no more and no less. */
    @JCStressTest
    @Outcome(id = "LOCKED, NOT_LOCKED", expect = Expect.ACCEPTABLE, desc = "the first")
    @Outcome(id = "NOT_LOCKED, LOCKED", expect = Expect.ACCEPTABLE, desc = "the second")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
    @State
    public static class Attempts {
        private final MemorySegment memory = Memory.ofWords(WORDS);

        @Actor
        public void one(LL_Result result) {
            result.r1 = new Mutex(memory, 0, Memory.LOOKING).tryLock(Memory.token(ONE));
        }

        @Actor
        public void other(LL_Result result) {
            result.r2 = new Mutex(memory, 0, Memory.LOOKING).tryLock(Memory.token(OTHER));
        }
    }

    /** The hub frees it after its owner's death: who gets it then is told. */
    @JCStressTest
    @Outcome(id = "true, NOT_LOCKED", expect = Expect.ACCEPTABLE, desc = "tried before it was freed")
    @Outcome(id = "true, LOCKED_ABANDONED", expect = Expect.ACCEPTABLE, desc = "tried afterwards")
    @Outcome(expect = Expect.FORBIDDEN, desc = "not freed, or the next one is not told")
    @State
    public static class Death {
        private final MemorySegment memory = Memory.ofWords(WORDS);

        public Death() {
            Words.set(memory, 0, Memory.token(ONE));
        }

        @Actor
        public void hub(LL_Result result) {
            result.r1 = Mutex.recover(memory, 0, ONE);
        }

        @Actor
        public void other(LL_Result result) {
            result.r2 = new Mutex(memory, 0, Memory.LOOKING).tryLock(Memory.token(OTHER));
        }
    }

    /** The hub looks for the dead while the living lock and unlock: it takes nothing from them. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the living owner freed it itself")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the hub took it from a living owner")
    @State
    public static class DeathOfAnother {
        private final MemorySegment memory = Memory.ofWords(WORDS);

        @Actor
        public void hub(JJ_Result result) {
            result.r1 = Mutex.recover(memory, 0, ONE) ? 1 : 0;
        }

        @Actor
        public void living() {
            Mutex mutex = new Mutex(memory, 0, Memory.LOOKING);
            Mutex.Outcome _ = mutex.lock(Memory.token(OTHER));
            boolean _ = mutex.unlock();
        }

        @Arbiter
        public void end(JJ_Result result) {
            result.r2 = Words.get(memory, 0) & ~Token.ABANDONED;
        }
    }
}
