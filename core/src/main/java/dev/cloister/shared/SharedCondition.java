package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.HubWait;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.ConditionLayout;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a {@link SharedLock} or a {@link SharedReentrantLock}, between threads of any processes. Made by the lock's
 * {@code newCondition()}; a handle of it that travels takes one of its lock along ({@link #lock()}).
 *
 * {@snippet :
 * try (var lock = dev.cloister.shared.SharedLock.create();
 *         var changed = lock.newCondition();
 *         var pool = dev.cloister.Pool.ofProcesses(1)) {
 *     lock.lock();
 *     try {
 *         pool.submit(() -> {
 *             changed.lock().lock();
 *             try {
 *                 changed.signalAll();
 *             } finally {
 *                 changed.lock().unlock();
 *             }
 *         });
 *         changed.await();
 *     } finally {
 *         lock.unlock();
 *     }
 * }
 * }
 *
 * <p>All methods need the lock, held by the calling thread; else they throw {@link IllegalMonitorStateException}. A waiting
 * method gives the lock back as often as it is held, and holds it as often again when it returns or throws, whatever it throws,
 * unless the lock was closed; taking it again can outlast any time limit. Waits do not end for no reason, with one exception: when
 * a process dies that was signalled and did not have the lock again yet, its signal goes to the thread that waits longest. When a
 * waiting process dies nobody notices. If the process that held the lock died meanwhile, a waiting method throws
 * {@link dev.cloister.AbandonedLockException} with the lock held, or runs what the lock's handle has for that. Closing the
 * lock or the condition ends waits with {@link IllegalStateException}.
 *
 * <p>For platform and virtual threads. A wait and a signal that finds somebody cost one round trip to the process of the hub
 * each. Memory: 16 bytes.
 */
@SuppressWarnings("WaitNotInLoop") // the caller's loop
public final class SharedCondition extends SharedObject implements Condition {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient MutexLock lock;

    SharedCondition(Attachment attachment, MutexLock lock) {
        super(attachment);
        this.lock = lock;
    }

    static SharedCondition of(MutexLock lock) {
        return new SharedCondition(
                create(ObjectKind.CONDITION, ConditionLayout.BYTES, lock.open().id()), lock);
    }

    /** The lock that it belongs to: a {@link SharedLock} or a {@link SharedReentrantLock}. */
    public java.util.concurrent.locks.Lock lock() {
        return lock;
    }

    /** Waits for a signal; an interrupt ends the wait. */
    @Override
    public void await() throws InterruptedException {
        boolean _ = awaitUntil(Deadlines.NONE);
    }

    /** Waits for a signal, at most so long; false if the time was up. An interrupt ends the wait. */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitUntil(Deadlines.after(time, unit));
    }

    /** As {@link #await(long, TimeUnit)}; returns what is left of the time, 0 or less if it was up. */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = Deadlines.after(nanos, TimeUnit.NANOSECONDS);
        boolean signalled = awaitUntil(deadline);
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
        try {
            boolean _ = await(Deadlines.NONE, false);
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted; please report this", e);
        }
    }

    /**
     * Waits until the predicate is true, which is looked at now and after each signal with the lock held, and at most so long in
     * all. What the predicate throws comes out of this.
     *
     * @return what the predicate returned last
     */
    public boolean awaitFor(BooleanSupplier predicate, Duration atMost) throws InterruptedException {
        long _ = lock.requireHeld("awaitFor");
        long deadline = Deadlines.after(atMost);
        boolean value = predicate.getAsBoolean();
        while (!value && awaitUntil(deadline)) {
            value = predicate.getAsBoolean();
        }
        return value || predicate.getAsBoolean();
    }

    private boolean awaitUntil(long deadline) throws InterruptedException {
        return await(deadline, true);
    }

    private boolean await(long deadline, boolean interruptible) throws InterruptedException {
        Attachment attachment = open();
        long token = lock.requireHeld("await");
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment);
        }
        try (HubWait wait = HubWait.begin(attachment, ConditionLayout.WAITERS)) {
            long _ = attachment.call(ConditionLayout.BEGUN, 0, 0);
            long holds = lock.takeHolds();
            boolean _ = lock.mutex.unlock();
            try {
                return interruptible ? park(attachment, wait, deadline) : parkUninterruptibly(wait);
            } finally {
                lockAgain(token, holds, wait);
            }
        }
    }

    private static boolean parkUninterruptibly(HubWait wait) {
        int _ = wait.awaitUninterruptibly();
        return true;
    }

    /** Whether it was signalled, which counts even if something else ends the wait at the same time. */
    private static boolean park(Attachment attachment, HubWait wait, long deadline) throws InterruptedException {
        boolean signalled;
        try {
            signalled = wait.await(deadline) != HubWait.TIME_IS_UP || !cancel(attachment, wait);
        } catch (InterruptedException e) {
            if (cancel(attachment, wait)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            signalled = true;
        }
        if (signalled) {
            int _ = wait.awaitUninterruptibly();
        }
        return signalled;
    }

    private static boolean cancel(Attachment attachment, HubWait wait) {
        return attachment.call(ConditionLayout.CANCEL, wait.number(), 0) != 0;
    }

    private void lockAgain(long token, long holds, HubWait wait) {
        try {
            lock.lockAgain(token);
        } finally {
            if (lock.mutex.owner() == token) {
                lock.restoreHolds(holds);
            }
            wait.forget();
        }
    }

    /** Wakes the thread that waits longest, if there is one; later ones do not find anything of it. */
    @Override
    public void signal() {
        int _ = signal(1);
    }

    /** Wakes all that wait now. */
    @Override
    public void signalAll() {
        int _ = signal(Integer.MAX_VALUE);
    }

    /**
     * Wakes those of the threads waiting now that wait longest, at most {@code count}; returns how many.
     *
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public int signal(int count) {
        Attachment attachment = open();
        long _ = lock.requireHeld("signal");
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; at least 1 thread can be signalled");
        }
        if (Words.get(attachment.memory(), ConditionLayout.WAITERS) == 0) {
            return 0;
        }
        return (int) attachment.call(ConditionLayout.SIGNAL, count, 0);
    }

    /** What it is, how many wait, and its lock; as the lock's text, does not wait long. */
    @Override
    public String toString() {
        return isClosed()
                ? attachment() + " (closed)"
                : attachment() + " (" + Words.get(attachment().memory(), ConditionLayout.WAITERS) + " waiting) of "
                        + lock;
    }

    @Override
    int form() {
        return Travelling.CONDITION;
    }

    @Override
    @Nullable
    Object[] details() {
        return new @Nullable Object[] {lock};
    }
}
