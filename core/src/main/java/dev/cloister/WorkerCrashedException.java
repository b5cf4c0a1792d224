package dev.cloister;

/**
 * The worker process was ended by a signal: a crash of the JVM or of native code in it, or a kill from outside or by the pool; or its channel was lost.
 *
 * {@snippet :
 * static boolean matches(Throwable error) {
 *     return error instanceof dev.cloister.WorkerCrashedException e
 *             && e.death().cause() == dev.cloister.WorkerDeath.Cause.CRASH;
 * }
 * }
 */
public final class WorkerCrashedException extends WorkerException {
    private static final long serialVersionUID = 1;

    /**
     * Creates one for one task; two tasks that fail by one death get two of them.
     *
     * @param message what happened, to which task, the evidence, what happens next
     * @param death the facts
     * @param taskId the task that was running
     * @param taskIndex the position of its input, or -1
     */
    public WorkerCrashedException(String message, WorkerDeath death, long taskId, int taskIndex) {
        super(message, death, taskId, taskIndex, null);
    }
}
