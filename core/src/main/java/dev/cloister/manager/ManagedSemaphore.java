package dev.cloister.manager;

import dev.cloister.internal.manager.SemaphoreOperations;
import java.io.Serial;
import java.util.concurrent.TimeUnit;

/**
 * A count of permits that lives at a manager, and that threads of any processes acquire and release; bounded, if it was made so:
 * then there are never more than at first. Methods as in {@link java.util.concurrent.Semaphore}; not fair, and who asks for many permits
 * can be overtaken by those who ask for few.
 *
 * {@snippet :
 * static void download(dev.cloister.manager.ManagedSemaphore downloads, Runnable one) throws InterruptedException {
 *     downloads.acquire();
 *     try {
 *         one.run();
 *     } finally {
 *         downloads.release();
 *     }
 * }
 * }
 *
 * <p>When a process dies or leaves the manager, the permits that it holds come back at once: those that its threads acquired, less
 * those that its threads released, if that is more than 0. So a permit is best released in the process that acquired it. When a
 * waiting process dies nobody notices. When the manager is gone, every method throws.
 *
 * <p>Each method is one call to the manager, and atomic. For platform and virtual threads. Handles are {@link java.io.Serializable}: what
 * arrives is a handle on the same semaphore.
 */
public final class ManagedSemaphore extends StandardType<SemaphoreOperations> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedSemaphore(SemaphoreOperations operations) {
        super(operations);
    }

    /** Waits for a permit and takes it; an interrupt ends the wait. */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Waits until there are so many permits at once and takes them; an interrupt ends the wait.
     *
     * @throws IllegalArgumentException if {@code count} is below 1, or above what a bounded semaphore has
     */
    public void acquire(int count) throws InterruptedException {
        boolean _ = operations.acquire(count, Times.NO_LIMIT);
    }

    /** As {@link #acquire()}, whatever interrupts come; they are kept. */
    public void acquireUninterruptibly() {
        operations.acquireUninterruptibly(1);
    }

    /** Takes a permit if there is one; does not wait for one. */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** Takes so many permits if there are so many; does not wait for them. */
    public boolean tryAcquire(int count) {
        return operations.tryAcquire(count);
    }

    /** As {@link #acquire()}, at most so long; false if the time was up. */
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, time, unit);
    }

    /** As {@link #acquire(int)}, at most so long; false if the time was up. */
    public boolean tryAcquire(int count, long time, TimeUnit unit) throws InterruptedException {
        return operations.acquire(count, Times.nanos(time, unit));
    }

    /** Gives a permit back, whoever acquired it. */
    public void release() {
        release(1);
    }

    /**
     * Gives so many permits back, whoever acquired them.
     *
     * @throws IllegalArgumentException if {@code count} is below 1, or above what a bounded semaphore has
     * @throws IllegalStateException if there would be more than at first, in a bounded semaphore, or more than
     *     {@link Integer#MAX_VALUE}; nothing changes then
     */
    public void release(int count) {
        operations.release(count);
    }

    /** How many permits there are just now. */
    public int availablePermits() {
        return operations.available();
    }

    /** What it is, and how many permits there are. */
    @Override
    public String toString() {
        int bound = operations.bound();
        return "managed semaphore (" + availablePermits() + (bound == Integer.MAX_VALUE ? "" : " of " + bound)
                + " permits available)";
    }
}
