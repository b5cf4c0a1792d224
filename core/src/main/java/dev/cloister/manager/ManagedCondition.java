package dev.cloister.manager;

import dev.cloister.internal.manager.LockOperations;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * A condition of a {@link ManagedLock} or a {@link ManagedReentrantLock}, between threads of any processes. Made by the lock's
 * {@code newCondition()}; a handle of it that travels takes one of its lock along ({@link #lock()}).
 *
 * {@snippet :
 * static String next(dev.cloister.manager.ManagedCondition added, dev.cloister.manager.ManagedList<String> words)
 *         throws InterruptedException {
 *     added.lock().lock();
 *     try {
 *         while (words.isEmpty()) {
 *             added.await();
 *         }
 *         return words.removeFirst();
 *     } finally {
 *         added.lock().unlock();
 *     }
 * }
 * }
 *
 * <p>All methods need the lock, held by the calling thread; else they throw {@link IllegalMonitorStateException}. A waiting
 * method gives the lock back as often as it is held, and holds it as often again when it returns or throws, unless the manager is
 * gone; taking it again can outlast any time limit. Waits do not end for no reason, with one exception: when a process is gone that
 * was signalled and was not told yet, its signal goes to the thread that waits longest. When a waiting process dies nobody notices. If the
 * process that held the lock is gone meanwhile, a waiting method throws {@link dev.cloister.AbandonedLockException} with the lock
 * held, or runs what the lock's handle has for that. When the manager is gone, every method throws.
 *
 * <p>For platform and virtual threads. Handles are {@link Serializable}. A wait and a signal are a call to the manager each.
 */
@SuppressWarnings("WaitNotInLoop") // the caller's loop
public final class ManagedCondition implements Condition, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final MutexType lock;
    private final int number;

    ManagedCondition(MutexType lock, int number) {
        this.lock = lock;
        this.number = number;
    }

    /** The lock that it belongs to: a {@link ManagedLock} or a {@link ManagedReentrantLock}. */
    public Lock lock() {
        return lock;
    }

    /** Waits for a signal; an interrupt ends the wait. */
    @Override
    public void await() throws InterruptedException {
        boolean _ = await(Times.NO_LIMIT);
    }

    /** Waits for a signal, at most so long; false if the time was up. An interrupt ends the wait. */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Times.nanos(time, unit));
    }

    /** As {@link #await(long, TimeUnit)}; returns what is left of the time, 0 or less if it was up. */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long most = Times.nanos(nanos, TimeUnit.NANOSECONDS);
        long deadline = System.nanoTime() + most;
        boolean signalled = await(most);
        long left = deadline - System.nanoTime();
        return signalled ? left : Math.min(left, 0);
    }

    /** As {@link #await(long, TimeUnit)}, until this time of day. */
    @Override
    @SuppressWarnings("JavaUtilDate") // the interface's
    public boolean awaitUntil(Date time) throws InterruptedException {
        return await(time.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for a signal, whatever interrupts come; they are kept. */
    @Override
    public void awaitUninterruptibly() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                boolean _ = await(Times.NO_LIMIT);
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the lock is held, so no signal comes before it waits again
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the predicate is true, which is looked at now and after each signal with the lock held, and at most so long in
     * all. What the predicate throws comes out of this.
     *
     * @return what the predicate returned last
     */
    public boolean awaitFor(BooleanSupplier predicate, Duration atMost) throws InterruptedException {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("awaitFor: the calling thread does not hold the " + lock);
        }
        long nanos = Times.nanos(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
        boolean value = predicate.getAsBoolean();
        while (!value && nanos > 0) {
            nanos = awaitNanos(nanos);
            value = predicate.getAsBoolean();
        }
        return value;
    }

    private boolean await(long nanos) throws InterruptedException {
        int ending;
        try {
            ending = lock.operations.await(number, nanos);
        } catch (InterruptedException e) {
            lock.tookAgain(lock.operations.lockAgain());
            throw e;
        }
        int again = (ending & LockOperations.HELD) != 0 ? ending : lock.operations.lockAgain();
        boolean signalled = (ending & LockOperations.SIGNALLED) != 0;
        boolean interrupted = (ending & LockOperations.INTERRUPTED) != 0;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        lock.tookAgain(again);
        if (interrupted && !signalled) {
            boolean _ = Thread.interrupted(); // told by the exception
            throw new InterruptedException("interrupted while waiting for " + this);
        }
        return signalled;
    }

    /** Wakes the thread that waits longest, if there is one; later ones do not find anything of it. */
    @Override
    public void signal() {
        int _ = lock.operations.signal(number, 1);
    }

    /** Wakes all that wait now. */
    @Override
    public void signalAll() {
        int _ = lock.operations.signal(number, Integer.MAX_VALUE);
    }

    /**
     * Wakes those of the threads waiting now that wait longest, at most {@code count}; returns how many.
     *
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public int signal(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; at least 1 thread can be signalled");
        }
        return lock.operations.signal(number, count);
    }

    /** Whether it is the same condition of the same lock. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ManagedCondition condition && condition.number == number && condition.lock.equals(lock);
    }

    @Override
    public int hashCode() {
        return lock.hashCode() * 31 + number;
    }

    /** What it is, how many wait, and its lock. */
    @Override
    public String toString() {
        return "managed condition " + number + " (" + lock.operations.waiting(number) + " waiting) of " + lock;
    }
}
