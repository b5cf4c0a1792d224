package dev.cloister.internal.pool;

import dev.cloister.internal.pool.ProcessTask.Stage;
import dev.cloister.internal.pool.Slot.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a pool of processes that wait, without a deadline, for tasks that they gave to their own pool. When they hold
 * every place that the pool has or can have, no task goes on: the last to wait is told instead of hanging, as {@link
 * SelfWaits} does for threads. Guarded by the pool's lock.
 */
final class ClientWaits {
    private final ProcessPool pool;

    /** In the order in which they began. */
    private final List<Wait> waits = new ArrayList<>();

    /** One wait: a task in a worker, for the task of a request of that worker. */
    private record Wait(Slot slot, ProcessTask<?> waiter, ProcessTask<?> target, WorkerRequests asker, long request) {
        /** It may be over without the worker having said so. */
        boolean isOver() {
            return target.stage == Stage.ENDED || !slot.inFlight.contains(waiter);
        }

        /** A task that was cancelled is interrupted or killed, and leaves its place. */
        boolean holdsPlace() {
            return waiter.stage == Stage.STARTED;
        }
    }

    ClientWaits(ProcessPool pool) {
        this.pool = pool;
    }

    /** The worker said that its task waits. What is to be done about it {@link #check} decides. */
    void begin(Slot slot, long waiterId, ProcessTask<?> target, WorkerRequests asker, long request) {
        ProcessTask<?> waiter = slot.inFlight.find(waiterId);
        if (waiter != null) {
            end(slot, waiterId);
            waits.add(new Wait(slot, waiter, target, asker, request));
            slot.waiting++;
        }
    }

    /** The worker said that its task waits no more. */
    void end(Slot slot, long waiterId) {
        for (Iterator<Wait> all = waits.iterator(); all.hasNext(); ) {
            Wait wait = all.next();
            if (wait.slot == slot && wait.waiter.taskId() == waiterId) {
                all.remove();
                slot.waiting--;
            }
        }
    }

    /** Something may have changed: tells one task that it waits in vain, if it does. */
    void check() {
        int holding = 0;
        for (Iterator<Wait> all = waits.iterator(); all.hasNext(); ) {
            Wait wait = all.next();
            if (wait.isOver()) {
                all.remove();
                wait.slot.waiting--;
            } else if (wait.holdsPlace()) {
                holding++;
                pool.scheduler().workforce().unload(wait.slot);
            }
        }
        if (holding == 0) {
            return;
        }
        Wait last = waits.getLast();
        int places = places();
        if (isCircle(last)) {
            tell(last, "which waits for it in turn");
        } else if (holding >= places) {
            tell(
                    lastHolding(),
                    "which cannot go on, because all " + places
                            + " places of the pool are held by tasks that wait for tasks of the pool");
        }
    }

    private Wait lastHolding() {
        for (Wait wait : waits.reversed()) {
            if (wait.holdsPlace()) {
                return wait;
            }
        }
        throw new IllegalStateException("no task holds a place; please report this");
    }

    /** Where tasks run, will run, or could: in workers that take tasks, or may be started, and what others still have. */
    private int places() {
        Scheduler scheduler = pool.scheduler();
        int threads = pool.threads();
        int living = 0;
        int leaving = 0;
        for (Slot slot : scheduler.slots()) {
            if (slot.state == State.LEAVING) {
                leaving += Math.min(threads, slot.inFlight.size());
            } else {
                living++;
            }
        }
        int possible = scheduler.phase() == Scheduler.Phase.BROKEN
                ? living
                : Math.max(living, scheduler.workforce().size());
        return possible * threads + leaving;
    }

    @SuppressWarnings("ReferenceEquality") // this very task
    private boolean isCircle(Wait from) {
        ProcessTask<?> next = from.target;
        for (int i = 0; next != null && i <= waits.size(); i++) {
            if (next == from.waiter) {
                return true;
            }
            next = targetOf(next);
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // this very task
    private @Nullable ProcessTask<?> targetOf(ProcessTask<?> waiter) {
        for (Wait wait : waits) {
            if (wait.waiter == waiter) {
                return wait.target;
            }
        }
        return null;
    }

    private void tell(Wait wait, String reason) {
        waits.remove(wait);
        wait.slot.waiting--;
        String text = wait.waiter.describe() + " of " + pool.name() + " waits for " + wait.target.describe()
                + " of the same pool, " + reason
                + ". Give the inner tasks a pool of their own, or more workers, or wait"
                + " with a time-out";
        pool.decisions().add(() -> wait.asker.waitsInVain(wait.request, wait.waiter.taskId(), text));
    }
}
