package dev.cloister.stress;

import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.RingWord;
import dev.cloister.internal.memory.Words;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A {@link MessageRing}: each thread has a ring of its own over the same memory, as processes have. */
public final class RingStress {
    private static final long AREA_BYTES = 256;

    /** Where a ring has the mutex of those who take. */
    private static final long TAKE_MUTEX = 256;

    private static final int ONE = 2;
    private static final int OTHER = 3;

    private RingStress() {}

    /** Messages of one byte; the room is enough for all that the tests put. */
    abstract static class Ring {
        private final MemorySegment memory = Memory.ofWords((int) ((MessageRing.HEADER_BYTES + AREA_BYTES) / 8));

        Ring(long capacity) {
            MessageRing.initialize(memory, 0, capacity);
        }

        MessageRing ring() {
            return new MessageRing(memory, Memory.LOOKING);
        }

        void put(int participant, int... items) {
            MessageRing ring = ring();
            for (int item : items) {
                MessageRing.Outcome outcome =
                        ring.tryPut(Memory.token(participant), new byte[] {(byte) item}, 0, 1, item);
                if (outcome != MessageRing.Outcome.DONE) {
                    throw new IllegalStateException("put of " + item + ": " + outcome);
                }
            }
        }

        /** The item, "-" if there was none, or what does not fit together. */
        static String take(int participant, MessageRing ring) {
            MessageRing.Message message = ring.tryTake(Memory.token(participant));
            if (message == null) {
                return "-";
            }
            byte[] body = message.body;
            return body.length == 1 && body[0] == message.kind
                    ? Integer.toString(message.kind)
                    : "torn: " + message.kind + " with " + java.util.Arrays.toString(body);
        }

        String take(int participant) {
            return take(participant, ring());
        }

        String rest() {
            MessageRing ring = ring();
            StringBuilder items = new StringBuilder();
            for (String item = take(OTHER, ring); !item.equals("-"); item = take(OTHER, ring)) {
                items.append(item);
            }
            return items.toString();
        }

        void close(long how) {
            MessageRing.close(memory, 0, how);
        }

        MemorySegment memory() {
            return memory;
        }
    }

    /** One puts two, the other takes two: in order, whole, and only what is there. */
    @JCStressTest
    @Outcome(id = "-, -, 12", expect = Expect.ACCEPTABLE, desc = "taken before")
    @Outcome(id = "-, 1, 2", expect = Expect.ACCEPTABLE, desc = "one in time")
    @Outcome(id = "1, -, 2", expect = Expect.ACCEPTABLE, desc = "one in time")
    @Outcome(id = "1, 2, ", expect = Expect.ACCEPTABLE, desc = "both in time")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, torn or out of order")
    @State
    public static class PutAndTake extends Ring {
        public PutAndTake() {
            super(8);
        }

        @Actor
        public void producer() {
            put(ONE, 1, 2);
        }

        @Actor
        public void consumer(LLL_Result result) {
            MessageRing ring = ring();
            result.r1 = take(OTHER, ring);
            result.r2 = take(OTHER, ring);
        }

        @Arbiter
        public void rest(LLL_Result result) {
            result.r3 = rest();
        }
    }

    /** Two put at once: nothing is lost, each one's items stay in order. */
    @JCStressTest
    @Outcome(
            id = {"1234", "1324", "1342", "3124", "3142", "3412"},
            expect = Expect.ACCEPTABLE,
            desc = "some order that each agrees with")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, torn or out of order")
    @State
    public static class TwoPut extends Ring {
        public TwoPut() {
            super(8);
        }

        @Actor
        public void one() {
            put(ONE, 1, 2);
        }

        @Actor
        public void other() {
            put(OTHER, 3, 4);
        }

        @Arbiter
        public void rest(L_Result result) {
            result.r1 = rest();
        }
    }

    /** Two take at once: each item goes to one of them. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, ", "2, 1, "},
            expect = Expect.ACCEPTABLE,
            desc = "one each")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice or torn")
    @State
    public static class TwoTake extends Ring {
        public TwoTake() {
            super(8);
            put(ONE, 1, 2);
        }

        @Actor
        public void one(LLL_Result result) {
            result.r1 = take(ONE);
        }

        @Actor
        public void other(LLL_Result result) {
            result.r2 = take(OTHER);
        }

        @Arbiter
        public void rest(LLL_Result result) {
            result.r3 = rest();
        }
    }

    /** Put while it is closed for puts: the item is in it exactly if the put says so. */
    @JCStressTest
    @Outcome(
            id = {"DONE, 1", "CLOSED, "},
            expect = Expect.ACCEPTABLE,
            desc = "in time, or not")
    @Outcome(expect = Expect.FORBIDDEN, desc = "accepted and lost, or refused and there")
    @State
    public static class PutAndClose extends Ring {
        public PutAndClose() {
            super(8);
        }

        @Actor
        public void producer(LL_Result result) {
            result.r1 = ring().tryPut(Memory.token(ONE), new byte[] {1}, 0, 1, 1);
        }

        @Actor
        public void closer() {
            close(RingWord.NO_PUT);
        }

        @Arbiter
        public void rest(LL_Result result) {
            result.r2 = rest();
        }
    }

    /** A taker died with the mutex, before its commit: the item goes to the next, who gets the mutex from the hub. */
    @JCStressTest
    @Outcome(id = "1, ", expect = Expect.ACCEPTABLE, desc = "taken once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or twice")
    @State
    public static class Death extends Ring {
        public Death() {
            super(8);
            put(ONE, 1);
            Words.set(memory(), TAKE_MUTEX, Memory.token(ONE));
        }

        @Actor
        public void hub() {
            MessageRing.recover(memory(), 0, ONE);
        }

        @Actor
        public void other(LL_Result result) {
            result.r1 = take(OTHER);
        }

        @Arbiter
        public void rest(LL_Result result) {
            result.r2 = rest();
        }
    }
}
