package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/**
 * Who called an operation of a managed object: a thread of a process that uses the manager. Locks name their owners by it.
 *
 * @param client the process's number at the manager; 0 for the process that the manager runs in
 * @param thread the number of the thread in that process
 */
public record Caller(long client, long thread) {
    private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

    /** The caller of the operation that this thread runs; this thread itself when no call came from elsewhere. */
    public static Caller current() {
        Caller caller = CURRENT.get();
        return caller != null ? caller : new Caller(0, Thread.currentThread().threadId());
    }

    /** Runs an operation on behalf of this caller, on the calling thread. */
    public void run(Runnable operation) {
        Caller before = CURRENT.get();
        CURRENT.set(this);
        try {
            operation.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
