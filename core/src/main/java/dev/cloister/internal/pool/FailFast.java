package dev.cloister.internal.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends a map with its first failure: cancels its tasks that have not started. Thread-safe. */
final class FailFast {
    private final Set<PoolTask<?>> unfinished = ConcurrentHashMap.newKeySet();

    /** False until a task has failed. Written by the thread that ends the task. */
    private volatile boolean tripped;

    /** Whether a task has failed: no more are to be submitted. */
    boolean tripped() {
        return tripped;
    }

    /** Watches a task that was submitted. */
    void watch(PoolTask<?> task) {
        unfinished.add(task);
        task.onEnd(ending -> ended(task, ending));
        if (tripped) {
            task.cancelUnlessStarted();
        }
    }

    private void ended(PoolTask<?> task, TaskEnding ending) {
        unfinished.remove(task);
        if (!ending.isSuccess() && ending != TaskEnding.Cancelled.INSTANCE && !tripped) {
            tripped = true;
            Thread.ofVirtual().name("cloister-fail-fast").start(this::cancelUnstarted); // this one is the pool's own
        }
    }

    /** The last first: a place that a cancelled task frees must not be taken by one that is cancelled next. */
    private void cancelUnstarted() {
        List<PoolTask<?>> tasks = new ArrayList<>(unfinished);
        tasks.sort(Comparator.comparingLong((PoolTask<?> task) -> task.taskId()).reversed());
        tasks.forEach(PoolTask::cancelUnlessStarted);
    }
}
