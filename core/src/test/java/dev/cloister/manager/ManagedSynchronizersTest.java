package dev.cloister.manager;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.internal.manager.BarrierServant;
import dev.cloister.internal.manager.Delivery;
import dev.cloister.internal.manager.EventServant;
import dev.cloister.internal.manager.SemaphoreServant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Managed semaphores, events and barriers, and what becomes of them when processes are gone. */
@Timeout(30)
class ManagedSynchronizersTest {
    private final FakeProcess seven = new FakeProcess(7);
    private final FakeProcess eight = new FakeProcess(8);

    @Test
    void aSemaphoreCountsAndABoundedOneHasABound() throws Exception {
        ManagedSemaphore semaphore = new ManagedSemaphore(new SemaphoreServant(2, 2));
        semaphore.acquire(2);
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(1, MILLISECONDS)).isFalse();
        semaphore.release(2);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(semaphore::release);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> semaphore.release(0));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> semaphore.acquire(3));
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(semaphore.toString()).isEqualTo("managed semaphore (2 of 2 permits available)");
        ManagedSemaphore unbounded = new ManagedSemaphore(new SemaphoreServant(0, Integer.MAX_VALUE));
        unbounded.release(5);
        unbounded.acquireUninterruptibly();
        assertThat(unbounded.availablePermits()).isEqualTo(4);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new SemaphoreServant(-1, 1));
    }

    @Test
    void neverMoreInsideThanPermits() throws Exception {
        ManagedSemaphore semaphore = new ManagedSemaphore(new SemaphoreServant(2, 2));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(seven.start(i, () -> {
                for (int n = 0; n < 50; n++) {
                    semaphore.acquire();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    semaphore.release();
                }
                return null;
            }));
        }
        for (FutureTask<Object> task : tasks) {
            FakeProcess.get(task);
        }
        assertThat(most).hasValueBetween(1, 2);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void thePermitsOfAProcessThatIsGoneComeBack() throws Exception {
        SemaphoreServant servant = new SemaphoreServant(3, 3);
        ManagedSemaphore semaphore = new ManagedSemaphore(servant);
        assertThat(seven.test(1, () -> semaphore.tryAcquire(2))).isTrue();
        assertThat(seven.test(2, () -> semaphore.tryAcquire(1))).isTrue();
        semaphore.release(); // for the other
        FutureTask<Boolean> waiter = eight.start(1, () -> semaphore.tryAcquire(3, 10, SECONDS));
        FutureTask<Object> gone = seven.start(3, () -> {
            semaphore.acquire(2);
            return null;
        });
        FakeProcess.until(() -> eight.last().getState() == Thread.State.TIMED_WAITING
                && seven.last().getState() == Thread.State.WAITING);
        seven.die(servant);
        assertThat(gone.isDone()).isTrue();
        assertThat(FakeProcess.get(waiter)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void permitsThatDidNotArriveComeBack() throws Exception {
        ManagedSemaphore semaphore = new ManagedSemaphore(new SemaphoreServant(1, 1));
        seven.call(1, () -> {
                    semaphore.acquire();
                    return Delivery.undo();
                })
                .run();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void anEventStaysSetUntilItIsCleared() throws Exception {
        ManagedEvent event = new ManagedEvent(new EventServant());
        assertThat(event.await(1, MILLISECONDS)).isFalse();
        FutureTask<Boolean> waiter = seven.start(1, () -> event.await(10, SECONDS));
        FakeProcess.until(() -> seven.last().getState() == Thread.State.TIMED_WAITING);
        event.set();
        event.clear();
        assertThat(FakeProcess.get(waiter)).as("set and cleared at once").isTrue();
        assertThat(event.isSet()).isFalse();
        event.set();
        event.set();
        event.await();
        assertThat(event.await(0, SECONDS)).isTrue();
        assertThat(event.toString()).isEqualTo("managed event (set)");
    }

    @Test
    void aBarrierIsPassedRoundAfterRound() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        ManagedBarrier barrier = new ManagedBarrier(new BarrierServant(3, rounds::incrementAndGet));
        List<FutureTask<List<Integer>>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(new FakeProcess(i + 1).start(1, () -> {
                List<Integer> places = new ArrayList<>();
                for (int n = 1; n <= 20; n++) {
                    places.add(barrier.await());
                    assertThat(rounds.get()).isBetween(n, n + 1);
                }
                return places;
            }));
        }
        int[] sums = new int[20];
        for (FutureTask<List<Integer>> task : tasks) {
            List<Integer> places = FakeProcess.get(task);
            for (int n = 0; n < 20; n++) {
                sums[n] += 1 << places.get(n);
            }
        }
        assertThat(sums).as("each place once in each round").containsOnly(7);
        assertThat(rounds).hasValue(20);
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    @Test
    void oneParty() throws Exception {
        ManagedBarrier barrier = new ManagedBarrier(new BarrierServant(1, null));
        assertThat(barrier.await()).isZero();
        assertThat(barrier.await()).isZero();
        assertThat(barrier.getParties()).isEqualTo(1);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new BarrierServant(0, null));
    }

    private static FutureTask<Integer> arrive(FakeProcess process, ManagedBarrier barrier, int waiting) {
        FutureTask<Integer> task = process.start(waiting, barrier::await);
        FakeProcess.until(() -> barrier.getNumberWaiting() == waiting);
        return task;
    }

    private static void assertBroken(FutureTask<Integer> waiter, String why) {
        assertThatExceptionOfType(BrokenBarrierException.class)
                .isThrownBy(() -> FakeProcess.get(waiter))
                .withMessageContaining(why);
    }

    @Test
    void abortTimeAndInterruptsBreakABarrierUntilItIsReset() throws Exception {
        ManagedBarrier barrier = new ManagedBarrier(new BarrierServant(3, null));
        FutureTask<Integer> first = arrive(seven, barrier, 1);
        barrier.abort();
        assertBroken(first, "aborted");
        assertThat(barrier.isBroken()).isTrue();
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(barrier::await);
        barrier.reset();
        FutureTask<Integer> second = arrive(seven, barrier, 1);
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> barrier.await(1, MILLISECONDS));
        assertBroken(second, "time");
        barrier.reset();
        FutureTask<Integer> third = arrive(seven, barrier, 1);
        FutureTask<Integer> fourth = arrive(eight, barrier, 2);
        eight.last().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> FakeProcess.get(fourth));
        assertBroken(third, "interrupted");
        barrier.reset();
        FutureTask<Integer> fifth = arrive(seven, barrier, 1);
        barrier.reset();
        assertBroken(fifth, "reset");
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.toString()).isEqualTo("managed barrier (0 of 3 waiting)");
    }

    @Test
    void anActionThatThrowsBreaksIt() throws Exception {
        ManagedBarrier barrier = new ManagedBarrier(new BarrierServant(2, () -> {
            throw new UnsupportedOperationException("no");
        }));
        FutureTask<Integer> first = arrive(seven, barrier, 1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(barrier::await)
                .withMessage("no");
        assertBroken(first, "action");
    }

    @Test
    void theLivingDoNotWaitForTheDead() throws Exception {
        BarrierServant servant = new BarrierServant(2, null);
        ManagedBarrier barrier = new ManagedBarrier(servant);
        FutureTask<Integer> first = arrive(seven, barrier, 1);
        FutureTask<Integer> last = eight.start(1, barrier::await);
        assertThat(FakeProcess.get(last)).isZero();
        assertThat(FakeProcess.get(first)).isEqualTo(1);
        FutureTask<Integer> next = arrive(eight, barrier, 1);
        seven.die(servant);
        assertBroken(next, "client 7");
        assertThat(barrier.isBroken()).isTrue();
        eight.die(servant);
        assertThat(barrier.isBroken()).as("all are gone").isFalse();
        FakeProcess nine = new FakeProcess(9);
        FutureTask<Integer> waits = arrive(nine, barrier, 1);
        nine.die(servant);
        assertThat(waits.isDone()).isTrue();
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void whoLeavesInOrderBreaksNothing() throws Exception {
        BarrierServant servant = new BarrierServant(2, null);
        ManagedBarrier barrier = new ManagedBarrier(servant);
        FutureTask<Integer> first = arrive(seven, barrier, 1);
        assertThat(barrier.await()).isZero();
        assertThat(FakeProcess.get(first)).isEqualTo(1);
        FutureTask<Integer> second = arrive(eight, barrier, 1);
        seven.leave(servant);
        assertThat(barrier.await()).isZero();
        assertThat(FakeProcess.get(second)).isEqualTo(1);
    }
}
