package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedCondition;
import dev.cloister.shared.SharedEvent;
import dev.cloister.shared.SharedLatch;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedReentrantLock;
import dev.cloister.shared.SharedSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Conditions, events, latches and barriers between this thread and the tasks of a pool (contracts E). */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // a test that fails closes the lock
public abstract class SynchronizerContract extends BackendContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** For subclasses. */
    protected SynchronizerContract() {}

    private static <T> FutureTask<T> start(Callable<T> what) {
        return LockContract.start(what);
    }

    /** In a task: waits for a condition, with its lock. */
    private static boolean await(SharedCondition condition, long millis) throws InterruptedException {
        condition.lock().lock();
        try {
            return condition.await(millis, TimeUnit.MILLISECONDS);
        } finally {
            condition.lock().unlock();
        }
    }

    private static int signal(SharedCondition condition, int count) {
        condition.lock().lock();
        try {
            return condition.signal(count);
        } finally {
            condition.lock().unlock();
        }
    }

    @Test
    final void e01_aConditionNeedsItsLock() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedCondition condition = lock.newCondition()) {
            assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(() -> condition.awaitFor(() -> true, Duration.ZERO))
                    .isInstanceOf(IllegalMonitorStateException.class);
            lock.lock();
            assertThat(Endings.error(pool.submit(() -> condition.signal())))
                    .isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(() -> condition.signal(0)).isInstanceOf(IllegalArgumentException.class);
            lock.unlock();
        }
    }

    @Test
    final void e02_aSignalWakesAtMostSoManyOfThoseThatWaitNow() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedCondition condition = lock.newCondition()) {
            assertThat(signal(condition, 5))
                    .as("nobody waits, and nothing is stored")
                    .isZero();
            List<java.util.concurrent.Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(pool.submit(() -> await(condition, 40_000)));
                waiting.add(start(() -> await(condition, 40_000)));
            }
            LockContract.awaitText(condition, "4 waiting");
            assertThat(signal(condition, 3)).isEqualTo(3);
            Await.until(
                    "three went on",
                    SOON,
                    () -> waiting.stream().filter(f -> f.isDone()).count() == 3);
            LockContract.awaitText(condition, "1 waiting");
            assertThat(signal(condition, 3)).isEqualTo(1);
            assertThat(Endings.values(waiting)).containsOnly(true);
            lock.lock();
            condition.signalAll();
            assertThat(condition.await(30, TimeUnit.MILLISECONDS)).isFalse();
            lock.unlock();
        }
    }

    @Test
    final void e03_afterTimeoutsAConditionIsAsNew() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedCondition condition = lock.newCondition()) {
            assertThat(pool.map((Integer i) -> await(condition, 30), List.of(1, 2)))
                    .containsOnly(false);
            assertThat(signal(condition, 1)).isZero();
            TaskFuture<Boolean> later = pool.submit(() -> await(condition, 40_000));
            LockContract.awaitText(condition, "1 waiting");
            assertThat(signal(condition, 1)).isEqualTo(1);
            assertThat(Endings.value(later)).isTrue();
        }
    }

    @Test
    final void e04_theLockIsHeldAgainHoweverAWaitEnds() throws Exception {
        try (SharedLock lock = SharedLock.create();
                SharedCondition condition = lock.newCondition()) {
            lock.lock();
            long start = System.nanoTime();
            assertThat(condition.await(100, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - start).isBetween(100_000_000L, 600_000_000L);
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            assertThat(condition.awaitNanos(1)).isLessThanOrEqualTo(0);
            Thread.currentThread().interrupt();
            assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                FutureTask<Boolean> waiting = new FutureTask<>(() -> {
                    lock.lock();
                    try {
                        condition.await();
                        return false;
                    } catch (InterruptedException e) {
                        return lock.isHeldByCurrentThread();
                    } finally {
                        lock.unlock();
                    }
                });
                Thread thread = builder.start(waiting);
                LockContract.awaitText(condition, "1 waiting");
                thread.interrupt();
                assertThat(Endings.value(waiting)).isTrue();
            }
            FutureTask<Boolean> patient = new FutureTask<>(() -> {
                lock.lock();
                condition.awaitUninterruptibly();
                lock.unlock();
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = Thread.ofVirtual().start(patient);
            LockContract.awaitText(condition, "1 waiting");
            thread.interrupt();
            assertThat(signal(condition, 1)).isEqualTo(1);
            assertThat(Endings.value(patient)).isTrue();
        }
    }

    @Test
    final void e05_awaitForLooksAgainAfterEachSignal() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedSemaphore seen = SharedSemaphore.create(0);
                SharedCondition condition = lock.newCondition()) {
            TaskFuture<Boolean> waiting = pool.submit(() -> {
                condition.lock().lock();
                try {
                    return condition.awaitFor(
                            () -> {
                                seen.release();
                                return seen.availablePermits() >= 4;
                            },
                            Duration.ofSeconds(40));
                } finally {
                    condition.lock().unlock();
                }
            });
            for (int looks = 1; looks < 4; looks++) {
                int expected = looks;
                Await.until("look " + looks, SOON, () -> seen.availablePermits() == expected);
                LockContract.awaitText(condition, "1 waiting");
                assertThat(signal(condition, 1)).isEqualTo(1);
            }
            assertThat(Endings.value(waiting)).isTrue();
            lock.lock();
            long start = System.nanoTime();
            assertThat(condition.awaitFor(() -> false, Duration.ofMillis(100))).isFalse();
            assertThat(System.nanoTime() - start).isBetween(100_000_000L, 600_000_000L);
            assertThat(condition.awaitFor(() -> true, Duration.ZERO)).isTrue();
            lock.unlock();
        }
    }

    @Test
    final void e06_aReentrantLockIsGivenBackWholeAndRestored() throws Exception {
        try (Pool pool = open();
                SharedReentrantLock lock = SharedReentrantLock.create();
                SharedCondition condition = lock.newCondition()) {
            TaskFuture<Integer> waiting = pool.submit(() -> {
                var own = (SharedReentrantLock) condition.lock();
                own.lock();
                own.lock();
                own.lock();
                boolean signalled = condition.await(40, TimeUnit.SECONDS);
                int holds = own.getHoldCount();
                own.unlock();
                own.unlock();
                own.unlock();
                return signalled ? holds : -1;
            });
            LockContract.awaitText(condition, "1 waiting");
            assertThat(lock.tryLock(20, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.getHoldCount()).isEqualTo(1);
            condition.signalAll();
            lock.unlock();
            assertThat(Endings.value(waiting)).isEqualTo(3);
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void l10_closingALockEndsTheWaitsForItsConditions() throws Exception {
        try (Pool pool = open();
                SharedLock lock = SharedLock.create();
                SharedCondition condition = lock.newCondition()) {
            TaskFuture<Boolean> waiting = pool.submit(() -> await(condition, 40_000));
            LockContract.awaitText(condition, "1 waiting");
            lock.close();
            assertThat(Endings.error(waiting))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThat(condition.isClosed()).isTrue();
        }
    }

    @Test
    final void e07_anEventWakesAllAndStaysSetUntilItIsCleared() throws Exception {
        try (Pool pool = open();
                SharedEvent event = SharedEvent.create()) {
            assertThat(event.isSet()).isFalse();
            assertThat(event.await(20, TimeUnit.MILLISECONDS)).isFalse();
            List<TaskFuture<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(pool.submit(() -> event.await(40, TimeUnit.SECONDS)));
            }
            FutureTask<Boolean> here = start(() -> event.await(40, TimeUnit.SECONDS));
            event.set();
            assertThat(Endings.values(waiting)).containsOnly(true);
            assertThat(Endings.value(here)).isTrue();
            assertThat(Endings.value(pool.submit(() -> event.isSet()))).isTrue();
            event.await();
            Endings.value(pool.submit(() -> event.clear()));
            assertThat(event.isSet()).isFalse();
            assertThat(event.await(0, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    final void e07_setAndClearInQuickSuccessionWakeThoseThatWaitedBefore() throws Exception {
        try (Pool pool = open();
                SharedSemaphore waits = SharedSemaphore.create(0);
                SharedEvent event = SharedEvent.create()) {
            List<java.util.concurrent.Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(pool.submit(() -> awaitMarked(event, waits)));
                waiting.add(start(() -> awaitMarked(event, waits)));
            }
            waits.acquire(4);
            for (var future : waiting) {
                assertThatThrownBy(() -> future.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            }
            event.set();
            event.clear();
            assertThat(Endings.values(waiting)).containsOnly(true);
            assertThat(event.isSet()).isFalse();
        }
    }

    private static boolean awaitMarked(SharedEvent event, SharedSemaphore waits) throws InterruptedException {
        waits.release();
        return event.await(40, TimeUnit.SECONDS);
    }

    @Test
    final void aLatchOpensWhenItsCountIsZero() throws Exception {
        try (Pool pool = open();
                SharedLatch latch = SharedLatch.create(3);
                SharedLatch open = SharedLatch.create(0)) {
            open.await();
            assertThat(latch.await(20, TimeUnit.MILLISECONDS)).isFalse();
            List<TaskFuture<Boolean>> waiting = new ArrayList<>();
            waiting.add(pool.submit(() -> latch.await(40, TimeUnit.SECONDS)));
            FutureTask<Boolean> here = start(() -> latch.await(40, TimeUnit.SECONDS));
            for (int left = 2; left >= 0; left--) {
                assertThat(here.isDone()).isFalse();
                Endings.value(pool.submit(() -> latch.countDown()));
                assertThat(latch.getCount()).isEqualTo(left);
            }
            assertThat(Endings.values(waiting)).containsOnly(true);
            assertThat(Endings.value(here)).isTrue();
            latch.countDown();
            assertThat(latch.getCount()).isZero();
            assertThat(latch.toString()).contains("count 0");
        }
        assertThatThrownBy(() -> SharedLatch.create(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> rounds(SharedBarrier barrier, int rounds)
            throws InterruptedException, BrokenBarrierException {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            indices.add(barrier.await());
        }
        return indices;
    }

    @Test
    final void e08_e09_allPassInLockstepAndTheActionRunsOnceBefore() throws Exception {
        int rounds = 30;
        try (Pool pool = open();
                SharedSemaphore actions = SharedSemaphore.create(0);
                SharedBarrier barrier = SharedBarrier.create(4, () -> actions.release())) {
            assertThat(barrier.getParties()).isEqualTo(4);
            List<java.util.concurrent.Future<List<Integer>>> all = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                all.add(pool.submit(() -> rounds(barrier, rounds)));
            }
            all.add(start(() -> rounds(barrier, rounds)));
            List<Integer> here = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                here.add(barrier.await());
                assertThat(actions.availablePermits()).isBetween(i + 1, i + 2);
            }
            List<List<Integer>> indices = new ArrayList<>(Endings.values(all));
            indices.add(here);
            for (int i = 0; i < rounds; i++) {
                int round = i;
                assertThat(indices.stream().map(of -> of.get(round))).containsExactlyInAnyOrder(0, 1, 2, 3);
            }
            assertThat(actions.availablePermits()).isEqualTo(rounds);
            assertThat(barrier.getNumberWaiting()).isZero();
        }
    }

    @Test
    final void e09_anActionThatThrowsBreaksTheBarrier() throws Exception {
        try (Pool pool = open();
                SharedBarrier barrier = SharedBarrier.create(2, () -> {
                    throw new UnsupportedOperationException("bad action");
                })) {
            TaskFuture<Integer> first = pool.submit(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            assertThatThrownBy(barrier::await)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("bad action");
            assertThat(Endings.error(first, BrokenBarrierException.class)).hasMessageContaining("action");
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @Test
    final void e10_e11_abortTimeoutAndInterruptBreakItUntilAReset() throws Exception {
        try (Pool pool = open();
                SharedBarrier barrier = SharedBarrier.create(3)) {
            FutureTask<Integer> here = start(() -> barrier.await());
            TaskFuture<Integer> there = pool.submit(() -> barrier.await(200, TimeUnit.MILLISECONDS));
            assertThat(Endings.error(there)).isInstanceOf(TimeoutException.class);
            assertThat(Endings.error(here, BrokenBarrierException.class)).hasMessageContaining("time");
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            assertThat(Endings.value(pool.submit(() -> barrier.isBroken()))).isTrue();

            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            TaskFuture<Integer> aborted = pool.submit(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            barrier.abort();
            assertThat(Endings.error(aborted, BrokenBarrierException.class)).hasMessageContaining("abort");
            assertThat(Endings.error(pool.submit(() -> barrier.await()))).isInstanceOf(BrokenBarrierException.class);

            barrier.reset();
            FutureTask<Integer> interrupted = new FutureTask<>(() -> barrier.await());
            Thread thread = Thread.ofVirtual().start(interrupted);
            TaskFuture<Integer> other = pool.submit(() -> barrier.await());
            Await.until("two wait", SOON, () -> barrier.getNumberWaiting() == 2);
            thread.interrupt();
            assertThat(Endings.error(interrupted)).isInstanceOf(InterruptedException.class);
            assertThat(Endings.error(other, BrokenBarrierException.class)).hasMessageContaining("interrupted");

            barrier.reset();
            TaskFuture<Integer> reset = pool.submit(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            Endings.value(pool.submit(() -> barrier.reset()));
            assertThat(Endings.error(reset, BrokenBarrierException.class)).hasMessageContaining("reset");
            assertThat(barrier.isBroken()).isFalse();
            FutureTask<Integer> again = start(() -> barrier.await());
            TaskFuture<Integer> andAgain = pool.submit(() -> barrier.await());
            int last = barrier.await();
            assertThat(List.of(Endings.value(again), Endings.value(andAgain), last))
                    .containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    final void e12_onePartyPassesAtOnce() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(barrier.await()).isZero();
                assertThat(barrier.await(0, TimeUnit.SECONDS)).isZero();
            }
        }
        assertThatThrownBy(() -> SharedBarrier.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parties is 0");
    }

    @Test
    final void e13_itsStateCanBeReadEverywhere() throws Exception {
        try (Pool pool = open();
                SharedBarrier barrier = SharedBarrier.create(2)) {
            FutureTask<Integer> waiting = start(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            assertThat(Endings.value(pool.submit(
                            () -> barrier.getParties() + " " + barrier.getNumberWaiting() + " " + barrier.isBroken())))
                    .isEqualTo("2 1 false");
            assertThat(Endings.value(pool.submit(() -> barrier.toString()))).contains("1 of 2 waiting");
            int _ = barrier.await();
            int _ = Endings.value(waiting);
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void l10_closingEndsTheWaitsForEventsLatchesAndBarriers() throws Exception {
        try (Pool pool = open();
                SharedSemaphore begun = SharedSemaphore.create(0);
                SharedEvent event = SharedEvent.create();
                SharedLatch latch = SharedLatch.create(1);
                SharedBarrier barrier = SharedBarrier.create(3)) {
            TaskFuture<Boolean> one = pool.submit(() -> awaitMarked(event, begun));
            FutureTask<Boolean> two = start(() -> latch.await(40, TimeUnit.SECONDS));
            TaskFuture<Integer> three = pool.submit(() -> barrier.await());
            Await.until("one waits", SOON, () -> barrier.getNumberWaiting() == 1);
            begun.acquire();
            event.close();
            latch.close();
            barrier.close();
            for (var future : List.of(one, two, three)) {
                assertThat(Endings.error(future))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
            assertThatThrownBy(event::set).isInstanceOf(IllegalStateException.class);
            for (Object closed : List.<Object>of(event, latch, barrier)) {
                assertThat(closed.toString()).contains("(closed)");
            }
        }
    }
}
