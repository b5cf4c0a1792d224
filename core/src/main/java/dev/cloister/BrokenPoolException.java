package dev.cloister;

import org.jspecify.annotations.Nullable;

/**
 * The pool cannot start workers any more: more starts failed than its {@link RestartIntensity} forgives. Its pending
 * and later tasks fail with this; the cause is the first failed start.
 *
 * {@snippet :
 * static boolean hopeless(Throwable error) {
 *     return error instanceof dev.cloister.BrokenPoolException;
 * }
 * }
 */
public final class BrokenPoolException extends CloisterException {
    private static final long serialVersionUID = 1;

    /** Creates one with the first failure as its cause. */
    public BrokenPoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
