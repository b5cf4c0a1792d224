package dev.cloister;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A call of a managed object did not end with what the object did: its manager is gone, it took too long, or a limit was reached.
 * What the object itself throws is never one of these: it reaches the caller as itself.
 */
public abstract sealed class ManagerException extends CloisterException
        permits ManagerDiedException, CallTimeoutException, ManagerLimitException {
    @Serial
    private static final long serialVersionUID = 1;

    ManagerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
