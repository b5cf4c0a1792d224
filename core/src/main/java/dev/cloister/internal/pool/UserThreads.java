package dev.cloister.internal.pool;

/** Virtual threads that run the user's code when something has ended: threads and locks of the pool must not. */
public final class UserThreads {
    private UserThreads() {}

    /** Runs {@code action} on a thread of its own; the JVM stays alive until it has ended. */
    public static Thread start(String name, Runnable action) {
        WorkKeeper.begin(1);
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                action.run();
            } finally {
                WorkKeeper.end(1);
            }
        });
    }

    /** Gives an error that nobody waits for to the current thread's handler. */
    static void report(Throwable error) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
        } catch (Throwable t) { // the handler is the user's too; as in a dying thread, nobody hears of this
        }
    }
}
