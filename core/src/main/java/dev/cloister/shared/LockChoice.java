package dev.cloister.shared;

import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which lock an object has.
 *
 * @param own one in its own memory
 * @param other one of its own kind; null if there is none
 */
record LockChoice(boolean own, @Nullable SharedLock other) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    static final LockChoice OWN = new LockChoice(true, null);
    static final LockChoice NONE = new LockChoice(false, null);

    static LockChoice of(SharedLock lock) {
        return new LockChoice(false, Objects.requireNonNull(lock, "lock"));
    }
}
