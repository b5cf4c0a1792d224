package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Holdings;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/**
 * A count of permits that threads of any processes acquire and release. Methods as in {@link java.util.concurrent.Semaphore};
 * not fair, and who asks for many permits can be overtaken by those who ask for few.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(4);
 *         var downloads = dev.cloister.shared.SharedSemaphore.bounded(2)) {
 *     pool.map((Integer page) -> {
 *         downloads.acquire();
 *         try {
 *             return page * page; // never more than two at a time
 *         } finally {
 *             downloads.release();
 *         }
 *     }, java.util.List.of(1, 2, 3, 4, 5));
 * }
 * }
 *
 * <p>When a process dies or exits, the permits that it holds come back at once: those that its threads acquired, less those
 * that its threads released, if that is more than 0. So a permit is best released in the process that acquired it; a process
 * that only acquires, because others release, gives all that it ever took back when it ends. When a waiting process dies nobody
 * notices. At most 510 processes can hold permits of one semaphore at the same time. For platform and virtual threads.
 * Closing it ends waits with {@link IllegalStateException}. Handles are {@link Serializable} within a program and its workers.
 * Memory: 8 KiB.
 */
public final class SharedSemaphore extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** How long a thread looks again before it waits at the hub. */
    private static final long SPIN_NANOS = 10_000;

    private final transient Holdings permits;

    SharedSemaphore(Attachment attachment) {
        super(attachment);
        this.permits = new Holdings(
                attachment.memory(), 0, attachment, attachment.member().number());
    }

    /**
     * One with so many permits at first; more can be released than were acquired.
     *
     * @param permits 0 or more
     * @throws IllegalArgumentException if there are less than 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedSemaphore create(int permits) {
        return create(permits, Integer.MAX_VALUE);
    }

    /**
     * One with so many permits, which it never has more of: a release too many throws {@link IllegalStateException}.
     *
     * @param permits 0 or more
     * @throws IllegalArgumentException if there are less than 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedSemaphore bounded(int permits) {
        return create(permits, permits);
    }

    private static SharedSemaphore create(int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits is " + permits + "; a semaphore has 0 or more");
        }
        SharedSemaphore semaphore = new SharedSemaphore(create(ObjectKind.SEMAPHORE, Holdings.BYTES, 0));
        semaphore.permits.begin(permits, bound);
        return semaphore;
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
        boolean _ = acquire(count, Deadlines.NONE, Waits.How.AT_LEAST);
    }

    /** As {@link #acquire()}, whatever interrupts come; they are kept. */
    public void acquireUninterruptibly() {
        try {
            boolean _ = acquire(1, Deadlines.NONE, Waits.How.AT_LEAST_UNINTERRUPTIBLY);
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted; please report this", e);
        }
    }

    /** Takes a permit if there is one; never waits. */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** Takes so many permits if there are so many; never waits. */
    public boolean tryAcquire(int count) {
        return take(open(), check(count));
    }

    /** As {@link #acquire()}, at most so long; false if the time was up. */
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, time, unit);
    }

    /** As {@link #acquire(int)}, at most so long; false if the time was up. */
    public boolean tryAcquire(int count, long time, TimeUnit unit) throws InterruptedException {
        return acquire(count, Deadlines.after(time, unit), Waits.How.AT_LEAST);
    }

    private int check(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; at least 1 permit can be acquired or released");
        }
        if (count > permits.bound()) {
            throw new IllegalArgumentException("count is " + count + ", but " + attachment() + " never has more than "
                    + permits.bound() + " permits");
        }
        return count;
    }

    private boolean acquire(int count, long deadline, Waits.How how) throws InterruptedException {
        Attachment attachment = open();
        int wanted = check(count);
        if (how.interruptible() && Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment);
        }
        if (take(attachment, wanted)) {
            return true;
        }
        if (Deadlines.isOver(deadline)) {
            return false;
        }
        spin(wanted);
        while (!take(attachment, wanted)) {
            if (!attachment.await(permits.word(), permits.waiters(), wanted, how, deadline)) {
                return take(attachment, wanted);
            }
        }
        return true;
    }

    private void spin(int wanted) {
        long start = System.nanoTime();
        while (permits.count() < wanted && System.nanoTime() - start < SPIN_NANOS) {
            Thread.onSpinWait();
        }
    }

    private boolean take(Attachment attachment, int count) {
        if (permits.count() < count) {
            return false;
        }
        permits.lock(attachment.token());
        try {
            long available = permits.count();
            if (available < count) {
                return false;
            }
            if (!permits.change(available - count, permits.own() + count)) {
                throw new IllegalStateException("the permits of " + attachment + " are held by " + Holdings.MAX_HOLDERS
                        + " processes, which is the most; use fewer processes, or a semaphore for each group of them");
            }
            return true;
        } finally {
            permits.unlock();
        }
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
        Attachment attachment = open();
        give(attachment, check(count));
        if (Words.get(attachment.memory(), permits.waiters()) != 0) {
            attachment.wake(permits.word(), Integer.MAX_VALUE);
        }
    }

    private void give(Attachment attachment, int count) {
        permits.lock(attachment.token());
        try {
            long available = permits.count();
            if (available + count > permits.bound()) {
                throw new IllegalStateException("release of " + count + " permits: " + attachment + " has " + available
                        + " already, and never has more than " + permits.bound() + "; was one released twice?");
            }
            boolean _ = permits.change(available + count, Math.max(0, permits.own() - count));
        } finally {
            permits.unlock();
        }
    }

    /** How many permits can be acquired just now. Never waits. */
    public int availablePermits() {
        Attachment _ = open();
        return (int) permits.count();
    }

    /** What it is, and how many permits there are; never waits. */
    @Override
    public String toString() {
        return attachment() + (isClosed() ? " (closed)" : " (" + permits.count() + " permits available)");
    }

    @Override
    int form() {
        return Travelling.SEMAPHORE;
    }
}
