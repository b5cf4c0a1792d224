package dev.cloister.internal.manager;

import java.io.IOException;

/** How a process gets links to a manager that runs elsewhere. Thread-safe. */
public interface Connector {
    /**
     * A new link. The manager has not said yet that it takes it.
     *
     * @throws IOException if the manager cannot be reached
     */
    Link open() throws IOException, InterruptedException;

    /** Whether the manager's process lives, as far as can be told without asking it. */
    boolean isManagerAlive();

    /** How others get there. */
    ManagerAddress address();
}
