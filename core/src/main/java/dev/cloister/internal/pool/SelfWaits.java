package dev.cloister.internal.pool;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a pool of threads that wait for other tasks of that pool. When all its threads do, no task goes on: the last to
 * wait is told instead of hanging. Thread-safe.
 */
final class SelfWaits {
    private final String pool;
    /** What is waited for, by who waits. Guarded by this. */
    private final IdentityHashMap<PoolTask<?>, PoolTask<?>> waits = new IdentityHashMap<>();

    SelfWaits(String pool) {
        this.pool = pool;
    }

    /**
     * A task begins to wait, without a deadline.
     *
     * @param places how many tasks of the pool can run at the same time
     * @throws IllegalStateException if that can never end
     */
    synchronized void begin(PoolTask<?> waiter, PoolTask<?> target, int places) {
        String reason = null;
        if (isCycle(waiter, target)) {
            reason = "which waits for it in turn";
        } else if (waits.size() + 1 >= places && 1 + unfinished() >= places) {
            reason = "which cannot go on, because all " + places
                    + " threads of the pool run tasks that wait for tasks of the pool";
        }
        if (reason != null && !target.isDone()) {
            throw new IllegalStateException(waiter.describe() + " of " + pool + " waits for " + target.describe()
                    + " of the same pool, " + reason + ". Give the inner tasks a pool of their own, or more threads, or"
                    + " wait with a time-out");
        }
        waits.put(waiter, target);
    }

    @SuppressWarnings("ReferenceEquality") // this very task
    private boolean isCycle(PoolTask<?> waiter, PoolTask<?> target) {
        PoolTask<?> next = target;
        for (int i = 0; next != null && i <= waits.size(); i++) {
            if (next == waiter) {
                return true;
            }
            next = waits.get(next);
        }
        return false;
    }

    private int unfinished() {
        int count = 0;
        for (var wait : waits.entrySet()) {
            boolean leaves = wait.getKey().isDone(); // it was abandoned or cancelled
            count += leaves || wait.getValue().isDone() ? 0 : 1;
        }
        return count;
    }

    /** It waits no more. */
    synchronized void end(PoolTask<?> waiter) {
        @Nullable PoolTask<?> _ = waits.remove(waiter);
    }
}
