package dev.cloister.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.internal.memory.MessageRing.Outcome;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A ring in memory of this process; waits look again all the time. */
class MessageRingTest {
    private static final long TOKEN = Token.of(7, Thread.currentThread());

    /** Returns at once: callers look again. */
    private static final Waits BUSY = new Waits() {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline) {
            Thread.onSpinWait();
            return deadline == Long.MAX_VALUE || System.nanoTime() < deadline;
        }

        @Override
        public void wake(long word, int count) {
            // nobody sleeps
        }
    };

    private static MemorySegment memory(long capacity, long areaBytes) {
        MemorySegment memory = Arena.ofAuto().allocate(MessageRing.HEADER_BYTES + areaBytes, 128);
        MessageRing.initialize(memory, 0, capacity);
        return memory;
    }

    private static MessageRing ring(MemorySegment memory) {
        return new MessageRing(memory, BUSY);
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Outcome put(MessageRing ring, byte[] bytes) {
        return ring.tryPut(TOKEN, bytes, 0, bytes.length, 3);
    }

    private static byte[] take(MessageRing ring) {
        MessageRing.Message message = ring.tryTake(TOKEN);
        assertThat(message).isNotNull();
        assertThat(message.kind).isEqualTo(3);
        return message.body;
    }

    @Test
    void messagesOfAllLengthsComeWholeAndInOrderRoundAndRound() {
        MessageRing ring = ring(memory(1000, 400));
        Random random = new Random(1);
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = bytes(random.nextInt(120), i);
            if (random.nextBoolean() && put(ring, bytes) == Outcome.DONE) {
                expected.add(bytes);
            } else if (!expected.isEmpty()) {
                assertThat(take(ring)).isEqualTo(expected.removeFirst());
            }
            assertThat(ring.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void fullByCountOrByBytesSaysSo() {
        MessageRing few = ring(memory(2, 400));
        assertThat(put(few, bytes(8, 1))).isEqualTo(Outcome.DONE);
        assertThat(put(few, bytes(8, 1))).isEqualTo(Outcome.DONE);
        assertThat(put(few, bytes(8, 1))).isEqualTo(Outcome.NOT_NOW);
        MessageRing small = ring(memory(100, 80));
        assertThat(small.maxBody()).isEqualTo(64);
        assertThat(put(small, bytes(65, 1))).isEqualTo(Outcome.NO_ROOM);
        assertThat(put(small, bytes(64, 1))).isEqualTo(Outcome.DONE);
        assertThat(put(small, bytes(0, 1))).isEqualTo(Outcome.NO_ROOM);
        assertThat(take(small)).isEqualTo(bytes(64, 1));
        assertThat(put(small, bytes(0, 1))).isEqualTo(Outcome.DONE);
        assertThat(take(small)).isEmpty();
    }

    @Test
    void bytesForIsEnoughAndNotMore() {
        long bytes = MessageRing.bytesFor(5, 11);
        MessageRing ring = ring(memory(100, bytes - MessageRing.HEADER_BYTES));
        for (int i = 0; i < 5; i++) {
            assertThat(put(ring, bytes(11, i))).isEqualTo(Outcome.DONE);
        }
        assertThat(put(ring, bytes(11, 5))).isEqualTo(Outcome.NO_ROOM);
    }

    @Test
    void closedForPutsIsDrainedAndClosedForTakesIsNot() {
        MessageRing ring = ring(memory(10, 400));
        put(ring, bytes(3, 1));
        put(ring, bytes(3, 2));
        assertThat(ring.outcomeOfTake()).isEqualTo(Outcome.DONE);
        ring.close(RingWord.NO_PUT);
        assertThat(put(ring, bytes(3, 3))).isEqualTo(Outcome.CLOSED);
        assertThat(take(ring)).isEqualTo(bytes(3, 1));
        ring.close(RingWord.NO_TAKE);
        assertThat(ring.tryTake(TOKEN)).isNull();
        assertThat(ring.outcomeOfTake()).isEqualTo(Outcome.CLOSED);
        assertThat(ring.size()).isZero();
    }

    @Test
    void peekAndAwaitItemTakeNothing() throws Exception {
        MessageRing ring = ring(memory(10, 400));
        assertThat(ring.peek(TOKEN)).isNull();
        assertThat(ring.awaitItem(System.nanoTime() + 1_000_000)).isEqualTo(Outcome.NOT_NOW);
        put(ring, bytes(9, 1));
        assertThat(ring.awaitItem(Long.MAX_VALUE)).isEqualTo(Outcome.DONE);
        assertThat(ring.peek(TOKEN).body).isEqualTo(bytes(9, 1));
        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.clear(TOKEN)).isEqualTo(1);
        assertThat(ring.awaitItem(System.nanoTime())).isEqualTo(Outcome.NOT_NOW);
    }

    @Test
    void twoHandlesDoNotBelieveWhatTheyKnewOnceTheOtherWasThere() {
        MemorySegment memory = memory(3, 400);
        MessageRing one = ring(memory);
        MessageRing two = ring(memory);
        for (int i = 0; i < 1000; i++) {
            MessageRing putter = i % 3 == 0 ? one : two;
            MessageRing taker = i % 5 == 0 ? one : two;
            while (put(putter, bytes(20, i)) == Outcome.DONE) {
                assertThat(one.size()).isLessThanOrEqualTo(3);
            }
            assertThat(two.size()).isEqualTo(3);
            int taken = i % 4;
            for (int t = 0; t < taken; t++) {
                take(taker);
            }
        }
    }

    @Test
    void manyThreadsLoseAndDoubleNothing() throws Exception {
        MemorySegment memory = memory(64, 2000);
        int each = 20_000;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<long[]>> takers = new ArrayList<>();
            List<Future<?>> putters = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                int from = p * each;
                MessageRing ring = ring(memory);
                putters.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        byte[] body = new byte[8 + i % 40];
                        MemorySegment.ofArray(body).set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0, from + i);
                        ring.put(Token.of(1, Thread.currentThread()), body, 0, body.length, 3, Long.MAX_VALUE);
                    }
                    return null;
                }));
                takers.add(threads.submit(() -> takeAll(ring(memory), each)));
            }
            long[] seen = new long[2 * each];
            for (Future<?> putter : putters) {
                putter.get(60, TimeUnit.SECONDS);
            }
            ring(memory).close(RingWord.NO_PUT);
            for (Future<long[]> taker : takers) {
                long[] some = taker.get(60, TimeUnit.SECONDS);
                for (int i = 0; i < seen.length; i++) {
                    seen[i] += some[i];
                }
            }
            assertThat(seen).containsOnly(1);
        }
    }

    /** How often each came; fails if those of one putter do not come in order. */
    private static long[] takeAll(MessageRing ring, int each) throws InterruptedException {
        long[] seen = new long[2 * each];
        long[] last = {-1, -1};
        while (true) {
            MessageRing.Message message = ring.take(Token.of(1, Thread.currentThread()), Long.MAX_VALUE);
            if (message == null) {
                return seen;
            }
            int item =
                    (int) MemorySegment.ofArray(message.body).get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
            assertThat(last[item / each]).isLessThan(item);
            last[item / each] = item;
            seen[item]++;
        }
    }

    @Test
    void whoDiesWithTheMutexesLeavesThemFreeAndTheClosingFinished() {
        MemorySegment memory = memory(10, 400);
        MessageRing ring = ring(memory);
        put(ring, bytes(5, 1));
        Mutex.Outcome _ = new Mutex(memory, 0, BUSY).lock(Token.of(9, Thread.currentThread()));
        MessageRing.recover(memory, 0, 8);
        assertThat(new Mutex(memory, 0, BUSY).owner()).isNotZero();
        MessageRing.recover(memory, 0, 9);
        assertThat(put(ring, bytes(5, 2))).isEqualTo(Outcome.DONE);
        assertThat(take(ring)).isEqualTo(bytes(5, 1));
    }
}
