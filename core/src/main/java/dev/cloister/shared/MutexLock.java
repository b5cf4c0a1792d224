package dev.cloister.shared;

import dev.cloister.AbandonedLockException;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.LockLayout;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.Waits;
import java.io.Serial;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** What a lock and a reentrant lock have in common. */
abstract class MutexLock extends SharedObject implements Lock {
    @Serial
    private static final long serialVersionUID = 1;

    final transient Mutex mutex;
    private final transient Waits.How patiently;
    private final transient Waits.How interruptibly;
    private transient volatile @Nullable Runnable recovery;

    MutexLock(Attachment attachment, Waits.How patiently, Waits.How interruptibly) {
        super(attachment);
        this.mutex = new Mutex(attachment.memory(), 0, attachment);
        this.patiently = patiently;
        this.interruptibly = interruptibly;
    }

    static final long BYTES = LockLayout.BYTES;

    final void recovery(@Nullable Runnable repair) {
        recovery = repair;
    }

    /** Whether the thread holds it already, and now once more. */
    abstract boolean reenter(long token);

    /**
     * Waits until this thread holds the lock, whatever interrupts come; they are kept. Lock is not fair.
     *
     * @throws AbandonedLockException if the process that held it died: the lock is not held then
     * @throws IllegalStateException if it is closed, also meanwhile
     */
    @Override
    public void lock() {
        long token = open().token();
        if (!reenter(token)) {
            took(lockUninterruptibly(token, patiently));
        }
    }

    private Mutex.Outcome lockUninterruptibly(long token, Waits.How how) {
        try {
            return mutex.lock(token, how, Deadlines.NONE);
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted; please report this", e);
        }
    }

    /** As {@link #lock}, but an interrupt ends the wait. */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        long token = open().token();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment());
        }
        if (!reenter(token)) {
            took(mutex.lock(token, interruptibly, Deadlines.NONE));
        }
    }

    /** Takes the lock if it is free; never waits. Throws as {@link #lock} does. */
    @Override
    public boolean tryLock() {
        long token = open().token();
        return reenter(token) || took(mutex.tryLock(token));
    }

    /** As {@link #lockInterruptibly}, but waits no longer than this; false if the time is up. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long token = open().token();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment());
        }
        if (reenter(token)) {
            return true;
        }
        Mutex.Outcome outcome = mutex.tryLock(token);
        if (!outcome.locked() && time > 0) {
            outcome = mutex.lock(token, interruptibly, Deadlines.after(time, unit));
        }
        return took(outcome);
    }

    private boolean took(Mutex.Outcome outcome) {
        if (outcome == Mutex.Outcome.LOCKED_ABANDONED) {
            Runnable repair = recovery;
            if (repair == null) {
                boolean _ = mutex.unlock();
                throw abandoned("The lock is free again: lock it, look at what it protects, and mend that");
            }
            mend(repair);
        }
        return outcome.locked();
    }

    private AbandonedLockException abandoned(String advice) {
        return new AbandonedLockException("the process that held " + attachment()
                + " died; what the lock protects may be half changed. " + advice);
    }

    /** Runs it with the lock held; if it fails, the next to lock is told again. */
    private void mend(Runnable repair) {
        boolean mended = false;
        try {
            repair.run();
            mended = true;
        } finally {
            if (!mended) {
                letGo();
                mutex.abandon();
            }
        }
    }

    /** Before the lock is freed whole: forgets how often it is held. */
    abstract void letGo();

    /** For a condition, by the holder: how often it is held beyond once, which it is not any more. */
    long takeHolds() {
        return 0;
    }

    /** Undoes {@link #takeHolds}. */
    void restoreHolds(long more) {}

    /** After a wait for a condition: holds the lock in any case, and throws if the holder before it died. */
    final void lockAgain(long token) {
        if (lockUninterruptibly(token, Waits.How.HOLDER_UNINTERRUPTIBLY) == Mutex.Outcome.LOCKED_ABANDONED) {
            Runnable repair = recovery;
            if (repair == null) {
                throw abandoned("This thread holds the lock: look at what it protects, and mend that");
            }
            mend(repair);
        }
    }

    /** Throws unless the calling thread holds it. */
    final long requireHeld(String operation) {
        long token = open().token();
        if (mutex.owner() != token) {
            throw notHeld(operation);
        }
        return token;
    }

    final IllegalMonitorStateException notHeld(String operation) {
        return new IllegalMonitorStateException(
                operation + ": thread " + Thread.currentThread().threadId() + " of process "
                        + ProcessHandle.current().pid() + " does not hold " + this + "; lock it first");
    }

    /** Whether some thread of some process holds it just now; never waits. */
    public final boolean isLocked() {
        Attachment _ = open();
        return mutex.owner() != 0;
    }

    /** Whether the calling thread holds it; never waits. */
    public final boolean isHeldByCurrentThread() {
        return mutex.owner() == open().token();
    }

    /**
     * A condition of this lock: an object of its own, which can travel as the lock can, and which ends with the lock.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    @Override
    public final SharedCondition newCondition() {
        return SharedCondition.of(this);
    }

    /** What it is, and who holds it; does not wait for anybody who could be dead or stopped longer than 0.1 s. */
    @Override
    public final String toString() {
        if (isClosed()) {
            return attachment() + " (closed)";
        }
        long owner = mutex.owner();
        if (owner == 0) {
            return attachment() + (mutex.isAbandoned() ? " (free; the last process that held it died)" : " (free)");
        }
        return attachment() + " (held by " + attachment().member().describe(owner) + ")";
    }
}
