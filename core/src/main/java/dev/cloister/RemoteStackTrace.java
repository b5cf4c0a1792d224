package dev.cloister;

/**
 * Where an exception happened in another process. Suppressed in each exception that was rebuilt in the parent; the
 * exception's own stack trace holds the worker's frames, this one says which worker and task, and its stack trace is
 * that of the caller who asked for the result.
 *
 * {@snippet :
 * static String origin(Throwable error) {
 *     for (Throwable suppressed : error.getSuppressed()) {
 *         if (suppressed instanceof dev.cloister.RemoteStackTrace) {
 *             return suppressed.getMessage();
 *         }
 *     }
 *     return "this process";
 * }
 * }
 */
public final class RemoteStackTrace extends Exception {
    private static final long serialVersionUID = 1;

    /** Creates one with a sentence that names the worker, the task and the input. */
    public RemoteStackTrace(String origin) {
        super(origin);
    }
}
