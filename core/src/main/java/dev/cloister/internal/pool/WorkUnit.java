package dev.cloister.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One task, or the tasks of a chunk: work for one thread. Thread-safe. */
final class WorkUnit {
    /** Those not taken yet, in order. Guarded by this. */
    private final ArrayDeque<ThreadTask<?>> tasks;

    WorkUnit(List<ThreadTask<?>> tasks) {
        this.tasks = new ArrayDeque<>(tasks);
    }

    synchronized @Nullable ThreadTask<?> poll() {
        return tasks.poll();
    }

    synchronized int size() {
        return tasks.size();
    }

    /** Takes all that are left. */
    synchronized List<ThreadTask<?>> drain() {
        List<ThreadTask<?>> left = new ArrayList<>(tasks);
        tasks.clear();
        return left;
    }
}
