package dev.cloister;

/**
 * The worker process was ended by an exit call: {@code System.exit}, {@code Runtime.halt} or a native {@code exit}. Never a success, also with code 0.
 *
 * {@snippet :
 * static boolean matches(Throwable error) {
 *     return error instanceof dev.cloister.WorkerExitedException e
 *             && e.death().cause() == dev.cloister.WorkerDeath.Cause.EXIT;
 * }
 * }
 */
public final class WorkerExitedException extends WorkerException {
    private static final long serialVersionUID = 1;

    /**
     * Creates one for one task; two tasks that fail by one death get two of them.
     *
     * @param message what happened, to which task, the evidence, what happens next
     * @param death the facts
     * @param taskId the task that was running
     * @param taskIndex the position of its input, or -1
     */
    public WorkerExitedException(String message, WorkerDeath death, long taskId, int taskIndex) {
        super(message, death, taskId, taskIndex, null);
    }
}
