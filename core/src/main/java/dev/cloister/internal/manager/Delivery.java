package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/**
 * What an operation has taken for its caller, such as an item of a queue, and how that goes back if the caller does not
 * get the answer. A servant says it within the call; the server asks after the call, and runs it if the caller has given up meanwhile
 * or cannot be told.
 */
public final class Delivery {
    private static final ThreadLocal<@Nullable Runnable> UNDO = new ThreadLocal<>();

    private Delivery() {}

    /** In an operation: what to do if its answer does not reach the caller. */
    static void orElse(Runnable undo) {
        if (Caller.current().client() != 0) {
            UNDO.set(undo);
        }
    }

    /** For the server, on the thread that ran an operation: how to undo it, or null; forgotten with this. */
    public static @Nullable Runnable undo() {
        Runnable undo = UNDO.get();
        if (undo != null) {
            UNDO.remove();
        }
        return undo;
    }
}
