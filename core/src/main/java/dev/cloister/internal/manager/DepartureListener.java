package dev.cloister.internal.manager;

/** A managed object that holds something for its callers, such as a lock: it learns when one of their processes is gone. */
public interface DepartureListener {
    /**
     * A process has closed its connection to the manager, or died: what it holds comes back. Called once for each process, on
     * any thread; must not wait.
     *
     * @param client see {@link Caller#client()}
     */
    void departed(long client);

    /**
     * A process has closed its connection in order: it ended as it wanted, or uses the manager no more. The same as
     * {@link #departed} for most.
     *
     * @param client see {@link Caller#client()}
     */
    default void left(long client) {
        departed(client);
    }
}
