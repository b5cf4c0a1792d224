package dev.cloister.internal.manager;

import java.io.IOException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

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

    /** What is asked for every class that comes from there; null if the manager belongs to this tree of processes. */
    @Nullable
    ObjectInputFilter filter();

    /** There will be no more links. */
    void close();

    /** How others get there. */
    ManagerAddress address();
}
