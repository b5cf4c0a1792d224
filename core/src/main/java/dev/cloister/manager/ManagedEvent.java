package dev.cloister.manager;

import dev.cloister.internal.manager.EventOperations;
import java.io.Serial;
import java.util.concurrent.TimeUnit;

/**
 * A flag that lives at a manager, and that threads of any processes wait for. Python's {@code Event}.
 *
 * {@snippet :
 * static void begin(dev.cloister.manager.ManagedEvent start) throws InterruptedException {
 *     start.await(); // until some process calls start.set()
 * }
 * }
 *
 * <p>It stays set until it is cleared. To set it and to clear it at once wakes all that waited before. A process that dies leaves it
 * as it is, and is not missed. When the manager is gone, every method throws.
 *
 * <p>Each method is one call to the manager, and atomic. For platform and virtual threads. Handles are {@link java.io.Serializable}: what
 * arrives is a handle on the same event.
 */
public final class ManagedEvent extends StandardType<EventOperations> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedEvent(EventOperations operations) {
        super(operations);
    }

    /** Sets it and wakes all that wait. */
    public void set() {
        operations.set();
    }

    /** From now on threads wait again. */
    public void clear() {
        operations.clear();
    }

    /** Whether it is set. */
    public boolean isSet() {
        return operations.isSet();
    }

    /** Waits until it is set; an interrupt ends the wait. */
    public void await() throws InterruptedException {
        boolean _ = operations.await(Times.NO_LIMIT);
    }

    /** Waits until it is set, at most so long; false if it was not set in that time. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return operations.await(Times.nanos(time, unit));
    }

    /** What it is, and whether it is set. */
    @Override
    public String toString() {
        return isSet() ? "managed event (set)" : "managed event (not set)";
    }
}
