package dev.cloister;

import java.io.Serial;

/**
 * A manager refuses something because it has as much of it as it may: connections of one process, connections at all, objects, or
 * bytes in one message. The limits are in the manager's options. Nothing was done.
 *
 * {@snippet :
 * var options = dev.cloister.manager.ManagerOptions.defaults().withMaxObjects(1);
 * try (var manager = dev.cloister.manager.Manager.open(options)) {
 *     manager.map();
 *     manager.map();
 * } catch (dev.cloister.ManagerLimitException e) {
 *     System.err.println(e.getMessage());
 * }
 * }
 */
public final class ManagerLimitException extends ManagerException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The message says which limit of which manager, and what to do. */
    public ManagerLimitException(String message) {
        super(message, null);
    }
}
