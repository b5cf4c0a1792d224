package dev.cloister.internal.pool;

import dev.cloister.internal.exit.ExitSequence;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Virtual threads that run the user's code when something has ended: threads and locks of the pool must not. */
public final class UserThreads {
    private static final Set<Thread> RUNNING = ConcurrentHashMap.newKeySet();

    private UserThreads() {}

    /** Runs {@code action} on a thread of its own; the JVM stays alive until it has ended. */
    public static Thread start(String name, Runnable action) {
        WorkKeeper.begin(1);
        return Thread.ofVirtual().name(name).start(() -> {
            Thread self = Thread.currentThread();
            RUNNING.add(self);
            try {
                action.run();
            } finally {
                RUNNING.remove(self);
                WorkKeeper.end(1);
            }
        });
    }

    /** How many of them have called {@code System.exit}. */
    static long exiting() {
        long count = 0;
        for (Thread thread : RUNNING) {
            count += ExitSequence.isCalledBy(thread) ? 1 : 0;
        }
        return count;
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
