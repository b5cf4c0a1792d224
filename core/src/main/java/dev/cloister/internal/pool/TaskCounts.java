package dev.cloister.internal.pool;

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

    long submitted() {
        return submitted.get();
    }

    long completed() {
        return completed.get();
    }

    long failed() {
        return failed.get();
    }

    long cancelled() {
        return cancelled.get();
    }
}
