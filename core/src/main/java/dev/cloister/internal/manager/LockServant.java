package dev.cloister.internal.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock where it lives, reentrant or not, with its conditions. The lock of a process that is gone is free, and the next to take it is
 * told.
 */
public final class LockServant implements ReentrantLockOperations, DepartureListener {
    private final boolean reentrant;

    /** Guards all that follows. */
    private final ReentrantLock guard = new ReentrantLock();

    private final Condition freed = guard.newCondition();
    private @Nullable Caller owner;
    private int holds;
    private boolean abandoned;

    /** Those that wait, by number of condition. */
    private final List<Deque<Waiter>> conditions = new ArrayList<>();

    /** How often those held the lock that gave it back to wait for a condition. */
    private final Map<Caller, Integer> holdsBefore = new HashMap<>();

    private static final class Waiter {
        final Condition wake;
        boolean signalled;

        Waiter(Condition wake) {
            this.wake = wake;
        }
    }

    /** A free one. */
    public LockServant(boolean reentrant) {
        this.reentrant = reentrant;
    }

    @Override
    public int tryLock() {
        guard.lock();
        try {
            return tryLock(Caller.current());
        } finally {
            guard.unlock();
        }
    }

    private int tryLock(Caller caller) {
        if (reentrant && caller.equals(owner)) {
            holds = Math.addExact(holds, 1);
        } else if (owner != null) {
            return 0;
        } else {
            owner = caller;
            holds = 1;
        }
        Delivery.orElse(() -> giveBack(caller));
        int outcome = abandoned ? HELD + ABANDONED : HELD;
        abandoned = false;
        return outcome;
    }

    /** The caller does not know that it has it. */
    private void giveBack(Caller caller) {
        guard.lock();
        try {
            if (caller.equals(owner)) {
                release();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int lock(long nanos) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            Caller caller = Caller.current();
            long left = nanos;
            int outcome = tryLock(caller);
            while (outcome == 0 && left > 0) {
                left = TimedWait.await(freed, left);
                outcome = tryLock(caller);
            }
            return outcome;
        } catch (InterruptedException e) {
            passOn();
            throw e;
        } finally {
            guard.unlock();
        }
    }

    /** One that gives up may have been meant by a signal that others wait for. */
    private void passOn() {
        if (owner == null) {
            freed.signal();
        }
    }

    @Override
    public int lockUninterruptibly() {
        guard.lock();
        try {
            Caller caller = Caller.current();
            int outcome = tryLock(caller);
            boolean interrupted = false;
            while (outcome == 0) {
                interrupted |= parkUninterruptibly();
                outcome = tryLock(caller);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return outcome;
        } finally {
            guard.unlock();
        }
    }

    /** Waits until the lock may be free; whether it was interrupted by the user. */
    private boolean parkUninterruptibly() {
        try {
            return TimedWait.awaitUninterruptibly(freed, "the lock");
        } catch (CancellationException e) {
            passOn();
            throw e;
        }
    }

    @Override
    public void unlock() {
        guard.lock();
        try {
            if (reentrant) {
                requireHeld("unlock");
            } else if (owner == null) {
                throw new IllegalMonitorStateException(
                        "the lock is not locked, so it cannot be unlocked: was it unlocked twice?");
            }
            release();
        } finally {
            guard.unlock();
        }
    }

    private void release() {
        holds--;
        if (holds == 0) {
            owner = null;
            freed.signal();
        }
    }

    private void requireHeld(String operation) {
        Caller caller = Caller.current();
        if (!caller.equals(owner)) {
            throw new IllegalMonitorStateException(operation + ": " + name(caller)
                    + " does not hold the lock, which is " + holder() + "; lock it first");
        }
    }

    @Override
    public void abandon() {
        guard.lock();
        try {
            requireHeld("abandon");
            abandonNow();
        } finally {
            guard.unlock();
        }
    }

    private void abandonNow() {
        owner = null;
        holds = 0;
        abandoned = true;
        freed.signal();
    }

    @Override
    public boolean isLocked() {
        guard.lock();
        try {
            return owner != null;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int holdCount() {
        guard.lock();
        try {
            return Caller.current().equals(owner) ? holds : 0;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String holder() {
        guard.lock();
        try {
            return owner != null
                    ? "held by " + name(owner)
                    : abandoned ? "free; the last process that held it is gone" : "free";
        } finally {
            guard.unlock();
        }
    }

    private static String name(Caller caller) {
        return "thread " + caller.thread() + " of "
                + (caller.client() == 0 ? "the manager's process" : "client " + caller.client());
    }

    @Override
    public int newCondition() {
        guard.lock();
        try {
            conditions.add(new ArrayDeque<>());
            return conditions.size() - 1;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int await(int condition, long nanos) throws InterruptedException {
        guard.lock();
        try {
            requireHeld("await");
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before waiting for the condition");
            }
            Caller caller = Caller.current();
            holdsBefore.put(caller, holds);
            owner = null;
            holds = 0;
            freed.signal();
            Deque<Waiter> queue = conditions.get(condition);
            int ending = park(queue, nanos);
            if ((ending & SIGNALLED) != 0) {
                Delivery.orElse(() -> undoAwait(caller, queue));
            }
            return ending | lockAgainUnlessInterrupted(caller, (ending & INTERRUPTED) != 0);
        } finally {
            guard.unlock();
        }
    }

    /** What is signalled counts as that, even if something else ends the wait at the same time. */
    private int park(Deque<Waiter> queue, long nanos) {
        Waiter waiter = new Waiter(guard.newCondition());
        queue.add(waiter);
        long left = nanos;
        boolean interrupted = false;
        try {
            while (!waiter.signalled && left > 0) {
                left = TimedWait.await(waiter.wake, left);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!waiter.signalled) {
            queue.remove(waiter);
        }
        return (waiter.signalled ? SIGNALLED : 0) | (interrupted ? INTERRUPTED : 0);
    }

    /** The signal's receiver does not know of it: it goes to the one that waits longest, and the lock is free for others. */
    private void undoAwait(Caller caller, Deque<Waiter> queue) {
        guard.lock();
        try {
            int _ = signal(queue, 1);
            if (caller.equals(owner)) {
                holdsBefore.put(caller, holds);
                owner = null;
                holds = 0;
                freed.signal();
            }
        } finally {
            guard.unlock();
        }
    }

    private int lockAgainUnlessInterrupted(Caller caller, boolean interrupted) {
        int outcome = tryAgain(caller);
        try {
            while (outcome == 0 && !interrupted) {
                freed.await();
                outcome = tryAgain(caller);
            }
            return outcome;
        } catch (InterruptedException e) {
            passOn();
            return INTERRUPTED;
        }
    }

    /** As often as before, if it is free. */
    private int tryAgain(Caller caller) {
        if (owner != null) {
            return 0;
        }
        owner = caller;
        Integer before = holdsBefore.remove(caller);
        holds = before == null ? 1 : before;
        int outcome = abandoned ? HELD + ABANDONED : HELD;
        abandoned = false;
        return outcome;
    }

    @Override
    public int lockAgain() {
        guard.lock();
        try {
            Caller caller = Caller.current();
            if (caller.equals(owner)) {
                return HELD;
            }
            int outcome = tryAgain(caller);
            boolean interrupted = false;
            while (outcome == 0) {
                interrupted |= parkUninterruptibly();
                outcome = tryAgain(caller);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return outcome;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int signal(int condition, int most) {
        guard.lock();
        try {
            requireHeld("signal");
            return signal(conditions.get(condition), most);
        } finally {
            guard.unlock();
        }
    }

    private static int signal(Deque<Waiter> queue, int most) {
        int count = 0;
        while (count < most && !queue.isEmpty()) {
            Waiter waiter = queue.remove();
            waiter.signalled = true;
            waiter.wake.signal();
            count++;
        }
        return count;
    }

    @Override
    public int waiting(int condition) {
        guard.lock();
        try {
            return conditions.get(condition).size();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void departed(long client) {
        guard.lock();
        try {
            holdsBefore.keySet().removeIf(caller -> caller.client() == client);
            if (owner != null && owner.client() == client) {
                abandonNow();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return (reentrant ? "reentrant lock (" : "lock (") + holder() + ")";
    }
}
