package dev.cloister.internal.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The end of a pool that was shut down, and who waits for it. Knows nothing of tasks and workers. Thread-safe. */
final class Termination {
    private enum State {
        WORKING,
        CLOSING,
        TERMINATED
    }

    /** Never held while another lock is taken. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition terminated = lock.newCondition();

    /**
     * WORKING (also while shut down) -> CLOSING (no task and no worker is left: one thread frees what the pool has) ->
     * TERMINATED. Written under lock.
     */
    private volatile State state = State.WORKING;

    /** Nothing is left to be done. Returns whether the caller is the one who closes the pool. */
    boolean begin() {
        lock.lock();
        try {
            if (state != State.WORKING) {
                return false;
            }
            state = State.CLOSING;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The pool is closed. */
    void complete() {
        lock.lock();
        try {
            state = State.TERMINATED;
            terminated.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isComplete() {
        return state == State.TERMINATED;
    }

    /** Waits for {@link #complete}. Returns false if the time is up before. */
    boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lock();
        try {
            while (!isComplete()) {
                if (left <= 0) {
                    return false;
                }
                left = terminated.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
