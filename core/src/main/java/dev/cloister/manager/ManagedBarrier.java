package dev.cloister.manager;

import dev.cloister.internal.manager.BarrierOperations;
import java.io.Serial;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A place at a manager where a fixed number of threads of any processes wait for each other, round after round. Methods as in
 * {@link java.util.concurrent.CyclicBarrier}. An action that it was made with runs at the manager, once in each round, before anyone goes on.
 *
 * {@snippet :
 * static void work(dev.cloister.manager.ManagedBarrier step) throws Exception {
 *     for (int i = 0; i < 10; i++) {
 *         step.await(); // all have done step i
 *     }
 * }
 * }
 *
 * <p>It breaks when a thread that waits is interrupted or its time is up, when the action throws, by {@link #abort()}, and when a
 * process dies of which threads have come to it since it was made or reset: all that wait get a {@link
 * BrokenBarrierException}, and so do all that come, until {@link #reset()} or until all processes that had come are gone. So the living
 * do not wait for the dead. A process that leaves the manager in order while none of its threads waits breaks nothing. When the
 * manager is gone, every method throws.
 *
 * <p>Each method is one call to the manager, and atomic. For platform and virtual threads. Handles are {@link java.io.Serializable}: what
 * arrives is a handle on the same barrier.
 */
public final class ManagedBarrier extends StandardType<BarrierOperations> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedBarrier(BarrierOperations operations) {
        super(operations);
    }

    /**
     * Waits until all have come.
     *
     * @return how many were still missing when this thread came: each number from 0 (the last) below the number of parties once
     *     in each round
     * @throws InterruptedException if this thread was interrupted: the barrier is broken now
     * @throws BrokenBarrierException if it is broken or becomes so, or was reset; the message says why
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return operations.await(Times.NO_LIMIT);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a deadline timed out; please report this", e);
        }
    }

    /**
     * As {@link #await()}, at most so long.
     *
     * @throws TimeoutException if the time was up: the barrier is broken now
     */
    public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return operations.await(Times.nanos(time, unit));
    }

    /** Breaks it, for all that wait and all that come. */
    public void abort() {
        operations.abort();
    }

    /** Makes it as new; threads that wait get a {@link BrokenBarrierException}. */
    public void reset() {
        operations.reset();
    }

    /** How many threads have to come. */
    public int getParties() {
        return operations.parties();
    }

    /** How many threads wait just now. */
    public int getNumberWaiting() {
        return operations.waiting();
    }

    /** Whether it is broken. */
    public boolean isBroken() {
        return operations.isBroken();
    }

    /** What it is, and how many wait. */
    @Override
    public String toString() {
        return "managed barrier (" + getNumberWaiting() + " of " + getParties() + " waiting"
                + (isBroken() ? ", broken)" : ")");
    }
}
