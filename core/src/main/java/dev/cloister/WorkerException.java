package dev.cloister;

import org.jspecify.annotations.Nullable;

/**
 * A worker process ended while it ran a task, or could not be started. Only the tasks that were running in it fail with
 * this; a task that had not started is moved to another worker. The task is not run again by itself, unless its
 * {@link TaskOptions#retries()} say so.
 */
public abstract sealed class WorkerException extends CloisterException
        permits WorkerCrashedException,
                WorkerExitedException,
                WorkerMemoryException,
                WorkerUnresponsiveException,
                PoisonTaskException,
                WorkerStartException {
    private static final long serialVersionUID = 1;

    private final WorkerDeath death;
    private final long taskId;
    private final int taskIndex;

    WorkerException(String message, WorkerDeath death, long taskId, int taskIndex, @Nullable Throwable cause) {
        super(message, cause);
        this.death = death;
        this.taskId = taskId;
        this.taskIndex = taskIndex;
    }

    /** What is known of the end of the process. */
    public WorkerDeath death() {
        return death;
    }

    /** The task that failed with this; 0 if none did. */
    public long taskId() {
        return taskId;
    }

    /** The position of its input in {@code map} or {@code invokeAll}, counted from 0; -1 for a task submitted alone. */
    public int taskIndex() {
        return taskIndex;
    }
}
