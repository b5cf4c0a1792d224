package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.DeadlockException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.shared.Deadlocks;
import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedReentrantLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Circles of waiting threads, across processes and threads. */
@ExtendWith({Watchdog.class, NoOrphans.class})
@SuppressWarnings("LockNotBeforeTry") // a test that fails closes the lock
class DeadlocksTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Takes the first, meets the others, and takes the second; says what came of it. */
    private static String takeBoth(Lock first, Lock second, SharedBarrier met) throws Exception {
        first.lock();
        try {
            int _ = met.await();
            second.lock();
            second.unlock();
            return "";
        } catch (DeadlockException e) {
            return String.valueOf(e.getMessage());
        } finally {
            first.unlock();
        }
    }

    static List<Arguments> backends() {
        return List.of(
                Arguments.of(Backend.processes(2), 2),
                Arguments.of(Backend.processes(3), 3),
                Arguments.of(Backend.processes(2, 2), 4),
                Arguments.of(Backend.threads(3), 3),
                Arguments.of(Backend.virtualThreads(4), 4));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aCircleIsRefusedToOneAndTheOthersGoOn(Backend backend, int threads) throws Exception {
        List<SharedReentrantLock> locks = new ArrayList<>();
        try (Pool pool = Pool.open(PoolOptions.of(backend));
                SharedBarrier met = SharedBarrier.create(threads)) {
            for (int i = 0; i < threads; i++) {
                locks.add(SharedReentrantLock.create());
            }
            List<TaskFuture<String>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                SharedReentrantLock first = locks.get(i);
                SharedReentrantLock second = locks.get((i + 1) % threads);
                tasks.add(pool.submit(() -> takeBoth(first, second, met)));
            }
            List<String> reports = Endings.values(tasks).stream()
                    .filter(text -> !text.isEmpty())
                    .toList();
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst())
                    .contains("deadlock: " + threads + " threads wait for each other")
                    .contains("waiting for shared reentrant lock");
            assertThat(reports.getFirst().split("DeadlocksTest.takeBoth", -1)).hasSize(threads + 1);
            assertThat(Deadlocks.find()).isEmpty();
        } finally {
            locks.forEach(SharedReentrantLock::close);
        }
    }

    @Test
    void aWaitWithADeadlineIsNeverRefused() throws Exception {
        try (Pool pool = Pool.ofProcesses(1);
                SharedReentrantLock here = SharedReentrantLock.create();
                SharedReentrantLock there = SharedReentrantLock.create();
                SharedBarrier met = SharedBarrier.create(2)) {
            here.lock();
            TaskFuture<Boolean> task = pool.submit(() -> {
                there.lock();
                int _ = met.await();
                try {
                    return here.tryLock(1, TimeUnit.SECONDS);
                } finally {
                    there.unlock();
                }
            });
            int _ = met.await();
            there.lock();
            assertThat(Endings.value(task)).isFalse();
            there.unlock();
            here.unlock();
        }
    }

    @Test
    void circlesOfPlainLocksAreToldWhileTheyLastAndNotRefused() throws Exception {
        try (Pool pool = Pool.ofProcesses(1);
                SharedLock here = SharedLock.create();
                SharedReentrantLock there = SharedReentrantLock.create();
                SharedBarrier met = SharedBarrier.create(2)) {
            TaskFuture<String> task = pool.submit(() -> takeBoth(there, here, met));
            FutureTask<String> own = LockContract.start(() -> takeBoth(here, there, met));
            Await.until("a circle", SOON, () -> !Deadlocks.find().isEmpty());
            assertThat(Deadlocks.find())
                    .singleElement()
                    .asString()
                    .contains("2 threads wait for each other")
                    .contains("waiting for shared lock")
                    .contains("waiting for shared reentrant lock");
            assertThat(own.isDone() || task.isDone()).isFalse();
            here.unlock(); // which any thread may
            assertThat(Endings.value(task)).isEmpty();
            assertThat(Endings.error(own)).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(Deadlocks.find()).isEmpty();
        }
    }

    @Test
    void aThreadThatWaitsForItselfIsTold() throws Exception {
        try (SharedLock lock = SharedLock.create()) {
            FutureTask<Boolean> twice = LockContract.start(() -> {
                lock.lock();
                lock.lock();
                return true;
            });
            Await.until("a circle", SOON, () -> !Deadlocks.find().isEmpty());
            assertThat(Deadlocks.find().getFirst()).contains("a lock that it holds itself");
            lock.unlock();
            assertThat(Endings.value(twice)).isTrue();
        }
    }

    /** Takes locks in their order, as nested as it comes; a deadlock cannot be. */
    private static int takeInOrder(List<SharedReentrantLock> locks, int seed) {
        Random random = new Random(seed);
        int taken = 0;
        for (int round = 0; round < 150; round++) {
            List<SharedReentrantLock> held = new ArrayList<>();
            try {
                for (SharedReentrantLock lock : locks) {
                    if (random.nextBoolean()) {
                        lock.lock();
                        held.add(lock);
                        taken++;
                    }
                }
            } finally {
                Collections.reverse(held);
                held.forEach(SharedReentrantLock::unlock);
            }
        }
        return taken;
    }

    @Test
    void orderedLockingRaisesNoAlarm() throws Exception {
        List<SharedReentrantLock> locks = new ArrayList<>();
        try (Pool pool = Pool.open(PoolOptions.of(Backend.processes(2, 2)))) {
            for (int i = 0; i < 4; i++) {
                locks.add(SharedReentrantLock.create());
            }
            ArrayList<SharedReentrantLock> travelling = new ArrayList<>(locks);
            List<Future<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                tasks.add(pool.submit(() -> takeInOrder(travelling, seed)));
                tasks.add(LockContract.start(() -> takeInOrder(travelling, -1 - seed)));
            }
            assertThat(Endings.values(tasks)).allMatch(taken -> taken > 100);
            assertThat(Deadlocks.find()).isEmpty();
        } finally {
            locks.forEach(SharedReentrantLock::close);
        }
    }
}
