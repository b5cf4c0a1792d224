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
}
