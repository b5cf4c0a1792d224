package dev.cloister.internal.manager;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A barrier where it lives. It breaks when a process dies that takes part in it: one of whose threads has come to it since the last
 * {@code reset}. When the last of them is gone, it is as new.
 */
public final class BarrierServant implements BarrierOperations, DepartureListener {
    private final int parties;
    private final @Nullable Runnable action;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    private Round round = new Round();

    /** The processes that take part. Guarded. */
    private final Set<Long> clients = new HashSet<>();

    /** Guarded. */
    private static final class Round {
        int waiting;
        boolean passed;

        /** Why it is broken. */
        @Nullable
        String broken;
    }

    /**
     * A new one.
     *
     * @param parties how many threads have to come
     * @param action run by the last of them, or null
     */
    public BarrierServant(int parties, @Nullable Runnable action) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties is " + parties + "; a barrier is for 1 or more");
        }
        this.parties = parties;
        this.action = action;
    }

    @Override
    public int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        guard.lockInterruptibly();
        try {
            Round mine = round;
            requireWhole(mine);
            clients.add(Caller.current().client());
            mine.waiting++;
            int missing = parties - mine.waiting;
            if (missing == 0) {
                pass(mine);
            } else {
                park(mine, nanos);
            }
            return missing;
        } finally {
            guard.unlock();
        }
    }

    private static void requireWhole(Round mine) throws BrokenBarrierException {
        if (mine.broken != null) {
            throw new BrokenBarrierException("the barrier is broken: " + mine.broken);
        }
    }

    private void pass(Round mine) {
        boolean done = false;
        try {
            if (action != null) {
                action.run();
            }
            done = true;
        } finally {
            if (done) {
                mine.passed = true;
                begin();
            } else {
                breakIt("its action threw an exception");
            }
        }
    }

    private void begin() {
        round = new Round();
        changed.signalAll();
    }

    private void breakIt(String why) {
        if (round.broken == null) {
            round.broken = why;
        }
        changed.signalAll();
    }

    private void park(Round mine, long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        long left = nanos;
        try {
            while (!mine.passed && mine.broken == null) {
                if (left <= 0) {
                    breakIt("the time of a thread that waited was up");
                    throw new TimeoutException(
                            "not all " + parties + " threads came in time; the barrier is broken now");
                }
                left = TimedWait.await(changed, left);
            }
        } catch (InterruptedException e) {
            if (!mine.passed && mine.broken == null) {
                breakIt("a thread that waited was interrupted, or its process died");
                throw e;
            }
            Thread.currentThread().interrupt();
        } finally {
            mine.waiting--;
        }
        requireWhole(mine);
    }

    @Override
    public void abort() {
        guard.lock();
        try {
            breakIt("it was aborted");
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void reset() {
        guard.lock();
        try {
            if (round.broken == null) {
                round.broken = "it was reset while this thread waited";
            }
            clients.clear();
            begin();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int waiting() {
        guard.lock();
        try {
            return round.broken == null ? round.waiting : 0;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean isBroken() {
        guard.lock();
        try {
            return round.broken != null;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void departed(long client) {
        guard.lock();
        try {
            if (clients.remove(client)) {
                if (clients.isEmpty()) {
                    begin();
                } else {
                    breakIt("client " + client + ", which took part in it, is gone");
                }
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void left(long client) {
        guard.lock();
        try {
            if (clients.remove(client) && clients.isEmpty()) {
                begin();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return "barrier (" + waiting() + " of " + parties + " waiting" + (isBroken() ? ", broken)" : ")");
    }
}
