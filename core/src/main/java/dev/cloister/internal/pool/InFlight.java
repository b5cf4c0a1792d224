package dev.cloister.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a worker has, in the order in which it got them. A worker answers nearly in that order, so a look at the
 * first ones finds a task. Guarded by the pool's lock.
 */
final class InFlight {
    private final ArrayDeque<ProcessTask<?>> tasks = new ArrayDeque<>();

    int size() {
        return tasks.size();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    void add(ProcessTask<?> task) {
        tasks.addLast(task);
    }

    /** The first {@code count} run, as far as can be told; returns the first of all, or null. */
    @Nullable
    ProcessTask<?> markRunning(int count) {
        if (count > 0) {
            long now = System.nanoTime();
            for (ProcessTask<?> task : tasks) {
                task.markRunning(now);
                if (--count == 0) {
                    break;
                }
            }
        }
        return tasks.peekFirst();
    }

    /** The task with this id, or null. */
    @Nullable
    ProcessTask<?> find(long taskId) {
        ProcessTask<?> first = tasks.peekFirst();
        if (first != null && first.taskId() == taskId) {
            return first;
        }
        for (ProcessTask<?> task : tasks) {
            if (task.taskId() == taskId) {
                return task;
            }
        }
        return null;
    }

    @SuppressWarnings("ReferenceEquality") // this very task
    boolean contains(ProcessTask<?> task) {
        return find(task.taskId()) == task;
    }

    /** Removes and returns the task with this id; null if there is none. */
    @Nullable
    ProcessTask<?> remove(long taskId) {
        ProcessTask<?> first = tasks.peekFirst();
        if (first != null && first.taskId() == taskId) {
            return tasks.removeFirst();
        }
        return remove(tasks.iterator(), taskId);
    }

    /** As {@link #remove}, for a task that is more likely one of the last. */
    @Nullable
    ProcessTask<?> removeLate(long taskId) {
        return remove(tasks.descendingIterator(), taskId);
    }

    private static @Nullable ProcessTask<?> remove(Iterator<ProcessTask<?>> all, long taskId) {
        while (all.hasNext()) {
            ProcessTask<?> task = all.next();
            if (task.taskId() == taskId) {
                all.remove();
                return task;
            }
        }
        return null;
    }

    /** A copy, in order. */
    List<ProcessTask<?>> toList() {
        return new ArrayList<>(tasks);
    }

    void clear() {
        tasks.clear();
    }
}
