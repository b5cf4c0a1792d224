package dev.cloister.manager;

import dev.cloister.internal.manager.LockOperations;
import java.io.Serial;

/**
 * A lock that lives at a manager, between threads of any processes that use it, that its holder can lock again, and that its holder
 * alone can release, with as many {@link #unlock} as there were locks.
 *
 * {@snippet :
 * static void twice(dev.cloister.manager.ManagedReentrantLock lock) {
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
 * <p>When the process that holds it dies or leaves the manager, the lock is free at once: the next that asks for it, by whatever method,
 * gets an {@link dev.cloister.AbandonedLockException} and does not hold it, and after that the lock works as ever; see {@link #onAbandoned}
 * for the alternative. When a waiting process dies nobody notices. A thread that ends while it holds the lock, in a process that goes on,
 * holds it for ever. When the manager is gone, every method throws.
 *
 * <p>Not fair. To lock and to unlock is a call to the manager each, atomic. For platform and virtual threads. Handles are {@link
 * java.io.Serializable}: what arrives is a handle on the same lock.
 */
public final class ManagedReentrantLock extends MutexType {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedReentrantLock(LockOperations operations) {
        super(operations);
    }

    /**
     * From now on, when a thread of this process takes the lock by this handle and the process that held it before is gone, it runs this
     * while it holds the lock, before the locking method returns normally, instead of an {@code AbandonedLockException}. What it
     * throws comes out of the locking method; then the lock is free, and the next to take it is told again. Belongs to this
     * handle and does not travel with it.
     *
     * @param repair looks at what the lock protects and mends it
     * @return this handle
     */
    public ManagedReentrantLock onAbandoned(Runnable repair) {
        recovery(repair);
        return this;
    }

    /**
     * Gives back one hold; with the last of them the lock is free.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold it
     */
    @Override
    public void unlock() {
        super.unlock();
    }

    /** How often the calling thread holds it; 0 if it does not. */
    public int getHoldCount() {
        return operations.holdCount();
    }

    /** What it is, and who holds it. */
    @Override
    public String toString() {
        return "managed reentrant lock (" + operations.holder() + ")";
    }
}
