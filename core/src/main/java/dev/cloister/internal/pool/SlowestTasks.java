package dev.cloister.internal.pool;

import dev.cloister.PoolInsights.SlowTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tasks of a pool that ran longest so far. Thread-safe; its lock is a leaf. */
final class SlowestTasks {
    private static final int COUNT = 5;

    /** The slowest first. Guarded by this. */
    private final List<SlowTask> tasks = new ArrayList<>(COUNT);

    /** A task must run longer than this to be among them. Written under this; read by any thread, before it asks. */
    private volatile long floorNanos = -1;

    /** Whether a task that ran so long is among the slowest; for nearly all tasks the one thing that is asked. */
    boolean isAmong(long nanos) {
        return nanos > floorNanos;
    }

    /** Adds a task. */
    synchronized void add(long id, int index, long nanos, String worker, String function, String arguments) {
        if (!isAmong(nanos)) {
            return;
        }
        int at = 0;
        while (at < tasks.size() && tasks.get(at).duration().toNanos() >= nanos) {
            at++;
        }
        tasks.add(at, new SlowTask(id, index, Duration.ofNanos(nanos), worker, function, arguments));
        if (tasks.size() > COUNT) {
            tasks.removeLast();
        }
        if (tasks.size() == COUNT) {
            floorNanos = tasks.getLast().duration().toNanos();
        }
    }

    /** A copy, the slowest first. */
    synchronized List<SlowTask> list() {
        return List.copyOf(tasks);
    }
}
