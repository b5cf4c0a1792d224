package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.AbandonedLockException;
import dev.cloister.Backend;
import dev.cloister.ParticipantDiedException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteRunnable;
import dev.cloister.RestartIntensity;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerExitedException;
import dev.cloister.shared.SharedArray;
import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedBytes;
import dev.cloister.shared.SharedCondition;
import dev.cloister.shared.SharedEvent;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedLatch;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedLongArray;
import dev.cloister.shared.SharedReadWriteLock;
import dev.cloister.shared.SharedReentrantLock;
import dev.cloister.shared.SharedSemaphore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of locks and the like when a process that uses them is killed: the living go on (L3, L4). */
@ExtendWith({Watchdog.class, NoOrphans.class})
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // a test that fails closes the lock
class SharedObjectDeathTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** After a death, all goes on within this time. */
    private static final long NEWS_SECONDS = 2;

    private static Pool open(int workers) {
        return Pool.open(PoolOptions.of(Backend.processes(workers))
                .withRestartIntensity(new RestartIntensity(100, Duration.ofSeconds(1))));
    }

    /** Does this in a worker, which dies after it. */
    private static void dying(Pool pool, RemoteRunnable what) throws Exception {
        TaskFuture<Object> future = pool.submit(() -> {
            what.run();
            Runtime.getRuntime().halt(3);
            return "";
        });
        assertThat(Endings.error(future)).isInstanceOf(WorkerExitedException.class);
    }

    private static <T> T within(Future<T> future) throws Exception {
        return future.get(NEWS_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void l04_theNextOwnerOfALockLearnsOfADeathOnce() throws Exception {
        try (Pool pool = open(1);
                SharedLock lock = SharedLock.create();
                SharedReentrantLock reentrant = SharedReentrantLock.create();
                SharedReadWriteLock writer = SharedReadWriteLock.create();
                SharedReadWriteLock reader = SharedReadWriteLock.create()) {
            dying(pool, () -> {
                lock.lock();
                reentrant.lock();
                reentrant.lock();
                writer.writeLock().lock();
                reader.writeLock().lock();
            });
            for (Lock abandoned : List.of(lock, reentrant, writer.writeLock(), reader.readLock())) {
                assertThatThrownBy(() -> abandoned.tryLock(NEWS_SECONDS, TimeUnit.SECONDS))
                        .isInstanceOf(AbandonedLockException.class)
                        .hasMessageContaining("half changed");
                assertThat(abandoned.tryLock()).isTrue();
                abandoned.unlock();
            }
            assertThat(lock.isLocked() || reentrant.isLocked() || writer.isWriteLocked())
                    .isFalse();
        }
    }

    @Test
    void l04_whatALockProtectsIsNotTouchedWhenItsHolderDies() throws Exception {
        try (Pool pool = open(1);
                SharedInteger value = SharedInteger.create(41);
                SharedBytes bytes = SharedBytes.create(100);
                SharedLongArray array = SharedArray.ofLongs(3)) {
            bytes.set(new byte[] {1, 2, 0});
            array.set(0, 43);
            dying(pool, () -> {
                value.lock().lock();
                value.incrementAndGet();
                bytes.lock().lock();
                array.lock().lock();
            });
            for (SharedLock abandoned : List.of(value.lock(), bytes.lock(), array.lock())) {
                assertThatThrownBy(() -> abandoned.tryLock(NEWS_SECONDS, TimeUnit.SECONDS))
                        .isInstanceOf(AbandonedLockException.class);
                assertThat(abandoned.tryLock()).isTrue();
                abandoned.unlock();
            }
            assertThat(value.get()).isEqualTo(42);
            assertThat(bytes.get()).containsExactly(1, 2, 0);
            assertThat(array.get(0)).isEqualTo(43);
        }
    }

    @Test
    void l04_whoWaitsForTheDeadIsToldSoon(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(1);
                SharedLock lock = SharedLock.create();
                SharedSemaphore semaphore = SharedSemaphore.create(1);
                SharedReadWriteLock read = SharedReadWriteLock.create()) {
            TaskFuture<Long> task = pool.submit(() -> {
                lock.lock();
                semaphore.acquire();
                read.readLock().lock();
                return gate.pass(1);
            });
            gate.awaitMarks(1);
            FutureTask<Boolean> locking = LockContract.start(() -> {
                lock.lock();
                return true;
            });
            FutureTask<Boolean> acquiring = LockContract.start(() -> {
                semaphore.acquire();
                return true;
            });
            FutureTask<Boolean> writing = LockContract.start(() -> {
                read.writeLock().lock();
                read.writeLock().unlock();
                return true;
            });
            Await.until("a writer waits", SOON, read::isWriteLocked);
            Processes.signal(gate.pids().getFirst(), "KILL");
            assertThatThrownBy(() -> within(locking)).hasCauseInstanceOf(AbandonedLockException.class);
            assertThat(within(acquiring)).isTrue();
            assertThat(within(writing)).isTrue();
            Throwable _ = Endings.error(task);
            assertThat(semaphore.availablePermits()).isZero();
            assertThat(lock.tryLock()).isTrue();
        }
    }

    @Test
    void l04_anAbandonedLockIsMendedUnderTheLock() throws Exception {
        AtomicInteger mended = new AtomicInteger();
        try (Pool pool = open(1);
                SharedReentrantLock lock = SharedReentrantLock.create();
                SharedReadWriteLock both = SharedReadWriteLock.create()) {
            lock.onAbandoned(() -> {
                assertThat(lock.isHeldByCurrentThread()).isTrue();
                if (mended.incrementAndGet() == 1) {
                    throw new UnsupportedOperationException("not yet");
                }
            });
            both.onAbandoned(() -> {
                assertThat(both.isWriteLocked()).isTrue();
                mended.incrementAndGet();
            });
            dying(pool, () -> {
                lock.lock();
                both.writeLock().lock();
            });
            Await.until("the hub knows", SOON, () -> lock.toString().contains("died"));
            assertThatThrownBy(lock::lock).isInstanceOf(UnsupportedOperationException.class);
            assertThat(lock.isLocked()).isFalse();
            lock.lock();
            assertThat(lock.getHoldCount()).isEqualTo(1);
            lock.unlock();
            assertThat(mended).hasValue(2);
            both.readLock().lock();
            both.readLock().unlock();
            assertThat(mended).hasValue(3);
            lock.lock();
            lock.unlock();
            assertThat(mended).hasValue(3);
        }
    }

    @Test
    void l04_thePermitsOfTheDeadComeBack() throws Exception {
        try (Pool pool = open(1);
                SharedSemaphore semaphore = SharedSemaphore.create(5)) {
            semaphore.acquire();
            dying(pool, () -> {
                assertThat(semaphore.tryAcquire(4)).isTrue();
                semaphore.release(1);
            });
            assertThat(semaphore.tryAcquire(4, NEWS_SECONDS, TimeUnit.SECONDS)).isTrue();
            semaphore.release(5);
            dying(pool, () -> semaphore.release(2));
            assertThat(Endings.value(pool.submit(() -> semaphore.availablePermits())))
                    .isEqualTo(7);
        }
    }

    @Test
    void l04_aDeadWaiterHoldsNobodyUp(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(1);
                SharedLock lock = SharedLock.create()) {
            lock.lock();
            TaskFuture<Boolean> dead = pool.submit(() -> {
                long _ = gate.mark(1);
                lock.lock();
                return true;
            });
            gate.awaitMarks(1);
            assertThatThrownBy(() -> dead.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            FutureTask<Boolean> living = LockContract.start(() -> lock.tryLock(20, TimeUnit.SECONDS));
            assertThatThrownBy(() -> living.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            long pid = gate.pids().getFirst();
            Processes.signal(pid, "STOP"); // it is woken, and cannot take what it was woken for
            Await.until("it is stopped", SOON, () -> isStopped(pid));
            lock.unlock();
            assertThat(within(living)).isTrue();
            Processes.signal(pid, "KILL");
            Throwable _ = Endings.error(dead);
        }
    }

    /** Whether all its threads are. */
    private static boolean isStopped(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void l04_theSignalOfAWaiterThatDiesGoesToTheNext(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(1);
                SharedLock lock = SharedLock.create();
                SharedCondition condition = lock.newCondition()) {
            TaskFuture<Boolean> first = pool.submit(() -> {
                condition.lock().lock();
                long _ = gate.mark(1);
                condition.await();
                return true;
            });
            LockContract.awaitText(condition, "1 waiting");
            FutureTask<Boolean> second = LockContract.start(() -> {
                lock.lock();
                condition.await();
                lock.unlock();
                return true;
            });
            LockContract.awaitText(condition, "2 waiting");
            lock.lock();
            condition.signal();
            LockContract.awaitText(condition, "1 waiting");
            Processes.signal(gate.pids().getFirst(), "KILL");
            LockContract.awaitText(condition, "0 waiting");
            lock.unlock();
            assertThat(within(second)).isTrue();
            Throwable _ = Endings.error(first);
        }
    }

    @Test
    void l04_theLivingDoNotWaitForTheDeadAtALatch() throws Exception {
        try (Pool pool = open(1);
                SharedLatch latch = SharedLatch.create(2)) {
            FutureTask<Boolean> waiting = LockContract.start(() -> latch.await(40, TimeUnit.SECONDS));
            assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            dying(pool, () -> latch.countDown());
            assertThat(Endings.error(waiting, ParticipantDiedException.class))
                    .hasMessageContaining("died while its count was 1");
            assertThat(latch.await(50, TimeUnit.MILLISECONDS)).as("told once").isFalse();
            latch.countDown();
            assertThat(latch.await(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void l04_aDeathBreaksABarrierUntilItIsReset() throws Exception {
        try (Pool pool = open(1);
                SharedBarrier barrier = SharedBarrier.create(2)) {
            FutureTask<Integer> waiting = LockContract.start(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            dying(pool, () -> assertThat(barrier.getParties()).isEqualTo(2));
            assertThat(Endings.error(waiting, BrokenBarrierException.class)).hasMessageContaining("died");
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            barrier.reset();
            FutureTask<Integer> again = LockContract.start(() -> barrier.await());
            int _ = Endings.value(pool.submit(() -> barrier.await()));
            int _ = within(again);
        }
    }

    @Test
    void l04_theDeathOfWhoRunsABarriersActionBreaksIt() throws Exception {
        try (Pool pool = open(1);
                SharedBarrier barrier =
                        SharedBarrier.create(2, () -> Runtime.getRuntime().halt(3))) {
            FutureTask<Integer> waiting = LockContract.start(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            Throwable _ = Endings.error(pool.submit(() -> barrier.await()));
            assertThat(Endings.error(waiting)).isInstanceOf(BrokenBarrierException.class);
        }
    }

    @Test
    void aWorkerThatItsPoolEndsHasNotDied() throws Exception {
        try (SharedLatch latch = SharedLatch.create(1);
                SharedBarrier barrier = SharedBarrier.create(2)) {
            try (Pool pool = open(1)) {
                assertThat(Endings.value(pool.submit(() -> latch.getCount() + barrier.getParties())))
                        .isEqualTo(3);
            }
            try (Pool pool = open(1)) { // its worker is seen by the hub after the end of the other
                FutureTask<Boolean> waiting = LockContract.start(() -> latch.await(40, TimeUnit.SECONDS));
                FutureTask<Integer> meeting = LockContract.start(() -> barrier.await());
                int _ = Endings.value(pool.submit(() -> barrier.await()));
                Endings.value(pool.submit(() -> latch.countDown()));
                assertThat(Endings.value(waiting)).isTrue();
                int _ = Endings.value(meeting);
            }
        }
    }

    /** A task that uses all of them until it is killed. */
    private static int useAll(
            SharedLock lock,
            SharedReentrantLock reentrant,
            SharedSemaphore semaphore,
            SharedReadWriteLock both,
            SharedEvent end)
            throws InterruptedException {
        int rounds = 0;
        while (!end.isSet()) {
            for (Lock one : List.of(lock, reentrant, both.writeLock(), both.readLock())) {
                try {
                    one.lock();
                    one.unlock();
                } catch (AbandonedLockException e) {
                    rounds += 0; // the data of this test are always whole
                }
            }
            semaphore.acquire(2);
            semaphore.release(2);
            rounds++;
        }
        return rounds;
    }

    @Test
    void k10_killsAtRandomHoldNobodyUpAndLeaveNothing() throws Exception {
        Random random = new Random(4);
        try (Pool pool = open(3);
                SharedLock lock = SharedLock.create();
                SharedReentrantLock reentrant = SharedReentrantLock.create();
                SharedSemaphore semaphore = SharedSemaphore.bounded(4);
                SharedReadWriteLock both = SharedReadWriteLock.create();
                SharedEvent end = SharedEvent.create()) {
            List<Future<Integer>> tasks = new ArrayList<>();
            FutureTask<Integer> here = LockContract.start(() -> useAll(lock, reentrant, semaphore, both, end));
            for (int i = 0; i < 3; i++) {
                tasks.add(pool.submit(() -> useAll(lock, reentrant, semaphore, both, end)));
            }
            for (int kills = 0; kills < 8; kills++) {
                Await.until("3 workers", SOON, () -> ready(pool).size() == 3);
                boolean _ = end.await(50 + random.nextInt(150), TimeUnit.MILLISECONDS);
                List<Long> pids = ready(pool);
                Processes.signal(pids.get(random.nextInt(pids.size())), "KILL");
                tasks.add(pool.submit(() -> useAll(lock, reentrant, semaphore, both, end)));
            }
            end.set();
            assertThat(Endings.value(here)).isGreaterThan(0);
            for (Future<Integer> task : tasks) {
                Await.until("all tasks end", SOON, task::isDone);
            }
            Await.until("all permits are back", SOON, () -> semaphore.availablePermits() == 4);
            assertThat(both.getReadLockCount()).isZero();
        }
    }

    private static List<Long> ready(Pool pool) {
        return pool.insights().workers().stream()
                .map(worker -> worker.pid())
                .filter(pid -> pid > 0 && Processes.isAlive(pid))
                .toList();
    }
}
