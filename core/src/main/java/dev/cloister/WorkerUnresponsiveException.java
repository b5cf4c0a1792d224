package dev.cloister;

/**
 * The worker process had tasks and gave no sign of life for some {@linkplain PoolOptions#heartbeat() heartbeats}, so the
 * pool killed it: it had been stopped by a signal, or could not reach a safepoint.
 *
 * {@snippet :
 * static boolean matches(Throwable error) {
 *     return error instanceof dev.cloister.WorkerUnresponsiveException e
 *             && e.death().cause() == dev.cloister.WorkerDeath.Cause.UNRESPONSIVE;
 * }
 * }
 */
public final class WorkerUnresponsiveException extends WorkerException {
    private static final long serialVersionUID = 1;

    /**
     * Creates one for one task; two tasks that fail by one death get two of them.
     *
     * @param message what happened, to which task, the evidence, what happens next
     * @param death the facts
     * @param taskId the task that was running
     * @param taskIndex the position of its input, or -1
     */
    public WorkerUnresponsiveException(String message, WorkerDeath death, long taskId, int taskIndex) {
        super(message, death, taskId, taskIndex, null);
    }
}
