package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedQueue;
import dev.cloister.shared.SimpleQueue;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Queues between this process and tasks, contracts Q01 to Q10 without those of {@link JoinableQueueContract}. */
public abstract class QueueContract extends QueueItemsContract {
    /** What a call with a time may take longer. */
    private static final long LATE_MILLIS = 500;

    /** For subclasses. */
    protected QueueContract() {}

    /** Fails if the time is not between these two; in milliseconds. */
    private static long millisOf(RunnableWithErrors call) throws Exception {
        long start = System.nanoTime();
        call.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private interface RunnableWithErrors {
        void run() throws Exception;
    }

    @Test
    final void q01_aFullQueueTakesNoMoreAndAnEmptyOneGivesNone() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(2)) {
            assertThat(Endings.value(pool.submit(() -> queue.offer(1) && queue.offer(2) && !queue.offer(3))))
                    .isTrue();
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(queue.offer(3)).isFalse();
            assertThatThrownBy(() -> queue.add(3))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("full");
            assertThat(millisOf(() -> assertThat(queue.offer(3, WAIT_MILLIS, TimeUnit.MILLISECONDS))
                            .isFalse()))
                    .isBetween(WAIT_MILLIS, WAIT_MILLIS + LATE_MILLIS);
            assertThat(List.of(queue.take(), queue.remove())).containsExactly(1, 2);
            assertThat(Endings.value(pool.submit(() -> queue.poll() == null && queue.peek() == null)))
                    .isTrue();
            assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
            assertThat(millisOf(() -> assertThat(queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS))
                            .isNull()))
                    .isBetween(WAIT_MILLIS, WAIT_MILLIS + LATE_MILLIS);
        }
    }

    @Test
    final void q01_whoWaitsForAPlaceOrAnItemGoesOn() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(1)) {
            TaskFuture<Integer> taker = pool.submit(() -> queue.take());
            assertWaits(taker);
            queue.put(1);
            assertThat(Endings.value(taker)).isEqualTo(1);
            queue.put(2);
            TaskFuture<?> putter = put(pool, queue, 3);
            assertWaits(putter);
            assertThat(queue.take()).isEqualTo(2);
            Endings.value(putter);
            assertThat(queue.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    @Test
    final void q02_theSizeIsExact() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(100)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(Endings.value(pool.submit(() -> {
                            queue.put(0);
                            return queue.size();
                        })))
                        .isEqualTo(i);
            }
            queue.take();
            assertThat(queue.size()).isEqualTo(4);
            assertThat(queue).hasToString(queue.toString()).asString().contains("4 of 100 items");
            queue.clear();
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    final void q03_itemsOfAProducerComeInOrderAndAreNotLostWhenItEnds() throws Exception {
        int producers = 3;
        int each = 2000;
        try (SharedQueue<int[]> queue = SharedQueue.create(producers * each)) {
            try (Pool pool = open()) {
                List<TaskFuture<?>> futures = new ArrayList<>();
                for (int p = 0; p < producers; p++) {
                    int producer = p;
                    futures.add(pool.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            queue.put(new int[] {producer, i});
                        }
                        return 0;
                    }));
                }
                for (TaskFuture<?> future : futures) {
                    Endings.value(future);
                }
            }
            int[] next = new int[producers];
            for (int i = 0; i < producers * each; i++) {
                int[] item = queue.remove();
                assertThat(item[1]).isEqualTo(next[item[0]]++);
            }
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    final void q03_manyProducersAndConsumersLoseAndDoubleNothing() throws Exception {
        int each = 5000;
        try (Pool pool = Pool.open(PoolOptions.of(backend(4)));
                SharedQueue<Integer> queue = SharedQueue.create(50)) {
            List<TaskFuture<int[]>> consumers = new ArrayList<>();
            List<TaskFuture<?>> producers = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                int from = p * each;
                producers.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        queue.put(from + i);
                    }
                    return 0;
                }));
                consumers.add(pool.submit(() -> {
                    int[] seen = new int[2 * each];
                    for (int item = queue.take(); item >= 0; item = queue.take()) {
                        seen[item]++;
                    }
                    return seen;
                }));
            }
            for (TaskFuture<?> producer : producers) {
                Endings.value(producer);
            }
            queue.put(-1);
            queue.put(-1);
            int[] seen = new int[2 * each];
            for (int[] some : Endings.values(consumers)) {
                Arrays.setAll(seen, i -> seen[i] + some[i]);
            }
            assertThat(seen).containsOnly(1);
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void q05_aClosedQueueThrowsAtOnce() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(1)) {
            assertThat(Endings.value(pool.submit(() -> queue.size()))).isZero(); // it is known there
            TaskFuture<Integer> taker = pool.submit(() -> queue.take());
            assertWaits(taker);
            queue.close();
            queue.close();
            assertThat(Endings.error(taker, IllegalStateException.class)).hasMessageContaining("closed");
            assertThatThrownBy(() -> queue.put(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> queue.poll(1, TimeUnit.MINUTES)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::size).isInstanceOf(IllegalStateException.class);
            assertThat(queue.toString()).contains("closed");
        }
    }

    /** Has a field that cannot travel. */
    static final class Order implements Serializable {
        private static final long serialVersionUID = 1;
        final ArrayList<Object> lines = new ArrayList<>(List.of(new Object()));
    }

    /** Arrives, but cannot be rebuilt. */
    static final class Broken implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("broken on purpose " + in.available());
        }
    }

    @Test
    final void q06_whatCannotBeSerializedFailsInTheCallerAndTakesNoPlace() throws Exception {
        try (Pool pool = open();
                SharedQueue<Object> queue = SharedQueue.create(1)) {
            assertThatThrownBy(() -> queue.put(new Order()))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.path()).contains("item.lines[0]"));
            assertThat(Endings.error(pool.submit(() -> queue.offer(new Order())), CodecException.class))
                    .hasMessageContaining("lines");
            assertThat(queue.offer("next")).isTrue();
            assertThat(Endings.value(pool.submit(() -> queue.take()))).isEqualTo("next");
        }
    }

    @Test
    final void q06_whatCannotBeRebuiltFailsThatTakeOnly() throws Exception {
        try (Pool pool = open();
                SharedQueue<Object> queue = SharedQueue.create(3)) {
            Endings.value(pool.submit(() -> {
                queue.put(new Broken());
                queue.put("next");
                return 0;
            }));
            assertThatThrownBy(queue::take)
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("broken on purpose");
            assertThat(queue.take()).isEqualTo("next");
            queue.put(new Broken());
            queue.put("last");
            assertThat(Endings.error(pool.submit(() -> queue.take()), CodecException.class))
                    .hasMessageContaining("broken on purpose");
            assertThat(Endings.value(pool.submit(() -> queue.take()))).isEqualTo("last");
        }
    }

    @Test
    final void q07_afterAShutdownTakesDrain() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(2)) {
            queue.put(1);
            queue.put(2);
            TaskFuture<?> putter = put(pool, queue, 3);
            assertWaits(putter);
            queue.shutdown();
            queue.shutdown();
            assertThat(Endings.error(putter, IllegalStateException.class)).hasMessageContaining("shut down");
            assertThatThrownBy(() -> queue.offer(4)).isInstanceOf(IllegalStateException.class);
            assertThat(Endings.value(pool.submit(() -> queue.isShutdown() ? queue.take() : 0)))
                    .isEqualTo(1);
            assertThat(queue.poll()).isEqualTo(2);
            assertThatThrownBy(queue::poll)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shut down");
            assertThat(Endings.error(pool.submit(() -> queue.take()))).isInstanceOf(IllegalStateException.class);
            assertThat(queue.toString()).contains("shut down");
        }
    }

    @Test
    final void q07_aShutdownWakesThoseThatWaitForItems() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(2)) {
            TaskFuture<Integer> one = pool.submit(() -> queue.take());
            TaskFuture<Integer> two = pool.submit(() -> queue.poll(40, TimeUnit.SECONDS));
            assertWaits(one);
            queue.shutdown();
            assertThat(Endings.error(one)).isInstanceOf(IllegalStateException.class);
            assertThat(Endings.error(two)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    final void q07_afterAShutdownNowNothingIsLeft() throws Exception {
        try (Pool pool = open();
                SharedQueue<Integer> queue = SharedQueue.create(2)) {
            queue.put(1);
            queue.put(2);
            TaskFuture<?> putter = put(pool, queue, 3);
            assertWaits(putter);
            Endings.value(pool.submit(() -> queue.shutdownNow()));
            assertThat(Endings.error(putter)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> queue.put(1)).isInstanceOf(IllegalStateException.class);
            assertThat(queue.size()).isZero();
            assertThat(queue.drainTo(new ArrayList<>())).isZero();
        }
    }

    @Test
    final void q08_aNegativeTimeIsNow() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create(1)) {
            assertThat(queue.poll(-1, TimeUnit.DAYS)).isNull();
            assertThat(queue.offer(1, -1, TimeUnit.DAYS)).isTrue();
            assertThat(queue.offer(2, Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(queue.poll(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isEqualTo(1);
        }
    }

    /** Uses a queue while its class is initialized. */
    static final class Initialized {
        static final int VALUE = compute();

        private Initialized() {}

        private static int compute() {
            try (SharedQueue<Integer> queue = SharedQueue.create(1)) {
                queue.put(5);
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    final void q09_aQueueCanBeUsedInAStaticInitializer() throws Exception {
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> Initialized.VALUE))).isEqualTo(5);
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void q10_aSimpleQueueHasNoLimit() throws Exception {
        int items = 30_000;
        try (Pool pool = open();
                SimpleQueue<String> queue = SimpleQueue.create()) {
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.poll()).isNull();
            Endings.value(pool.submit(() -> {
                for (int i = 0; i < items; i++) {
                    queue.put("item number " + i);
                }
            }));
            assertThat(queue.isEmpty()).isFalse();
            assertThat(queue.toString()).contains(items + " items");
            for (int i = 0; i < items; i += 2) {
                assertThat(queue.take()).isEqualTo("item number " + i);
                assertThat(queue.poll(0, TimeUnit.SECONDS)).isEqualTo("item number " + (i + 1));
            }
            TaskFuture<String> taker = pool.submit(() -> queue.take());
            assertWaits(taker);
            queue.put("last");
            assertThat(Endings.value(taker)).isEqualTo("last");
            TaskFuture<String> late = pool.submit(() -> queue.take());
            assertWaits(late);
            queue.close();
            queue.close();
            assertThat(Endings.error(late)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::isEmpty).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> queue.put("a")).isInstanceOf(IllegalStateException.class);
        }
    }
}
