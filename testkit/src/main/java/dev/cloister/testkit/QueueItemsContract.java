package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What queues carry: visibility, items of all sizes, collections of copies; contracts Q13 to Q15. */
public abstract class QueueItemsContract extends BackendContract {
    static final long WAIT_MILLIS = 150;

    /** For subclasses. */
    protected QueueItemsContract() {}

    static void assertWaits(TaskFuture<?> future) throws Exception {
        assertThat(Await.within(Duration.ofMillis(WAIT_MILLIS), future::isDone))
                .as("the task waits")
                .isFalse();
    }

    /** A task that puts. */
    static <E> TaskFuture<Integer> put(Pool pool, SharedQueue<E> queue, E item) {
        return pool.submit(() -> {
            queue.put(item);
            return 0;
        });
    }

    @Test
    final void q13_whatWasPutIsThereWhenPutReturns() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(1)) {
            for (int i = 0; i < 200; i++) {
                int item = i;
                Endings.value(put(pool, queue, item));
                assertThat(queue.poll()).isEqualTo(i);
            }
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    final void q14_itemsOfAllSizesArriveWhole() throws Exception {
        int[] lengths = {0, 1, 1023, 1024, 100_000, 1 << 20, 5, 16 << 20, 3, 1 << 20, 1 << 20, 7};
        try (Pool pool = open();
                SharedQueue<byte[]> queue = SharedQueue.create(lengths.length);
                SharedQueue<double[]> back = SharedQueue.create(1)) {
            TaskFuture<?> putter = pool.submit(() -> {
                for (int length : lengths) {
                    queue.put(random(length));
                }
                queue.put(random(1 << 20));
                return 0;
            });
            for (int length : lengths) {
                assertThat(Arrays.equals(queue.take(), random(length))).isTrue();
            }
            assertThat(queue.take()).hasSize(1 << 20);
            Endings.value(putter);
            double[] numbers = IntStream.range(0, 300_000).asDoubleStream().toArray();
            back.put(numbers);
            assertThat(Arrays.equals(Endings.value(pool.submit(() -> back.take())), numbers))
                    .isTrue();
        }
    }

    @Test
    final void q14_theBytesAreLimitedToo() throws Exception {
        try (Pool pool = open();
                SharedQueue<byte[]> queue = SharedQueue.create(100, 200_000)) {
            assertThat(queue.offer(random(60_000))).isTrue();
            assertThat(queue.offer(random(60_000))).isTrue();
            assertThat(queue.offer(random(500_000)))
                    .as("too long while others are there")
                    .isFalse();
            TaskFuture<?> putter = put(pool, queue, random(500_000));
            assertWaits(putter);
            assertThat(queue.take()).hasSize(60_000);
            assertWaits(putter);
            assertThat(queue.take()).hasSize(60_000);
            Endings.value(putter);
            assertThat(queue.offer(random(400_000))).isFalse();
            assertThat(queue.take()).hasSize(500_000);
            assertThat(queue.offer(random(400_000))).isTrue();
            assertThat(queue.take()).hasSize(400_000);
        }
    }

    @Test
    final void q15_aQueueGoesThroughAQueue() throws Exception {
        try (Pool pool = open();
                SharedQueue<SharedQueue<String>> queues = SharedQueue.create(1);
                SharedQueue<String> inner = SharedQueue.create(1)) {
            TaskFuture<?> task = pool.submit(() -> {
                queues.take().put("hello");
                return 0;
            });
            queues.put(inner);
            Endings.value(task);
            assertThat(inner.take()).isEqualTo("hello");
            boolean offered = pool.<SharedQueue<String>, Boolean>apply(given -> given.offer("again"), inner);
            assertThat(offered).isTrue();
            assertThat(inner.take()).isEqualTo("again");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    final void b_nullIsRefused() {
        try (SharedQueue<Integer> queue = SharedQueue.create(10)) {
            assertThatThrownBy(() -> queue.add(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.addAll(Collections.singleton(null)))
                    .isInstanceOf(NullPointerException.class);
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    final void b_collectionsOfCopies() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(10)) {
            Endings.value(pool.submit(() -> queue.addAll(List.of(1, 2, 3, 4))));
            assertThat(queue).containsExactly(1, 2, 3, 4);
            assertThat(queue.contains(3)).isTrue();
            assertThat(queue.toArray(new Integer[0])).hasSize(4);
            assertThat(queue.element()).isEqualTo(1);
            assertThatThrownBy(() -> queue.remove((Object) 3)).isInstanceOf(UnsupportedOperationException.class);
            List<Integer> some = new ArrayList<>();
            assertThat(queue.drainTo(some, 3)).isEqualTo(3);
            assertThat(queue.drainTo(some)).isEqualTo(1);
            assertThat(some).containsExactly(1, 2, 3, 4);
            assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void b_badArgumentsAreNamed() {
        assertThatThrownBy(() -> SharedQueue.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity=0");
        assertThatThrownBy(() -> SharedQueue.create(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxBytes=0");
    }

    @Test
    final void b_anInterruptEndsAWaitAndLeavesTheQueueWhole() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create(1)) {
            FutureTask<Integer> taker = new FutureTask<>(queue::take);
            Thread thread = Thread.startVirtualThread(taker);
            Await.until("it waits", Duration.ofSeconds(10), () -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThatThrownBy(() -> taker.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            queue.put(1);
            FutureTask<Boolean> putter = new FutureTask<>(() -> queue.offer(2, 1, TimeUnit.MINUTES));
            Thread other = Thread.ofPlatform().start(putter);
            Await.until("it waits", Duration.ofSeconds(10), () -> other.getState() == Thread.State.TIMED_WAITING);
            other.interrupt();
            assertThatThrownBy(() -> putter.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    final void b_aThousandVirtualThreadsTakeTurns() throws Exception {
        int threads = 1000;
        try (SharedQueue<Integer> queue = SharedQueue.create(10)) {
            List<FutureTask<Integer>> takers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                FutureTask<Integer> taker = new FutureTask<>(queue::take);
                takers.add(taker);
                Thread.startVirtualThread(taker);
            }
            for (int i = 0; i < threads; i++) {
                queue.put(i);
            }
            assertThat(Endings.values(takers))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, threads).boxed().toList());
        }
    }
}
