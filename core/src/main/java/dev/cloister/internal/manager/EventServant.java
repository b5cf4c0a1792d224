package dev.cloister.internal.manager;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An event where it lives. */
public final class EventServant implements EventOperations {
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();

    /** How often it was set or cleared: odd while it is set. Guarded. */
    private long changes;

    @Override
    public void set() {
        change(true);
    }

    @Override
    public void clear() {
        change(false);
    }

    private void change(boolean to) {
        guard.lock();
        try {
            if (isSetNow() != to) {
                changes++;
                changed.signalAll();
            }
        } finally {
            guard.unlock();
        }
    }

    private boolean isSetNow() {
        return (changes & 1) != 0;
    }

    @Override
    public boolean isSet() {
        guard.lock();
        try {
            return isSetNow();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            long before = changes;
            long left = nanos;
            while (!isSetNow() && changes == before) { // else it was set meanwhile, and cleared again
                if (left <= 0) {
                    return false;
                }
                left = TimedWait.await(changed, left);
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return isSet() ? "event (set)" : "event (not set)";
    }
}
