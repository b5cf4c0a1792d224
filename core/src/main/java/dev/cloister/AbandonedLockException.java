package dev.cloister;

import java.io.Serial;

/**
 * The process that held a lock died with it: what the lock protects may be half changed. Thrown once, to the next that asks
 * for the lock, which does not hold it then: lock again to look at the data and mend them. Nobody waits for the dead.
 *
 * {@snippet :
 * var lock = dev.cloister.shared.SharedLock.create();
 * try {
 *     lock.lock();
 * } catch (dev.cloister.AbandonedLockException e) {
 *     lock.lock(); // and look whether the data are whole
 * }
 * lock.unlock();
 * }
 */
public final class AbandonedLockException extends SharedObjectException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The message says which lock. */
    public AbandonedLockException(String message) {
        super(message, null);
    }
}
