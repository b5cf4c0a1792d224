package dev.cloister;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a shared object that its user has to know: another process died in the middle, threads would wait for
 * each other, or there is no memory.
 *
 * {@snippet :
 * var lock = dev.cloister.shared.SharedLock.create();
 * try {
 *     lock.lock();
 *     lock.unlock();
 * } catch (dev.cloister.SharedObjectException e) {
 *     System.err.println(e.getMessage());
 * }
 * }
 */
public abstract sealed class SharedObjectException extends CloisterException
        permits AbandonedLockException, DeadlockException, OutOfSharedMemoryException, ParticipantDiedException {
    @Serial
    private static final long serialVersionUID = 1;

    SharedObjectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
