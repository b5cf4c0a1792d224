package dev.cloister.internal.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Limits how many tasks of a map are unfinished. The submitter goes on when a good part has ended, not after each task,
 * because each time costs a thread switch and the pool's lock.
 */
final class MapWindow implements Consumer<TaskEnding> {
    private final int limit;
    private final int low;
    private final Thread submitter = Thread.currentThread();
    private final AtomicInteger unfinished = new AtomicInteger();

    /**
     * Creates one for the current thread.
     *
     * @param limit how many may be unfinished
     * @param portion so many are submitted together; at most {@code limit}
     */
    MapWindow(int limit, int portion) {
        this.limit = limit;
        this.low = limit - Math.max(portion, limit / 4);
    }

    /** Creates one for the current thread, and for tasks that are submitted one by one. */
    MapWindow(int limit) {
        this(limit, 1);
    }

    /** Waits until a good part is free and returns how many tasks may be added. By the submitter only. */
    int awaitFree() throws InterruptedException {
        return awaitFree(Deadline.NEVER);
    }

    /**
     * Waits until a good part is free and returns how many tasks may be added, 0 when the time is up. By the submitter only.
     */
    int awaitFree(Deadline deadline) throws InterruptedException {
        for (int now; (now = unfinished.get()) > low; ) {
            long left = deadline.left();
            if (left == 0) {
                return 0;
            } else if (left == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted with " + now + " tasks unfinished");
            }
        }
        return limit - unfinished.get();
    }

    /** Tasks were submitted. */
    void added(int tasks) {
        unfinished.addAndGet(tasks);
    }

    @Override
    public void accept(TaskEnding ending) {
        ended();
    }

    /** A task has ended. */
    void ended() {
        if (unfinished.decrementAndGet() == low) {
            LockSupport.unpark(submitter);
        }
    }
}
