package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.LockLayout;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;

/**
 * A lock between threads of any processes that its holder can lock again, and that its holder alone can release, with as many
 * {@link #unlock} as there were locks.
 *
 * {@snippet :
 * try (var lock = dev.cloister.shared.SharedReentrantLock.create()) {
 *     lock.lock();
 *     try {
 *         lock.lock(); // does not wait
 *         lock.unlock();
 *     } finally {
 *         lock.unlock();
 *     }
 * }
 * }
 *
 * <p>When the process that holds it dies or exits, the lock is free at once: the next that asks for it, by whatever method, gets
 * an {@link dev.cloister.AbandonedLockException} and does not hold it, and after that the lock works as ever; see
 * {@link #onAbandoned} for the alternative. A thread that ends while it holds the lock, in a process that goes on, holds it
 * for ever.
 *
 * <p>A wait without a deadline that would close a circle of such waits, in one process or several, is refused: the locking method
 * throws a {@link dev.cloister.DeadlockException} with the stacks of all threads of the circle, and the lock is not held. Waits
 * with a deadline are never refused, nor waits within a condition.
 *
 * <p>Not fair: who comes at the right moment can overtake those that wait. For platform and virtual threads. Handles are
 * {@link Serializable} within a program and its workers. Memory: 24 bytes.
 */
public final class SharedReentrantLock extends MutexLock {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient MemorySegment memory;

    SharedReentrantLock(Attachment attachment) {
        super(attachment, Waits.How.OWNER_UNINTERRUPTIBLY, Waits.How.OWNER);
        this.memory = attachment.memory();
    }

    /**
     * A new one, free.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedReentrantLock create() {
        return new SharedReentrantLock(create(ObjectKind.REENTRANT_LOCK, BYTES, 0));
    }

    /**
     * From now on, when a thread of this process takes the lock by this handle and the holder before it had died, it runs this
     * while it holds the lock, before the locking method returns normally, instead of an {@code AbandonedLockException}. What it
     * throws comes out of the locking method; then the lock is free, and the next to take it is told again. Belongs to this
     * handle and does not travel with it.
     *
     * @param repair looks at what the lock protects and mends it
     * @return this handle
     */
    public SharedReentrantLock onAbandoned(Runnable repair) {
        recovery(repair);
        return this;
    }

    @Override
    boolean reenter(long token) {
        if (mutex.owner() != token) {
            return false;
        }
        long more = moreHolds();
        if (more >= Integer.MAX_VALUE - 1) {
            throw new IllegalStateException(
                    attachment() + " is held " + (more + 1) + " times by this thread, which is the most");
        }
        Words.set(memory, LockLayout.MORE_HOLDS, more + 1);
        return true;
    }

    /**
     * Gives back one hold; with the last of them the lock is free.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold it
     */
    @Override
    public void unlock() {
        long token = open().token();
        if (mutex.owner() != token) {
            throw notHeld("unlock");
        }
        long more = moreHolds();
        if (more > 0) {
            Words.set(memory, LockLayout.MORE_HOLDS, more - 1);
        } else {
            boolean _ = mutex.unlock();
        }
    }

    /** How often the calling thread holds it; 0 if it does not. Never waits. */
    public int getHoldCount() {
        return isHeldByCurrentThread() ? (int) moreHolds() + 1 : 0;
    }

    private long moreHolds() {
        return Words.getPlain(memory, LockLayout.MORE_HOLDS);
    }

    @Override
    void letGo() {
        if (moreHolds() != 0) {
            Words.set(memory, LockLayout.MORE_HOLDS, 0);
        }
    }

    /** For a condition, by the holder: how often it is held beyond once. */
    @Override
    long takeHolds() {
        long more = moreHolds();
        letGo();
        return more;
    }

    @Override
    void restoreHolds(long more) {
        if (more != 0) {
            Words.set(memory, LockLayout.MORE_HOLDS, more);
        }
    }

    @Override
    int form() {
        return Travelling.REENTRANT_LOCK;
    }
}
