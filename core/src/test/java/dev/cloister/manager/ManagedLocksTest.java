package dev.cloister.manager;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.AbandonedLockException;
import dev.cloister.internal.manager.Delivery;
import dev.cloister.internal.manager.LockServant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Managed locks: who holds them, who waits, and what becomes of them when processes are gone. */
@Timeout(30)
class ManagedLocksTest {
    private final LockServant plainServant = new LockServant(false);
    private final LockServant reentrantServant = new LockServant(true);
    private final ManagedLock plain = new ManagedLock(plainServant);
    private final ManagedReentrantLock reentrant = new ManagedReentrantLock(reentrantServant);
    private final FakeProcess seven = new FakeProcess(7);
    private final FakeProcess eight = new FakeProcess(8);

    private static Void lock(Lock lock) {
        lock.lock();
        return null;
    }

    private static Void unlock(Lock lock) {
        lock.unlock();
        return null;
    }

    @Test
    void aPlainLockIsNotReentrantAndAnyThreadReleasesIt() throws Exception {
        plain.lock();
        assertThat(plain.tryLock()).isFalse();
        assertThat(plain.tryLock(1, MILLISECONDS)).isFalse();
        assertThat(plain.tryLock(-1, SECONDS)).isFalse();
        assertThat(plain.isLocked()).isTrue();
        assertThat(plain.isHeldByCurrentThread()).isTrue();
        seven.call(1, () -> unlock(plain));
        assertThat(plain.isLocked()).isFalse();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(plain::unlock);
    }

    @Test
    void aReentrantLockCountsAndOnlyItsOwnerReleasesIt() throws Exception {
        reentrant.lock();
        reentrant.lock();
        assertThat(reentrant.getHoldCount()).isEqualTo(2);
        assertThat(seven.call(1, reentrant::getHoldCount)).isZero();
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> seven.call(1, () -> unlock(reentrant)))
                .withMessageContaining("thread 1 of client 7");
        reentrant.unlock();
        assertThat(seven.test(1, reentrant::tryLock)).isFalse();
        reentrant.unlock();
        assertThat(seven.test(1, reentrant::tryLock)).isTrue();
        assertThat(seven.test(2, reentrant::tryLock))
                .as("another thread of that process")
                .isFalse();
        assertThat(reentrant.toString()).isEqualTo("managed reentrant lock (held by thread 1 of client 7)");
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(reentrant::unlock);
    }

    @Test
    void oneAtATime() throws Exception {
        int[] count = {0};
        List<FutureTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Lock lock = plain;
            tasks.add(seven.start(i, () -> {
                for (int n = 0; n < 500; n++) {
                    lock.lock();
                    count[0]++;
                    lock.unlock();
                }
                return null;
            }));
        }
        for (FutureTask<Object> task : tasks) {
            FakeProcess.get(task);
        }
        assertThat(count[0]).isEqualTo(4000);
    }

    @Test
    void theLockOfAProcessThatIsGoneIsFreeAndTheNextIsTold() throws Exception {
        for (Lock lock : List.of(plain, reentrant)) {
            LockServant servant = lock == plain ? plainServant : reentrantServant;
            FakeProcess holder = new FakeProcess(9);
            holder.call(1, () -> lock(lock));
            FutureTask<Void> waiter = eight.start(1, () -> lock(lock));
            FakeProcess.until(() -> eight.last().getState() == Thread.State.WAITING);
            holder.die(servant);
            assertThatExceptionOfType(AbandonedLockException.class)
                    .isThrownBy(() -> FakeProcess.get(waiter))
                    .withMessageContaining("The lock is free again");
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    void aRepairRunsInsteadOfTheException() throws Exception {
        AtomicInteger repairs = new AtomicInteger();
        ManagedReentrantLock mending = new ManagedReentrantLock(reentrantServant).onAbandoned(() -> {
            if (repairs.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
        });
        seven.call(1, () -> lock(reentrant));
        seven.die(reentrantServant);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(mending::lock)
                .withMessage("not yet");
        assertThat(mending.isLocked()).isFalse();
        assertThat(mending.toString()).contains("the last process that held it is gone");
        mending.lock();
        assertThat(repairs).hasValue(2);
        assertThat(mending.getHoldCount()).isEqualTo(1);
        mending.unlock();
        mending.lock();
        assertThat(repairs).hasValue(2);
    }

    @Test
    void aWaitingProcessThatIsGoneIsNotMissed() throws Exception {
        plain.lock();
        FutureTask<Void> gone = seven.start(1, () -> lock(plain));
        FutureTask<Boolean> other = eight.start(1, () -> plain.tryLock(10, SECONDS));
        FakeProcess.until(() -> eight.last().getState() == Thread.State.TIMED_WAITING);
        seven.die(plainServant);
        assertThat(gone.isDone()).isTrue();
        plain.unlock();
        assertThat(FakeProcess.get(other)).isTrue();
    }

    @Test
    void interruptsEndOnlyInterruptibleWaits() throws Exception {
        seven.call(1, () -> lock(plain));
        Thread patient = Thread.ofPlatform().start(() -> {
            plain.lock();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        Thread impatient = Thread.ofPlatform()
                .start(() ->
                        assertThatExceptionOfType(InterruptedException.class).isThrownBy(plain::lockInterruptibly));
        FakeProcess.until(() -> patient.getState() == Thread.State.WAITING);
        patient.interrupt();
        impatient.interrupt();
        assertThat(impatient.join(Duration.ofSeconds(10))).isTrue();
        assertThat(patient.isAlive()).isTrue();
        seven.call(1, () -> unlock(plain));
        assertThat(patient.join(Duration.ofSeconds(10))).isTrue();
        assertThat(plain.isLocked()).isTrue();
    }

    @Test
    void aLockThatWasTakenForACallerWhoGaveUpIsFree() throws Exception {
        Runnable undo = seven.call(1, () -> {
            plain.lock();
            return Delivery.undo();
        });
        undo.run();
        assertThat(plain.tryLock()).isTrue();
        undo.run();
        assertThat(plain.isLocked()).as("of another by now").isTrue();
    }

    @Test
    void conditionsNeedTheLock() {
        ManagedCondition condition = plain.newCondition();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::signalAll);
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> condition.awaitFor(() -> true, Duration.ZERO));
        plain.lock();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> condition.signal(0));
        assertThat(condition.lock()).isSameAs(plain);
    }

    /** Starts waits of threads 1, 2 ... of a process, which return whether they were signalled and free the lock. */
    private List<FutureTask<Boolean>> waiters(FakeProcess process, ManagedCondition condition, int count, int before) {
        List<FutureTask<Boolean>> waiters = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            waiters.add(process.start(i, () -> {
                condition.lock().lock();
                try {
                    return condition.await(10, SECONDS);
                } finally {
                    condition.lock().unlock();
                }
            }));
            int expected = before + i;
            FakeProcess.until(() -> condition.toString().contains("(" + expected + " waiting)"));
        }
        return waiters;
    }

    @Test
    void aSignalWakesThoseThatWaitAndIsNotStored() throws Exception {
        ManagedCondition condition = reentrant.newCondition();
        List<FutureTask<Boolean>> waiters = waiters(seven, condition, 3, 0);
        reentrant.lock();
        assertThat(condition.signal(2)).isEqualTo(2);
        assertThat(condition.signal(5)).isEqualTo(1);
        assertThat(condition.signal(1)).isZero();
        reentrant.unlock();
        for (FutureTask<Boolean> waiter : waiters) {
            assertThat(FakeProcess.get(waiter)).isTrue();
        }
        reentrant.lock();
        reentrant.lock();
        assertThat(condition.await(1, MILLISECONDS)).isFalse();
        assertThat(condition.awaitNanos(1)).isLessThanOrEqualTo(0);
        assertThat(condition.awaitFor(() -> false, Duration.ofMillis(1))).isFalse();
        assertThat(reentrant.getHoldCount()).isEqualTo(2);
    }

    @Test
    void awaitForLooksAgainAfterEachSignal() throws Exception {
        ManagedCondition condition = plain.newCondition();
        AtomicInteger value = new AtomicInteger();
        FutureTask<Boolean> waiter = seven.start(1, () -> {
            plain.lock();
            boolean found = condition.awaitFor(() -> value.get() == 2, Duration.ofSeconds(10));
            plain.unlock();
            return found;
        });
        for (int i = 1; i <= 2; i++) {
            FakeProcess.until(() -> condition.toString().contains("(1 waiting)"));
            plain.lock();
            value.set(i);
            condition.signal();
            plain.unlock();
        }
        assertThat(FakeProcess.get(waiter)).isTrue();
    }

    @Test
    void anInterruptedWaitHoldsTheLockAgain() throws Exception {
        ManagedCondition condition = reentrant.newCondition();
        FutureTask<Integer> waiter = seven.start(1, () -> {
            reentrant.lock();
            reentrant.lock();
            try {
                condition.await();
                return -1;
            } catch (InterruptedException e) {
                return reentrant.getHoldCount();
            }
        });
        FakeProcess.until(() -> condition.toString().contains("(1 waiting)"));
        reentrant.lock();
        seven.last().interrupt();
        FakeProcess.until(() -> condition.toString().contains("(0 waiting)"));
        assertThat(waiter.isDone()).as("the lock is not free").isFalse();
        reentrant.unlock();
        assertThat(FakeProcess.get(waiter)).isEqualTo(2);
    }

    @Test
    void anUninterruptibleWaitKeepsTheInterrupt() throws Exception {
        ManagedCondition condition = plain.newCondition();
        boolean[] interrupted = {false};
        Thread waiter = Thread.ofPlatform().start(() -> {
            plain.lock();
            condition.awaitUninterruptibly();
            interrupted[0] = Thread.currentThread().isInterrupted();
            plain.unlock();
        });
        FakeProcess.until(() -> condition.toString().contains("(1 waiting)"));
        waiter.interrupt();
        FakeProcess.until(() -> {
            if (waiter.isInterrupted() || !condition.toString().contains("(1 waiting)")) {
                return false;
            }
            plain.lock();
            condition.signal();
            plain.unlock();
            return waiter.join(Duration.ofMillis(100));
        });
        assertThat(interrupted[0]).isTrue();
    }

    @Test
    void aWaitingProcessThatIsGoneTakesNoSignal() throws Exception {
        ManagedCondition condition = plain.newCondition();
        List<FutureTask<Boolean>> gone = waiters(seven, condition, 1, 0);
        List<FutureTask<Boolean>> other = waiters(eight, condition, 1, 1);
        seven.die(plainServant);
        assertThat(gone.getFirst().isDone()).isTrue();
        plain.lock();
        assertThat(condition.signal(1)).isEqualTo(1);
        plain.unlock();
        assertThat(FakeProcess.get(other.getFirst())).isTrue();
    }

    @Test
    void aSignalThatDidNotArriveGoesToAnother() throws Exception {
        ManagedCondition condition = plain.newCondition();
        FutureTask<Runnable> gone = seven.start(1, () -> {
            plain.lock();
            condition.await();
            return Delivery.undo();
        });
        FakeProcess.until(() -> condition.toString().contains("(1 waiting)"));
        List<FutureTask<Boolean>> other = waiters(eight, condition, 1, 1);
        plain.lock();
        condition.signal();
        plain.unlock();
        FakeProcess.get(gone).run();
        assertThat(FakeProcess.get(other.getFirst())).isTrue();
        seven.die(plainServant);
        assertThat(plain.tryLock()).as("was free when its process died").isTrue();
    }

    @Test
    void whoWaitsForTheLockOfAProcessThatIsGoneHoldsItAndIsTold() throws Exception {
        ManagedCondition condition = plain.newCondition();
        FutureTask<Boolean> waiter = eight.start(1, () -> {
            plain.lock();
            try {
                condition.await();
                return false;
            } catch (AbandonedLockException e) {
                return plain.isHeldByCurrentThread();
            }
        });
        FakeProcess.until(() -> condition.toString().contains("(1 waiting)"));
        seven.call(1, () -> {
            plain.lock();
            condition.signal();
            return null;
        });
        seven.die(plainServant);
        assertThat(FakeProcess.get(waiter)).isTrue();
    }
}
