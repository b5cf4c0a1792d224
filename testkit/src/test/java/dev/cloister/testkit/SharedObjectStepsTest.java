package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.AbandonedLockException;
import dev.cloister.shared.SharedCondition;
import dev.cloister.shared.SharedEvent;
import dev.cloister.shared.SharedLatch;
import dev.cloister.shared.SharedReadWriteLock;
import dev.cloister.shared.SharedReentrantLock;
import dev.cloister.shared.SharedSemaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The death of a process before each store of each operation of locks and the like: the living go on within a second. */
@ExtendWith({Watchdog.class, NoOrphans.class})
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // a test that fails closes the lock
class SharedObjectStepsTest {
    /** Takes it and gives it back; says how often it was told of a death before. */
    private static int use(Lock lock) throws InterruptedException {
        for (int told = 0; ; told++) {
            try {
                assertThat(lock.tryLock(1, TimeUnit.SECONDS)).as("%s", lock).isTrue();
                lock.unlock();
                return told;
            } catch (AbandonedLockException e) {
                assertThat(told).as("told once").isZero();
            }
        }
    }

    @Test
    void reentrantLock() throws Exception {
        long steps = CrashSteps.each(
                SharedReentrantLock::create,
                lock -> {
                    lock.lock();
                    lock.lock();
                    lock.unlock();
                    lock.unlock();
                },
                (lock, n, died) -> {
                    assertThat(use(lock)).isEqualTo(n > 1 && died ? 1 : 0);
                    lock.lock();
                    assertThat(lock.getHoldCount()).isEqualTo(1);
                    lock.unlock();
                });
        assertThat(steps).isEqualTo(4);
    }

    @Test
    void semaphore() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedSemaphore.bounded(3),
                semaphore -> {
                    semaphore.acquire(2);
                    semaphore.release();
                    assertThat(semaphore.tryAcquire(2)).isTrue();
                    semaphore.release(3);
                },
                (semaphore, n, died) -> {
                    assertThat(semaphore.tryAcquire(3, 1, TimeUnit.SECONDS)).isTrue();
                    semaphore.release(3);
                    assertThat(semaphore.availablePermits()).isEqualTo(3);
                });
        assertThat(steps).isGreaterThan(40);
    }

    @Test
    void readLock() throws Exception {
        long steps = CrashSteps.each(
                SharedReadWriteLock::create,
                lock -> {
                    lock.readLock().lock();
                    lock.readLock().lock();
                    lock.readLock().unlock();
                    lock.readLock().unlock();
                },
                (lock, n, died) -> {
                    assertThat(use(lock.writeLock())).isZero();
                    assertThat(use(lock.readLock())).isZero();
                    assertThat(lock.getReadLockCount()).isZero();
                });
        assertThat(steps).isGreaterThan(40);
    }

    @Test
    void writeLock() throws Exception {
        long steps = CrashSteps.each(
                SharedReadWriteLock::create,
                lock -> {
                    lock.writeLock().lock();
                    lock.writeLock().unlock();
                },
                (lock, n, died) -> {
                    int told = use(n % 2 == 0 ? lock.writeLock() : lock.readLock());
                    assertThat(told).as("before store %d", n).isEqualTo(n == 5 && died ? 1 : 0);
                    assertThat(use(lock.writeLock())).isZero();
                    assertThat(use(lock.readLock())).isZero();
                });
        assertThat(steps)
                .as("mutex, 2 for the readers, writing, not writing, mutex")
                .isEqualTo(6);
    }

    @Test
    void condition() throws Exception {
        long steps = CrashSteps.each(
                () -> SharedReentrantLock.create().newCondition(),
                condition -> {
                    condition.lock().lock();
                    condition.lock().lock();
                    assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
                    condition.signalAll();
                    condition.lock().unlock();
                    condition.lock().unlock();
                },
                SharedObjectStepsTest::checkCondition);
        assertThat(steps)
                .as("2 to lock, 2 to release, 2 to lock again, 2 to unlock")
                .isEqualTo(8);
    }

    @SuppressWarnings("resource") // closed here
    private static void checkCondition(SharedCondition condition, long n, boolean died) throws Exception {
        try (SharedReentrantLock lock = (SharedReentrantLock) condition.lock()) {
            int _ = use(lock);
            lock.lock();
            assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(condition.signal(1)).as("nobody waits").isZero();
            lock.unlock();
        }
    }

    @Test
    void event() throws Exception {
        long steps = CrashSteps.each(
                SharedEvent::create,
                event -> {
                    event.set();
                    event.clear();
                },
                (event, n, died) -> {
                    assertThat(event.isSet()).isEqualTo(n == 2);
                    event.set();
                    assertThat(event.await(1, TimeUnit.SECONDS)).isTrue();
                });
        assertThat(steps).isEqualTo(2);
    }

    @Test
    void latch() throws Exception {
        long steps = CrashSteps.each(() -> SharedLatch.create(2), SharedLatch::countDown, (latch, n, died) -> {
            assertThat(latch.getCount()).isEqualTo(died ? 2 : 1);
            latch.countDown();
            latch.countDown();
            assertThat(latch.await(1, TimeUnit.SECONDS)).isTrue();
        });
        assertThat(steps).isEqualTo(1);
    }
}
