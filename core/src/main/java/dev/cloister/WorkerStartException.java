package dev.cloister;

import org.jspecify.annotations.Nullable;

/**
 * A worker process could not be started, or ended before its first message. The cause of {@link BrokenPoolException}.
 *
 * {@snippet :
 * static String advice(dev.cloister.BrokenPoolException e) {
 *     return e.getCause() instanceof dev.cloister.WorkerStartException start ? start.death().stderrTail() : "";
 * }
 * }
 */
public final class WorkerStartException extends WorkerException {
    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, the evidence, what to do
     * @param death the facts; its pid is -1 if there never was a process
     * @param cause what starting the process threw
     */
    public WorkerStartException(String message, WorkerDeath death, @Nullable Throwable cause) {
        super(message, death, 0, -1, cause);
    }
}
