package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Backend;
import dev.cloister.ParticipantDiedException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RestartIntensity;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerException;
import dev.cloister.WorkerStatistics;
import dev.cloister.shared.JoinableQueue;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedQueue;
import dev.cloister.shared.SimpleQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes that end in the middle of what they do with a queue. */
@ExtendWith({Watchdog.class, NoOrphans.class})
class QueueCrashTest {
    private static final int BIG = 300_000;

    private static SharedQueue<Integer> withOneAndTwo() throws InterruptedException {
        SharedQueue<Integer> queue = SharedQueue.create(4);
        queue.put(1);
        queue.put(2);
        return queue;
    }

    /** Fails if the queue does not work. */
    private static void assertUsable(SharedQueue<Integer> queue) throws InterruptedException {
        assertThat(queue.offer(77, 5, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(77);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aPutIsDoneOrIsNot() throws Exception {
        long steps = CrashSteps.each(QueueCrashTest::withOneAndTwo, queue -> queue.put(3), (queue, n, died) -> {
            int size = queue.size();
            assertThat(size).isBetween(died ? 2 : 3, 3);
            for (int i = 1; i <= size; i++) {
                assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(i);
            }
            assertUsable(queue);
        });
        assertThat(steps).as("mutex, head, body, tail, mutex").isEqualTo(5);
    }

    @Test
    void aTakeIsDoneOrIsNot() throws Exception {
        long steps = CrashSteps.each(QueueCrashTest::withOneAndTwo, SharedQueue::take, (queue, n, died) -> {
            int size = queue.size();
            assertThat(size).isBetween(1, died ? 2 : 1);
            for (int i = 3 - size; i <= 2; i++) {
                assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(i);
            }
            assertUsable(queue);
        });
        assertThat(steps).as("mutex, head, mutex").isEqualTo(3);
    }

    @Test
    void aShutdownIsDoneOrIsNotAndWakesAll() throws Exception {
        for (boolean now : new boolean[] {false, true}) {
            long steps = CrashSteps.each(
                    QueueCrashTest::withOneAndTwo,
                    queue -> {
                        if (now) {
                            queue.shutdownNow();
                        } else {
                            queue.shutdown();
                        }
                    },
                    (queue, n, died) -> {
                        if (!queue.isShutdown()) {
                            assertThat(died).isTrue();
                            assertThat(queue.take()).isEqualTo(1);
                            assertThat(queue.take()).isEqualTo(2);
                            assertUsable(queue);
                            return;
                        }
                        assertThatThrownBy(() -> queue.put(1)).isInstanceOf(IllegalStateException.class);
                        Await.until("all words say so", Duration.ofSeconds(1), () -> queue.size() == (now ? 0 : 2));
                        if (!now) {
                            assertThat(queue.take()).isEqualTo(1);
                            assertThat(queue.take()).isEqualTo(2);
                        }
                        assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
                    });
            assertThat(steps).as("tail, head").isEqualTo(2);
        }
    }

    @Test
    void aBigItemIsPutOrIsNot() throws Exception {
        long steps = CrashSteps.<SharedQueue<byte[]>>each(
                () -> SharedQueue.create(3),
                queue -> {
                    queue.put(new byte[10]);
                    queue.put(pattern(BIG));
                },
                (queue, n, died) -> {
                    int size = queue.size();
                    assertThat(size).isBetween(died ? 0 : 2, 2);
                    for (int i = 0; i < size; i++) {
                        assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(i == 0 ? new byte[10] : pattern(BIG));
                    }
                    queue.put(pattern(2 * BIG));
                    assertThat(queue.take()).isEqualTo(pattern(2 * BIG));
                });
        assertThat(steps).as("put, refused put, growth, put").isGreaterThan(10);
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    @Test
    void aBigItemIsTakenOrIsNot() throws Exception {
        CrashSteps.<SharedQueue<byte[]>>each(
                () -> {
                    SharedQueue<byte[]> queue = SharedQueue.create(3);
                    queue.put(new byte[10]);
                    queue.put(pattern(BIG));
                    return queue;
                },
                queue -> {
                    queue.take();
                    queue.take();
                },
                (queue, n, died) -> {
                    int size = queue.size();
                    assertThat(size).isBetween(0, died ? 2 : 0);
                    if (size == 2) {
                        assertThat(queue.poll(5, TimeUnit.SECONDS)).hasSize(10);
                    }
                    if (size >= 1) {
                        assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(pattern(BIG));
                    }
                    queue.put(pattern(BIG));
                    assertThat(queue.take()).isEqualTo(pattern(BIG));
                });
    }

    @Test
    void aSimpleQueueGrowsOrDoesNot() throws Exception {
        long steps = CrashSteps.<SimpleQueue<byte[]>>each(
                SimpleQueue::create,
                queue -> {
                    for (int i = 1; i <= 3; i++) {
                        queue.put(pattern(i * 100_000));
                    }
                },
                (queue, n, died) -> {
                    int count = 0;
                    for (byte[] item = queue.poll(); item != null; item = queue.poll()) {
                        assertThat(item).isEqualTo(pattern(++count * 100_000));
                    }
                    assertThat(count).isBetween(died ? 0 : 3, 3);
                    queue.put(pattern(BIG));
                    assertThat(queue.take()).isEqualTo(pattern(BIG));
                });
        assertThat(steps).as("three puts, of which each grows").isGreaterThan(18);
    }

    @Test
    void theDeadHoldNoItemsThatAreToBeAcknowledged() throws Exception {
        long steps = CrashSteps.<JoinableQueue<Integer>>each(
                () -> {
                    JoinableQueue<Integer> queue = JoinableQueue.create(4);
                    queue.put(1);
                    queue.put(2);
                    return queue;
                },
                queue -> {
                    queue.take();
                    queue.taskDone();
                    queue.take();
                },
                (queue, n, died) -> {
                    int left = queue.size();
                    if (!died) {
                        assertThat(queue.unfinished()).isEqualTo(1);
                        return;
                    }
                    Await.until(
                            () -> "what it held is free: " + queue.unfinished() + " of " + left,
                            Duration.ofSeconds(1),
                            () -> queue.unfinished() == left);
                    for (int i = 0; i < left; i++) {
                        queue.take();
                        queue.taskDone();
                    }
                    assertJoined(queue);
                    assertUsable(queue);
                });
        assertThat(steps).isGreaterThan(10);
    }

    /** Perhaps a death is told first, once. */
    private static void assertJoined(JoinableQueue<Integer> queue) throws InterruptedException {
        try {
            assertThat(queue.join(1, TimeUnit.SECONDS)).isTrue();
        } catch (ParticipantDiedException e) {
            assertThat(e).hasMessageContaining("with 1 items");
            assertThat(queue.join(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void joinTellsTheDeathOfWhoHeldItems() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create(10);
                Pool pool = Pool.ofProcesses(1)) {
            queue.addAll(List.of(1, 2, 3));
            TaskFuture<Long> task = pool.submit(() -> {
                queue.take();
                queue.taskDone();
                queue.take();
                queue.take();
                Runtime.getRuntime().halt(3);
                return 0L;
            });
            long start = System.nanoTime();
            assertThatThrownBy(queue::join)
                    .isInstanceOf(ParticipantDiedException.class)
                    .hasMessageContaining("with 2 items")
                    .hasMessageContaining("process "
                            + Endings.error(task, WorkerException.class).death().pid());
            queue.join();
            assertThat(queue.unfinished()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void aWaiterForAnItemIsWokenAlthoughWhoPutItDied() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create(1);
                Pool pool = Pool.ofProcesses(2)) {
            TaskFuture<Integer> taker = pool.submit(() -> queue.take());
            assertThat(Await.within(Duration.ofMillis(150), taker::isDone)).isFalse();
            TaskFuture<Integer> putter = pool.submit(() -> {
                queue.put(1);
                Runtime.getRuntime().halt(3);
                return 0;
            });
            assertThat(Endings.value(taker)).isEqualTo(1);
            Endings.error(putter, WorkerException.class);
        }
    }

    /** Each item is taken at most once; none is lost but those whose takers died before they could say it. */
    @Test
    void processesThatAreKilledAtRandomLoseOnlyWhatTheyHadTaken() throws Exception {
        int rounds = 12;
        int each = 200_000;
        PoolOptions options = PoolOptions.of(Backend.processes(4))
                .withRestartIntensity(new RestartIntensity(1000, Duration.ofSeconds(1)));
        Random random = new Random(4);
        int[] seen = new int[rounds * each];
        int put = 0;
        int deadTakers = 0;
        try (SharedQueue<Integer> queue = SharedQueue.create(1000);
                SimpleQueue<int[]> said = SimpleQueue.create();
                SharedInteger begun = SharedInteger.create(0);
                Pool pool = Pool.open(options)) {
            for (int round = 0; round < rounds; round++) {
                int from = round * each;
                TaskFuture<Long> putter = pool.submit(() -> putUntilKilled(begun, queue, from, each));
                List<TaskFuture<Long>> takers = new ArrayList<>();
                for (int t = 0; t < 2; t++) {
                    takers.add(pool.submit(() -> takeUntilKilled(begun, queue, said)));
                }
                // Until all three run, else one is moved when it is killed; and something flows; then a little longer.
                int running = 3 * (round + 1);
                Await.until("all three run", Duration.ofSeconds(30), () -> begun.get() == running);
                Await.until("items flow", Duration.ofSeconds(30), () -> !said.isEmpty());
                boolean _ = Await.within(Duration.ofMillis(random.nextInt(30)), () -> false);
                List<TaskFuture<Long>> all = new ArrayList<>(takers);
                all.add(putter);
                kill(pool);
                for (TaskFuture<Long> task : all) {
                    Endings.error(task, WorkerException.class);
                }
                deadTakers += 2;
                put += collect(queue, said, seen, from, each);
                queue.put(-1);
                assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(-1);
            }
        }
        int taken = Arrays.stream(seen).sum();
        assertThat(seen).as("no item twice").doesNotContain(2);
        assertThat(put).as("items flowed").isGreaterThan(rounds * 10);
        assertThat(put - taken).as("lost: at most one of each dead taker").isBetween(0, deadTakers);
    }

    private static long putUntilKilled(SharedInteger begun, SharedQueue<Integer> queue, int from, int count)
            throws InterruptedException {
        int _ = begun.incrementAndGet();
        for (int i = 0; i < count; i++) {
            queue.put(from + i);
        }
        Thread.currentThread().join(); // until it is killed
        return 0;
    }

    /** Says after each item which one it was: what is said was taken. */
    private static long takeUntilKilled(SharedInteger begun, SharedQueue<Integer> queue, SimpleQueue<int[]> said)
            throws InterruptedException {
        int _ = begun.incrementAndGet();
        while (true) {
            said.put(new int[] {queue.take()});
        }
    }

    private static void kill(Pool pool) {
        for (WorkerStatistics worker : pool.statistics().workers()) {
            if (worker.running() > 0) {
                ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Counts what was said and what is left; returns how many were put in this round. */
    private static int collect(SharedQueue<Integer> queue, SimpleQueue<int[]> said, int[] seen, int from, int each)
            throws InterruptedException {
        for (int[] item = said.poll(1, TimeUnit.SECONDS); item != null; item = said.poll()) {
            seen[item[0]]++;
        }
        for (Integer item = queue.poll(); item != null; item = queue.poll()) {
            seen[item]++;
        }
        int last = -1;
        for (int i = 0; i < each; i++) {
            if (seen[from + i] > 0) {
                last = i;
            }
        }
        return last + 1;
    }
}
