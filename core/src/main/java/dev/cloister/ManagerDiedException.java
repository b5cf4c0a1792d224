package dev.cloister;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The process that a manager ran in has ended, or cannot be reached any more, and with it all its objects. A call that was under
 * way may have been done or not. Every waiting and every later call throws this at once.
 *
 * {@snippet :
 * try (var manager = dev.cloister.manager.Manager.open()) {
 *     manager.map().put("a", 1);
 * } catch (dev.cloister.ManagerDiedException e) {
 *     System.err.println(e.getMessage());
 * }
 * }
 */
public final class ManagerDiedException extends ManagerException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The message says which manager, and how that was noticed. */
    public ManagerDiedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
