package dev.cloister;

/**
 * The worker process ended because it ran out of memory, its own or the machine's.
 *
 * {@snippet :
 * static boolean matches(Throwable error) {
 *     return error instanceof dev.cloister.WorkerMemoryException e
 *             && e.death().cause() == dev.cloister.WorkerDeath.Cause.OUT_OF_MEMORY;
 * }
 * }
 */
public final class WorkerMemoryException extends WorkerException {
    private static final long serialVersionUID = 1;

    /**
     * Creates one for one task; two tasks that fail by one death get two of them.
     *
     * @param message what happened, to which task, the evidence, what happens next
     * @param death the facts
     * @param taskId the task that was running
     * @param taskIndex the position of its input, or -1
     */
    public WorkerMemoryException(String message, WorkerDeath death, long taskId, int taskIndex) {
        super(message, death, taskId, taskIndex, null);
    }
}
