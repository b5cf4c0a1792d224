package dev.cloister.internal.pool;

import dev.cloister.TaskTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The errors of tasks that are over their hard limit, with their texts. */
final class TimeoutErrors {
    private TimeoutErrors() {}

    /** For a task of a worker process; {@code threadDump} is null if the worker did not answer. */
    static TaskTimeoutException inProcess(
            PoolTask<?> task, String worker, long pid, String pool, @Nullable String threadDump) {
        String message = start(task) + ": " + worker + " (pid " + pid + ") of " + pool
                + " is killed and replaced; the task is not run again"
                + (threadDump == null
                        ? "\n  the worker did not tell what its threads do: it is stopped, or cannot reach a safepoint"
                        : "\n  what its threads did:\n" + threadDump.indent(4).stripTrailing());
        return error(message, task, worker, pid, threadDump == null ? "" : threadDump);
    }

    /** For a task of a thread of this JVM. */
    static TaskTimeoutException inThread(PoolTask<?> task, String thread, String pool, String stack) {
        String message = start(task) + ": " + thread + " of " + pool
                + " was interrupted and is abandoned, because a thread cannot be killed; another one takes its place"
                + "\n  what it did:\n" + stack.indent(4).stripTrailing();
        return error(message, task, thread, ProcessHandle.current().pid(), stack);
    }

    private static String start(PoolTask<?> task) {
        return task.describe() + " ran longer than its hard limit of "
                + limit(task).toMillis() + " ms";
    }

    private static TaskTimeoutException error(
            String message, PoolTask<?> task, String worker, long pid, String threadDump) {
        return new TaskTimeoutException(message, limit(task), worker, pid, task.taskId(), task.index(), threadDump);
    }

    private static Duration limit(PoolTask<?> task) {
        Duration limit = task.options.hardLimit();
        return limit == null ? Duration.ZERO : limit;
    }
}
