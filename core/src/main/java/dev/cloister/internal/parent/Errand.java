package dev.cloister.internal.parent;

/**
 * Something short that may wait or run the user's code, so that it has no place on a reader thread: a thread of its own
 * does it. Where the system gives no more threads, the spawner's does: a worker must not die for want of a thread in
 * its parent.
 */
public final class Errand {
    private Errand() {}

    /** Does it soon. */
    public static void run(String threadName, Runnable errand) {
        try {
            Thread.ofPlatform().daemon().name(threadName).start(errand);
        } catch (OutOfMemoryError e) { // no thread
            Spawner.execute(errand);
        }
    }
}
