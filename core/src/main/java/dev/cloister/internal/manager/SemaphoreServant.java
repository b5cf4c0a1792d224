package dev.cloister.internal.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Permits where they live. Those of a process that is gone come back. */
public final class SemaphoreServant implements SemaphoreOperations, DepartureListener {
    private final int bound;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition released = guard.newCondition();

    /** Guarded. */
    private int available;

    /** What each process has acquired less what it has released, if that is more than 0. Guarded. */
    private final Map<Long, Integer> held = new HashMap<>();

    /**
     * One with so many permits.
     *
     * @param permits how many there are at first
     * @param bound how many there can be
     */
    public SemaphoreServant(int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits is " + permits + "; a semaphore has 0 or more");
        }
        this.available = permits;
        this.bound = bound;
    }

    private void check(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; at least 1 permit can be acquired or released");
        }
        if (count > bound) {
            throw new IllegalArgumentException(
                    "count is " + count + ", but the semaphore never has more than " + bound + " permits");
        }
    }

    @Override
    public boolean tryAcquire(int count) {
        check(count);
        guard.lock();
        try {
            return take(count);
        } finally {
            guard.unlock();
        }
    }

    private boolean take(int count) {
        if (available < count) {
            return false;
        }
        available -= count;
        long client = Caller.current().client();
        held.merge(client, count, Integer::sum);
        Delivery.orElse(() -> giveBack(client, count));
        return true;
    }

    private void giveBack(long client, int count) {
        guard.lock();
        try {
            give(client, count);
        } finally {
            guard.unlock();
        }
    }

    private void give(long client, int count) {
        available += count;
        int left = held.getOrDefault(client, 0) - count;
        if (left > 0) {
            held.put(client, left);
        } else {
            held.remove(client);
        }
        released.signalAll();
    }

    @Override
    public boolean acquire(int count, long nanos) throws InterruptedException {
        check(count);
        guard.lockInterruptibly();
        try {
            long left = nanos;
            while (!take(count)) {
                if (left <= 0) {
                    return false;
                }
                left = TimedWait.await(released, left);
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void acquireUninterruptibly(int count) {
        check(count);
        boolean interrupted = false;
        guard.lock();
        try {
            while (!take(count)) {
                interrupted |= TimedWait.awaitUninterruptibly(released, "permits");
            }
        } finally {
            guard.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void release(int count) {
        check(count);
        guard.lock();
        try {
            if (available > bound - count) {
                throw new IllegalStateException("release of " + count + " permits: the semaphore has " + available
                        + " of at most " + bound + "; was it released twice?");
            }
            give(Caller.current().client(), count);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int available() {
        guard.lock();
        try {
            return available;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int bound() {
        return bound;
    }

    @Override
    public void departed(long client) {
        guard.lock();
        try {
            Integer count = held.get(client);
            if (count != null) {
                give(client, Math.min(count, bound - available));
                held.remove(client);
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return "semaphore (" + available() + " permits available)";
    }
}
