package dev.cloister.internal.pool;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks that no worker has, in order; those that have ended are skipped when they come up. Guarded by the pool's lock. */
final class PendingTasks {
    private final ArrayDeque<ProcessTask<?>> tasks = new ArrayDeque<>();

    /** How many of them have not ended. */
    private int size;

    /** How many inputs those stand for. */
    private int items;

    int size() {
        return size;
    }

    int items() {
        return items;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addAll(List<? extends ProcessTask<?>> submitted) {
        size += submitted.size();
        for (ProcessTask<?> task : submitted) {
            tasks.addLast(task);
            items += task.items();
        }
    }

    /** A task that a worker had and has not any more. */
    void addFirst(ProcessTask<?> task) {
        size++;
        items += task.items();
        tasks.addFirst(task);
    }

    /** One of them has ended where it is. */
    void ended(ProcessTask<?> task) {
        size--;
        items -= task.items();
    }

    @Nullable
    ProcessTask<?> peek() {
        while (!tasks.isEmpty() && tasks.getFirst().stage == ProcessTask.Stage.ENDED) {
            tasks.removeFirst();
        }
        return tasks.peekFirst();
    }

    @Nullable
    ProcessTask<?> poll() {
        ProcessTask<?> task = peek();
        if (task != null) {
            tasks.removeFirst();
            ended(task);
        }
        return task;
    }
}
