package dev.cloister.internal.pool;

import dev.cloister.PoolStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many tasks were accepted by a pool in this JVM, and how they ended. Thread-safe. */
final class TaskCounts {
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    void submitted(int tasks) {
        submitted.addAndGet(tasks);
    }

    /** So many tasks ended so. */
    void count(TaskEnding ending, int tasks) {
        AtomicLong counter = ending.isSuccess() ? completed : failed;
        if (ending == TaskEnding.Cancelled.INSTANCE) {
            counter = cancelled;
        }
        counter.addAndGet(tasks);
    }

    /** So many returned, so many threw. */
    void ended(int withValue, int withError) {
        completed.addAndGet(withValue);
        failed.addAndGet(withError);
    }

    /**
     * With what else is known of the pool: its workers are threads of this JVM, which neither die nor move tasks.
     *
     * @param size how many threads there may be
     * @param started how many were started
     * @param lost how many run tasks that were given up
     */
    PoolStatistics statistics(int size, int idle, int busy, int pending, int running, long started, int lost) {
        return new PoolStatistics(
                size,
                0,
                idle,
                busy,
                pending,
                running,
                submitted.get(),
                completed.get(),
                failed.get(),
                cancelled.get(),
                0,
                0,
                started,
                0,
                0,
                Map.of(),
                lost,
                0,
                List.of());
    }
}
