package dev.cloister.internal.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Limits how many tasks of a map are unfinished. The submitter goes on when a good part has ended, not after each task,
 * because each time costs a thread switch and the pool's lock.
 */
final class MapWindow {
    private final int limit;
    private final int low;
    private final Thread submitter = Thread.currentThread();
    private final AtomicInteger unfinished = new AtomicInteger();

    MapWindow(int limit) {
        this.limit = limit;
        this.low = limit - limit / 4;
    }

    /** Waits until a good part is free and returns how many tasks may be added. By the submitter only. */
    int awaitFree() throws InterruptedException {
        for (int now; (now = unfinished.get()) > low; ) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted with " + now + " tasks unfinished");
            }
        }
        return limit - unfinished.get();
    }

    /** Tasks will be submitted. */
    void added(int tasks) {
        unfinished.addAndGet(tasks);
    }

    /** A task has ended. */
    void ended() {
        if (unfinished.decrementAndGet() == low) {
            LockSupport.unpark(submitter);
        }
    }
}
