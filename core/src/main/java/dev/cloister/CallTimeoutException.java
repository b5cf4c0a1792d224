package dev.cloister;

import java.io.Serial;

/**
 * A call of a managed object did not end within the time that it was given. It was interrupted at the manager; whether it was done
 * or not, or goes on because it ignores that, is not known.
 *
 * {@snippet :
 * try (var manager = dev.cloister.manager.Manager.open()) {
 *     var patient = manager.lock();
 *     var hasty = dev.cloister.manager.Manager.withTimeout(patient, java.time.Duration.ofMillis(100));
 *     hasty.lock();
 *     hasty.unlock();
 * } catch (dev.cloister.CallTimeoutException e) {
 *     System.err.println(e.getMessage());
 * }
 * }
 */
public final class CallTimeoutException extends ManagerException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The message says which call, of which object, and how long it was given. */
    public CallTimeoutException(String message) {
        super(message, null);
    }
}
