package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerException;
import dev.cloister.shared.SharedArray;
import dev.cloister.shared.SharedBytes;
import dev.cloister.shared.SharedDouble;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedList;
import dev.cloister.shared.SharedLongArray;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that end before each store of each operation on shared data: what is left is the old or the new value, whole. */
@ExtendWith({Watchdog.class, NoOrphans.class})
@SuppressWarnings("LockNotBeforeTry") // a test that fails closes the lock
final class SharedDataCrashTest {
    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    @Test
    void anInteger() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedInteger.create(1),
                value -> {
                    value.set(2);
                    value.getAndAdd(1);
                    value.compareAndSet(3, 4);
                    value.getAndSet(5);
                    value.updateAndGet(x -> x + 1);
                },
                (value, n, died) -> {
                    assertThat(value.get()).isEqualTo((int) n);
                    value.set(9);
                    assertThat(value.incrementAndGet()).isEqualTo(10);
                });
        assertThat(steps).isEqualTo(5);
    }

    @Test
    void aDouble() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedDouble.create(1),
                value -> value.addAndGet(1.5),
                (value, n, died) -> assertThat(value.get()).isEqualTo(died ? 1 : 2.5));
        assertThat(steps).isEqualTo(1);
    }

    @Test
    void bytes() throws Exception {
        long steps = CrashSteps.each(
                () -> {
                    SharedBytes bytes = SharedBytes.create(100);
                    bytes.set(filled(100, 1));
                    return bytes;
                },
                bytes -> {
                    bytes.set(filled(50, 2));
                    bytes.getAndSet(filled(100, 3));
                    bytes.compareAndSet(filled(100, 3), filled(0, 0));
                },
                (bytes, n, died) -> {
                    assertThat(bytes.get()).isIn(filled(100, 1), filled(50, 2), filled(100, 3), filled(0, 0));
                    bytes.set(filled(7, 7));
                    assertThat(bytes.get()).isEqualTo(filled(7, 7));
                });
        assertThat(steps).isEqualTo(15);
    }

    @Test
    void aList() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedList.of("left", "0123456789abcdef", "right"),
                list -> {
                    list.set(1, "another text");
                    list.set(1, 17);
                },
                (list, n, died) -> {
                    assertThat(list.get(1)).isIn("0123456789abcdef", "another text", 17);
                    assertThat(List.of(String.valueOf(list.get(0)), String.valueOf(list.get(2))))
                            .containsExactly("left", "right");
                    list.set(1, "survivor");
                    assertThat(list.get(1)).isEqualTo("survivor");
                });
        assertThat(steps).isEqualTo(10);
    }

    @Test
    void anArray() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedLongArray.of(1, 1, 1),
                array -> {
                    array.set(0, 2);
                    array.getAndAdd(1, 1);
                    array.copyFrom(new long[] {3, 3, 3});
                },
                (array, n, died) -> {
                    assertThat(array.toLongArray())
                            .containsExactly(
                                    n == 1
                                            ? new long[] {1, 1, 1}
                                            : n == 2
                                                    ? new long[] {2, 1, 1}
                                                    : n == 3 ? new long[] {2, 2, 1} : new long[] {3, 3, 3});
                });
        assertThat(steps).isEqualTo(3);
    }

    @Test
    void aSectionUnderTheLockOfAValue() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedInteger.create(1),
                value -> {
                    value.lock().lock();
                    value.set(2);
                    value.lock().unlock();
                },
                (value, n, died) -> {
                    boolean _ = survivesLocking(value);
                    assertThat(value.get()).isEqualTo(n <= 2 ? 1 : 2);
                });
        assertThat(steps).isGreaterThanOrEqualTo(3);
    }

    /** Locks and unlocks; says whether the last holder died with it. */
    private static boolean survivesLocking(SharedInteger value) {
        try {
            value.lock().lock();
            value.lock().unlock();
            return false;
        } catch (dev.cloister.AbandonedLockException e) {
            return true;
        }
    }

    @Test
    void aSectionUnderTheLockOfAnArray() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedArray.ofInts(2),
                array -> {
                    array.lock().lock();
                    array.set(0, 1);
                    array.set(1, 1);
                    array.lock().unlock();
                },
                (array, n, died) -> {
                    try {
                        array.lock().lock();
                    } catch (dev.cloister.AbandonedLockException e) {
                        assertThat(died).isTrue();
                    }
                    assertThat(array.get(0)).isEqualTo(n <= 2 ? 0 : 1);
                });
        assertThat(steps).isGreaterThanOrEqualTo(4);
    }

    /** Whatever the worker was doing: what is left is whole, and the survivors go on. */
    @Test
    void workersThatAreKilledAtRandom() throws Exception {
        Random random = new Random(4);
        try (Pool pool = Pool.ofProcesses(1);
                SharedBytes bytes = SharedBytes.create(20_000);
                SharedList list = SharedList.of("left", "x".repeat(2000), "right");
                SharedInteger count = SharedInteger.create(0)) {
            for (int round = 0; round < 8; round++) {
                count.set(0);
                TaskFuture<Integer> running = pool.submit(() -> {
                    for (int i = 0; ; i++) {
                        bytes.set(filled(i % 20_000, i));
                        list.set(1, String.valueOf((char) ('a' + i % 26)).repeat(i % 2000));
                        count.set((int) ProcessHandle.current().pid());
                    }
                });
                Await.until("the worker has begun", Duration.ofSeconds(20), () -> count.get() != 0);
                byte[] seen = bytes.get();
                for (int looks = random.nextInt(3000); looks > 0; looks--) {
                    seen = bytes.get();
                }
                assertThat(seen).isEqualTo(filled(seen.length, seen.length == 0 ? 0 : seen[0]));
                Processes.signal(count.get(), "KILL");
                assertThat(Endings.error(running)).isInstanceOf(WorkerException.class);
                byte[] left = bytes.get();
                assertThat(left).isEqualTo(filled(left.length, left.length == 0 ? 0 : left[0]));
                String text = (String) Objects.requireNonNull(list.get(1));
                assertThat(text.chars().distinct().count()).isLessThanOrEqualTo(1);
                assertThat(list.get(0)).isEqualTo("left");
                assertThat(list.get(2)).isEqualTo("right");
                bytes.set(filled(3, 3));
                list.set(1, 1L);
                assertThat(bytes.get()).isEqualTo(filled(3, 3));
            }
        }
    }

    @Test
    void virtualThreadsUseSharedData() throws Exception {
        try (SharedList list = SharedList.of("0123456789", 0);
                SharedBytes bytes = SharedBytes.create(100);
                SharedInteger count = SharedInteger.create(0)) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 200; i++) {
                    int number = i;
                    threads.submit(() -> {
                        list.set(0, "thread " + number % 10);
                        bytes.set(filled(number % 100, number));
                        byte[] seen = bytes.get();
                        boolean whole = Arrays.equals(seen, filled(seen.length, seen.length == 0 ? 0 : seen[0]));
                        return whole ? count.incrementAndGet() : -1;
                    });
                }
            }
            assertThat(count.get()).isEqualTo(200);
            assertThat((String) list.get(0)).startsWith("thread ");
        }
    }
}
