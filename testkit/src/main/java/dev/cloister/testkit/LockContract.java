package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedReadWriteLock;
import dev.cloister.shared.SharedReentrantLock;
import dev.cloister.shared.SharedSemaphore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks and semaphores between this thread and the tasks of a pool (contracts K). */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // a test that fails closes the lock
public abstract class LockContract extends BackendContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROUNDS = 200;

    /** For subclasses. */
    protected LockContract() {}

    /** Runs it on a thread of its own. */
    static <T> FutureTask<T> start(Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(what);
        Thread.ofVirtual().start(task);
        return task;
    }

    static void awaitText(Object shared, String text) throws Exception {
        Await.until(
                () -> shared + " contains " + text,
                SOON,
                () -> shared.toString().contains(text));
    }

    @Test
    final void k01_aLockIsNotReentrant() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create()) {
            lock.lock();
            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(Endings.value(pool.submit(() -> lock.tryLock()))).isFalse();
            TaskFuture<Boolean> waiting = pool.submit(() -> {
                lock.lock();
                lock.unlock();
                return true;
            });
            assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            lock.unlock();
            assertThat(Endings.value(waiting)).isTrue();
        }
    }

    @Test
    final void k02_unlockingAnUnlockedLockThrowsAndItsStateIsSeenEverywhere() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create()) {
            assertThatThrownBy(lock::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("not locked");
            assertThat(Endings.error(pool.submit(() -> lock.unlock())))
                    .isInstanceOf(IllegalMonitorStateException.class);
            assertThat(Endings.value(pool.submit(() -> lock.isLocked()))).isFalse();
            lock.lock();
            assertThat(Endings.value(pool.submit(() -> lock.isLocked()))).isTrue();
            assertThat(Endings.value(pool.submit(() -> lock.isHeldByCurrentThread())))
                    .isFalse();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    final void k03_anyThreadReleasesAPlainLock() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create()) {
            lock.lock();
            Endings.value(pool.submit(() -> lock.unlock()));
            assertThat(lock.isLocked()).isFalse();
            Endings.value(pool.submit(() -> lock.lock()));
            assertThat(lock.isLocked()).isTrue();
            lock.unlock();
        }
    }

    @Test
    final void k03_onlyItsOwnerReleasesAReentrantLock(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                SharedReentrantLock lock = SharedReentrantLock.create()) {
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            TaskFuture<Integer> holder = pool.submit(() -> {
                lock.lock();
                long _ = gate.pass(1);
                lock.unlock();
                return lock.getHoldCount();
            });
            gate.awaitMarks(1);
            assertThatThrownBy(lock::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("does not hold")
                    .hasMessageContaining("process " + gate.pids().getFirst());
            assertThat(lock.tryLock()).isFalse();
            gate.open();
            assertThat(Endings.value(holder)).isZero();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    final void k04_k05_aReentrantLockCountsItsHolds() throws Exception {
        try (Pool pool = open();
                SharedReentrantLock lock = SharedReentrantLock.create()) {
            lock.lock();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
            lock.lockInterruptibly();
            for (int holds = 4; holds > 0; holds--) {
                assertThat(lock.getHoldCount()).isEqualTo(holds);
                assertThat(lock.isHeldByCurrentThread()).isTrue();
                assertThat(Endings.value(pool.submit(() -> lock.tryLock()))).isFalse();
                assertThat(Endings.value(pool.submit(() -> lock.getHoldCount())))
                        .isZero();
                lock.unlock();
            }
            assertThat(lock.isLocked()).isFalse();
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(Endings.value(pool.submit(() -> {
                        boolean locked = lock.tryLock();
                        locked &= lock.tryLock();
                        int holds = lock.getHoldCount();
                        lock.unlock();
                        lock.unlock();
                        return locked ? holds : -1;
                    })))
                    .isEqualTo(2);
        }
    }

    @Test
    final void k06_aTimedLockWaitsNoLongerThanItsTimeAndIsWokenEarlier(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedReentrantLock reentrant = SharedReentrantLock.create();
                SharedReadWriteLock both = SharedReadWriteLock.create();
                SharedSemaphore semaphore = SharedSemaphore.create(0)) {
            TaskFuture<Long> holder = pool.submit(() -> {
                lock.lock();
                reentrant.lock();
                both.writeLock().lock();
                long pid = gate.pass(1);
                both.writeLock().unlock();
                reentrant.unlock();
                lock.unlock();
                return pid;
            });
            gate.awaitMarks(1);
            for (Lock held : List.of(lock, reentrant, both.readLock(), both.writeLock())) {
                assertThat(took(() -> held.tryLock(150, TimeUnit.MILLISECONDS))).isBetween(150L, 650L);
                assertThat(took(() -> held.tryLock(0, TimeUnit.SECONDS))).isLessThan(500);
                assertThat(took(() -> held.tryLock(-1, TimeUnit.SECONDS))).isLessThan(500);
            }
            assertThat(took(() -> semaphore.tryAcquire(150, TimeUnit.MILLISECONDS)))
                    .isBetween(150L, 650L);
            FutureTask<Boolean> early = start(() -> reentrant.tryLock(40, TimeUnit.SECONDS));
            gate.open();
            assertThat(Endings.value(early)).isTrue();
            long _ = Endings.value(holder);
            for (Lock free : List.of(lock, both.writeLock())) {
                assertThat(free.tryLock(40, TimeUnit.SECONDS)).isTrue();
                free.unlock();
            }
        }
    }

    /** How many milliseconds it took to fail. */
    private static long took(Callable<Boolean> attempt) throws Exception {
        long start = System.nanoTime();
        assertThat(attempt.call()).isFalse();
        return Math.ceilDiv(System.nanoTime() - start, 1_000_000);
    }

    @Test
    final void k06_anInterruptEndsAnInterruptibleWaitOnly() throws Exception {
        try (SharedLock lock = SharedLock.create();
                SharedSemaphore semaphore = SharedSemaphore.create(0)) {
            lock.lock();
            List<Callable<Boolean>> waits = List.of(
                    () -> {
                        lock.lockInterruptibly();
                        return true;
                    },
                    () -> lock.tryLock(40, TimeUnit.SECONDS),
                    () -> {
                        semaphore.acquire();
                        return true;
                    });
            for (Callable<Boolean> wait : waits) {
                for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                    FutureTask<Boolean> waiting = new FutureTask<>(wait);
                    Thread thread = builder.start(waiting);
                    thread.interrupt();
                    assertThat(Endings.error(waiting)).isInstanceOf(InterruptedException.class);
                }
            }
            FutureTask<Boolean> patient = new FutureTask<>(() -> {
                lock.lock();
                lock.unlock();
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = Thread.ofPlatform().start(patient);
            thread.interrupt();
            assertThatThrownBy(() -> patient.get(100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            lock.unlock();
            assertThat(Endings.value(patient)).isTrue();
        }
    }

    @Test
    final void k07_aThousandThreadsTakeTurns() throws Exception {
        try (SharedLock lock = SharedLock.create()) {
            int[] count = {0};
            List<FutureTask<Integer>> tasks = new ArrayList<>();
            lock.lock();
            for (int i = 0; i < 1000; i++) {
                tasks.add(start(() -> {
                    lock.lock();
                    try {
                        return ++count[0];
                    } finally {
                        lock.unlock();
                    }
                }));
            }
            lock.unlock();
            assertThat(Endings.values(tasks)).doesNotHaveDuplicates().hasSize(1000);
            assertThat(count[0]).isEqualTo(1000);
            assertThat(lock.isLocked()).isFalse();
        }
    }

    /** A task that goes in and out of a lock, and fails if somebody else is inside. */
    private static int visit(Lock lock, SharedSemaphore seats) {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                if (!seats.tryAcquire()) {
                    throw new AssertionError("too many are inside of " + lock);
                }
                seats.release();
            } finally {
                lock.unlock();
            }
        }
        return ROUNDS;
    }

    @Test
    final void l04_oneAtATimeIsInside() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedReentrantLock reentrant = SharedReentrantLock.create();
                SharedReadWriteLock both = SharedReadWriteLock.create();
                SharedSemaphore one = SharedSemaphore.bounded(1)) {
            assertThat(pool.map((Integer i) -> visit(lock, one), List.of(1, 2, 3)))
                    .containsOnly(ROUNDS);
            assertThat(pool.map((Integer i) -> visit(reentrant, one), List.of(1, 2, 3)))
                    .containsOnly(ROUNDS);
            assertThat(pool.map((Integer i) -> visit(both.writeLock(), one), List.of(1, 2, 3)))
                    .containsOnly(ROUNDS);
        }
    }

    @Test
    final void k08_aSemaphoreCounts() throws Exception {
        try (Pool pool = open();
                SharedSemaphore semaphore = SharedSemaphore.create(3)) {
            assertThat(Endings.value(pool.submit(() -> semaphore.tryAcquire(2))))
                    .isTrue();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            assertThat(semaphore.tryAcquire(2)).isFalse();
            semaphore.acquire();
            assertThat(semaphore.tryAcquire()).isFalse();
            Endings.value(pool.submit(() -> semaphore.release(5)));
            assertThat(semaphore.availablePermits()).isEqualTo(5);
            for (int wrong : new int[] {0, -1}) {
                assertThatThrownBy(() -> semaphore.release(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("count is " + wrong);
                assertThatThrownBy(() -> semaphore.acquire(wrong)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> semaphore.release(Integer.MAX_VALUE)).isInstanceOf(IllegalStateException.class);
            assertThat(semaphore.availablePermits()).isEqualTo(5);
            assertThat(semaphore).hasToString(semaphore.toString()).asString().contains("5 permits available");
        }
        assertThatThrownBy(() -> SharedSemaphore.create(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void k08_aBoundedSemaphoreHasNeverMoreThanAtFirst() throws Exception {
        try (Pool pool = open();
                SharedSemaphore semaphore = SharedSemaphore.bounded(2)) {
            assertThatThrownBy(semaphore::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("never has more than 2");
            semaphore.acquire();
            assertThat(Endings.error(pool.submit(() -> semaphore.release(2))))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            Endings.value(pool.submit(() -> semaphore.release()));
            assertThat(semaphore.availablePermits()).isEqualTo(2);
            assertThatThrownBy(() -> semaphore.acquire(3)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void k08_whoWantsManyPermitsWaitsForAllOfThem() throws Exception {
        try (Pool pool = open();
                SharedSemaphore semaphore = SharedSemaphore.create(0)) {
            TaskFuture<Integer> task = pool.submit(() -> {
                semaphore.acquire(3);
                return semaphore.availablePermits();
            });
            semaphore.release();
            semaphore.release();
            assertThatThrownBy(() -> task.get(50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            semaphore.release(2);
            assertThat(Endings.value(task)).isEqualTo(1);
        }
    }

    @Test
    final void k09_neverMoreAreInsideThanThereArePermits() throws Exception {
        try (Pool pool = open();
                SharedSemaphore semaphore = SharedSemaphore.bounded(2);
                SharedSemaphore seats = SharedSemaphore.bounded(2)) {
            List<FutureTask<Integer>> here = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                here.add(start(() -> visit(semaphore, seats)));
            }
            assertThat(pool.map((Integer i) -> visit(semaphore, seats), List.of(1, 2, 3, 4)))
                    .containsOnly(ROUNDS);
            assertThat(Endings.values(here)).containsOnly(ROUNDS);
            assertThat(semaphore.availablePermits()).isEqualTo(2);
        }
    }

    private static int visit(SharedSemaphore semaphore, SharedSemaphore seats) throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            semaphore.acquire();
            try {
                if (!seats.tryAcquire()) {
                    throw new AssertionError("too many are inside of " + semaphore);
                }
                seats.release();
            } finally {
                semaphore.release();
            }
        }
        return ROUNDS;
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void k11_textsNameStateAndHolder(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedReentrantLock reentrant = SharedReentrantLock.create();
                SharedReadWriteLock both = SharedReadWriteLock.create()) {
            assertThat(lock.toString()).matches("shared lock \\d+ \\(free\\)");
            TaskFuture<Long> holder = pool.submit(() -> {
                lock.lock();
                reentrant.lock();
                both.writeLock().lock();
                return gate.pass(1);
            });
            gate.awaitMarks(1);
            String process = "process"
                    + (gate.pids().getFirst() == ProcessHandle.current().pid() ? ", " : " ")
                    + gate.pids().getFirst();
            for (Object held : List.of(lock, reentrant, both, both.readLock())) {
                assertThat(held.toString()).contains("held by thread ").contains(process);
                String elsewhere = Endings.value(pool.submit(() -> held.toString()));
                assertThat(elsewhere).contains(String.valueOf(gate.pids().getFirst()));
            }
            gate.open();
            long _ = Endings.value(holder);
            lock.close();
            assertThat(lock.toString()).contains("(closed)");
        }
    }

    @Test
    final void manyReadersOrOneWriterAreInside(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                SharedReadWriteLock lock = SharedReadWriteLock.create()) {
            lock.readLock().lock();
            TaskFuture<Long> reader = pool.submit(() -> {
                lock.readLock().lock();
                long pid = gate.pass(1);
                lock.readLock().unlock();
                return pid;
            });
            gate.awaitMarks(1);
            assertThat(lock.getReadLockCount()).isEqualTo(2);
            assertThat(lock.writeLock().tryLock()).isFalse();
            assertThat(lock.writeLock().tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(lock.readLock().tryLock())
                    .as("the writer that gave up is gone")
                    .isTrue();
            lock.readLock().unlock();
            lock.readLock().unlock();
            FutureTask<Boolean> writer = start(() -> {
                lock.writeLock().lock();
                boolean alone = lock.getReadLockCount() == 0;
                lock.writeLock().unlock();
                return alone;
            });
            Await.until("a writer waits", SOON, lock::isWriteLocked);
            assertThat(lock.readLock().tryLock())
                    .as("no reader overtakes a writer")
                    .isFalse();
            gate.open();
            assertThat(Endings.value(writer)).isTrue();
            long _ = Endings.value(reader);
            assertThatThrownBy(() -> lock.readLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(() -> lock.writeLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(() -> lock.writeLock().newCondition()).isInstanceOf(UnsupportedOperationException.class);
            assertThat(lock.writeLock().tryLock()).isTrue();
            lock.writeLock().unlock();
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void l10_closingEndsWaitsAndLaterUses() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedSemaphore semaphore = SharedSemaphore.create(0);
                SharedSemaphore begun = SharedSemaphore.create(0);
                SharedReadWriteLock both = SharedReadWriteLock.create()) {
            lock.lock();
            both.writeLock().lock();
            TaskFuture<Boolean> there = pool.submit(() -> {
                begun.release();
                lock.lock();
                return true;
            });
            FutureTask<Boolean> reader = start(() -> both.readLock().tryLock(40, TimeUnit.SECONDS));
            FutureTask<Boolean> acquirer = start(() -> semaphore.tryAcquire(40, TimeUnit.SECONDS));
            begun.acquire();
            assertThatThrownBy(() -> there.get(200, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            lock.close();
            both.close();
            semaphore.close();
            semaphore.close();
            for (var future : List.of(there, reader, acquirer)) {
                assertThat(Endings.error(future))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
            assertThatThrownBy(lock::tryLock).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(semaphore::tryAcquire).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> both.readLock().lock()).isInstanceOf(IllegalStateException.class);
        }
    }
}
