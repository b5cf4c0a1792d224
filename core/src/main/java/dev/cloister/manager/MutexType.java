package dev.cloister.manager;

import dev.cloister.AbandonedLockException;
import dev.cloister.internal.manager.LockOperations;
import java.io.Serial;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** What a managed lock and a reentrant one have in common. */
abstract class MutexType extends StandardType<LockOperations> implements Lock {
    @Serial
    private static final long serialVersionUID = 1;

    private transient volatile @Nullable Runnable recovery;

    MutexType(LockOperations operations) {
        super(operations);
    }

    final void recovery(Runnable repair) {
        recovery = repair;
    }

    /**
     * Waits until this thread holds the lock, whatever interrupts come; they are kept. Not fair.
     *
     * @throws AbandonedLockException if the process that held it is gone: the lock is not held then
     */
    @Override
    public void lock() {
        boolean _ = took(operations.lockUninterruptibly());
    }

    /** As {@link #lock}, but an interrupt ends the wait. */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        boolean _ = took(operations.lock(Times.NO_LIMIT));
    }

    /** Takes the lock if it is free; never waits for its holder. Throws as {@link #lock} does. */
    @Override
    public boolean tryLock() {
        return took(operations.tryLock());
    }

    /** As {@link #lockInterruptibly}, but waits no longer than this; false if the time is up. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return took(operations.lock(Times.nanos(time, unit)));
    }

    private boolean took(int outcome) {
        if ((outcome & LockOperations.ABANDONED) != 0) {
            Runnable repair = recovery;
            if (repair == null) {
                operations.unlock();
                throw abandoned("The lock is free again: lock it, look at what it protects, and mend that");
            }
            mend(repair);
        }
        return outcome != 0;
    }

    /** Within a condition: the lock is held in any case. */
    final void tookAgain(int outcome) {
        if ((outcome & LockOperations.ABANDONED) != 0) {
            Runnable repair = recovery;
            if (repair == null) {
                throw abandoned("This thread holds the lock: look at what it protects, and mend that");
            }
            mend(repair);
        }
    }

    private static AbandonedLockException abandoned(String advice) {
        return new AbandonedLockException(
                "the process that held the managed lock is gone; what the lock protects may be half changed. "
                        + advice);
    }

    /** Runs it with the lock held; if it fails, the next to lock is told again. */
    private void mend(Runnable repair) {
        boolean mended = false;
        try {
            repair.run();
            mended = true;
        } finally {
            if (!mended) {
                operations.abandon();
            }
        }
    }

    /** Gives the lock back. */
    @Override
    public void unlock() {
        operations.unlock();
    }

    /** Whether some thread of some process holds it just now. */
    public final boolean isLocked() {
        return operations.isLocked();
    }

    /** Whether the calling thread holds it. */
    public final boolean isHeldByCurrentThread() {
        return operations.holdCount() != 0;
    }

    /** A condition of this lock, which can travel as the lock can, and which lives as long as the lock. */
    @Override
    public final ManagedCondition newCondition() {
        return new ManagedCondition(this, operations.newCondition());
    }
}
