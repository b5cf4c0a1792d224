package dev.cloister;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A shared object was not created, because there is not enough space where shared memory lives ({@code /dev/shm} on Linux).
 * Nothing was taken: its space is reserved before it is used, so a full file system never ends a process.
 *
 * {@snippet :
 * try {
 *     dev.cloister.shared.SharedLock.create();
 * } catch (dev.cloister.OutOfSharedMemoryException e) {
 *     System.err.println(e.needed() + " bytes are needed, " + e.free() + " are free");
 * }
 * }
 */
public final class OutOfSharedMemoryException extends SharedObjectException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long needed;
    private final long free;

    /** Sizes are in bytes. */
    public OutOfSharedMemoryException(String message, long needed, long free, @Nullable Throwable cause) {
        super(message, cause);
        this.needed = needed;
        this.free = free;
    }

    /** How many bytes were asked for. */
    public long needed() {
        return needed;
    }

    /** How many bytes were free. */
    public long free() {
        return free;
    }
}
