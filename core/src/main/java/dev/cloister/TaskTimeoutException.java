package dev.cloister;

import java.time.Duration;

/**
 * The task ran longer than its {@linkplain TaskOptions#hardLimit() hard limit}, counted from the start of its body. Its
 * worker process is killed and replaced; other tasks that run in it end first. A thread of a thread backend cannot be
 * killed: it was interrupted and abandoned.
 *
 * {@snippet :
 * static void explain(Throwable error) {
 *     if (error instanceof dev.cloister.TaskTimeoutException e) {
 *         System.out.println(e.worker() + " was at:\n" + e.threadDump());
 *     }
 * }
 * }
 */
public final class TaskTimeoutException extends TaskException {
    private static final long serialVersionUID = 1;

    private final Duration limit;
    private final String worker;
    private final long pid;
    private final long taskId;
    private final int taskIndex;
    private final String threadDump;

    /**
     * Creates one.
     *
     * @param message what happened, to which task, the evidence, what happens next
     * @param limit the hard limit
     * @param worker the name of the worker or the thread that ran it
     * @param pid the worker's process id
     * @param taskId the task
     * @param taskIndex the position of its input, or -1
     * @param threadDump the stacks of the worker's threads; empty if it could not tell
     */
    public TaskTimeoutException(
            String message, Duration limit, String worker, long pid, long taskId, int taskIndex, String threadDump) {
        super(message, null);
        this.limit = limit;
        this.worker = worker;
        this.pid = pid;
        this.taskId = taskId;
        this.taskIndex = taskIndex;
        this.threadDump = threadDump;
    }

    /** The hard limit. */
    public Duration limit() {
        return limit;
    }

    /** The name of the worker, or of the thread, that ran the task. */
    public String worker() {
        return worker;
    }

    /** The process id of the worker; that of this JVM on thread backends. */
    public long pid() {
        return pid;
    }

    /** The task. */
    public long taskId() {
        return taskId;
    }

    /** The position of its input in {@code map} or {@code invokeAll}, counted from 0; -1 for a task submitted alone. */
    public int taskIndex() {
        return taskIndex;
    }

    /** The stacks of the worker's threads when the limit was reached; empty if the worker could not tell in time. */
    public String threadDump() {
        return threadDump;
    }
}
