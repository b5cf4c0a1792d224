package dev.cloister.stress;

import dev.cloister.internal.memory.Words;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** What {@link Words} promises. */
public final class WordsStress {
    private WordsStress() {}

    /** What was written before a release is seen by who sees the release. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "reader before writer")
    @Outcome(id = "0, 7", expect = Expect.ACCEPTABLE, desc = "between the two stores")
    @Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "writer before reader")
    @Outcome(expect = Expect.FORBIDDEN, desc = "released, and what was written before is not seen")
    @State
    public static class Release {
        private final MemorySegment memory = Memory.ofWords(2);

        @Actor
        public void writer() {
            Words.setPlain(memory, 8, 7);
            Words.setRelease(memory, 0, 1);
        }

        @Actor
        public void reader(JJ_Result seen) {
            seen.r1 = Words.get(memory, 0);
            seen.r2 = Words.getPlain(memory, 8);
        }
    }

    /** The word and the count of those that wait: who changes the word sees the waiter, or the waiter sees the change. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "one of them sees the other")
    @State
    public static class ChangeAndWait {
        private final MemorySegment memory = Memory.ofWords(2);

        @Actor
        public void changes(JJ_Result seen) {
            Words.set(memory, 0, 1);
            seen.r1 = Words.get(memory, 8);
        }

        @Actor
        public void waits(JJ_Result seen) {
            Words.set(memory, 8, 1);
            seen.r2 = Words.get(memory, 0);
        }
    }

    /** The same where the word changes by compare-and-set, as in a lock. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "one of them sees the other")
    @State
    public static class ExchangeAndWait {
        private final MemorySegment memory = Memory.ofWords(2);

        @Actor
        public void changes(JJ_Result seen) {
            boolean _ = Words.compareAndSet(memory, 0, 0, 1);
            seen.r1 = Words.get(memory, 8);
        }

        @Actor
        public void waits(JJ_Result seen) {
            Words.set(memory, 8, 1);
            seen.r2 = Words.get(memory, 0);
        }
    }

    /** Additions are not lost. */
    @JCStressTest
    @Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "both")
    @Outcome(expect = Expect.FORBIDDEN, desc = "one is lost")
    @State
    public static class Additions {
        private final MemorySegment memory = Memory.ofWords(1);

        @Actor
        public void one() {
            long _ = Words.getAndAdd(memory, 0, 2);
        }

        @Actor
        public void other() {
            long _ = Words.getAndAdd(memory, 0, 3);
        }

        @Arbiter
        public void sum(J_Result sum) {
            sum.r1 = Words.get(memory, 0);
        }
    }

    /** No half of a word is seen. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "before")
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "after")
    @Outcome(expect = Expect.FORBIDDEN, desc = "torn")
    @State
    public static class Whole {
        private final MemorySegment memory = Memory.ofWords(1);

        @Actor
        public void writer() {
            Words.setPlain(memory, 0, -1);
        }

        @Actor
        public void reader(J_Result seen) {
            seen.r1 = Words.getPlain(memory, 0);
        }
    }
}
