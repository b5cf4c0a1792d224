package dev.cloister.internal.manager;

import dev.cloister.ParticipantDiedException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;

/** Which items of a queue were taken and are not done. All fields and methods are guarded by the queue's lock. */
final class Acknowledgements {
    private final boolean wanted;
    private final Condition changed;

    /** Items put and neither done nor dropped. */
    private int unfinished;

    /** Items that each process has taken and not acknowledged. */
    private final Map<Long, Integer> taken = new HashMap<>();

    /** How many processes are gone that had items, and how many items in all. */
    private long deaths;

    private long lost;

    /** How many items of those each process that joins was told of. */
    private final Map<Long, Long> told = new HashMap<>();

    Acknowledgements(boolean wanted, Condition changed) {
        this.wanted = wanted;
        this.changed = changed;
    }

    void put() {
        unfinished++;
    }

    /** Taken items, or with less than 0, such that returned. */
    void taken(long client, int count) {
        if (wanted) {
            taken.merge(client, count, Acknowledgements::sum);
        }
    }

    /** Null for 0: the entry goes. */
    @SuppressWarnings("NullAway")
    private static Integer sum(Integer a, Integer b) {
        return a + b == 0 ? null : Integer.valueOf(a + b);
    }

    /** Items that were removed without a taker. */
    void dropped(int count) {
        finish(count);
    }

    void done(long client) {
        if (!taken.containsKey(client)) {
            throw new IllegalStateException(
                    "taskDone() without an item: each that this process has taken from the queue is acknowledged already");
        }
        taken.merge(client, -1, Acknowledgements::sum);
        finish(1);
    }

    private void finish(int count) {
        unfinished -= count;
        if (unfinished == 0) {
            changed.signalAll();
        }
    }

    boolean join(long client, long nanos) throws InterruptedException {
        long left = nanos;
        while (true) {
            tell(client);
            if (unfinished == 0) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            left = TimedWait.await(changed, left);
        }
    }

    private void tell(long client) {
        long before = told.getOrDefault(client, 0L);
        if (lost > before) {
            told.put(client, lost);
            throw new ParticipantDiedException("processes ended without taskDone() for " + (lost - before)
                    + " items that they had taken from the queue; these count as done now (" + deaths
                    + " such ends so far)");
        }
    }

    int unfinished() {
        return unfinished;
    }

    void departed(long client) {
        told.remove(client);
        Integer items = taken.remove(client);
        if (items != null) {
            deaths++;
            lost += items;
            finish(items);
            changed.signalAll();
        }
    }
}
