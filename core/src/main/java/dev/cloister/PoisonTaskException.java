package dev.cloister;

import java.util.List;

/**
 * A task that may be run again after its worker died ({@link TaskOptions#retries()}) has lost a worker each time, and is
 * not run any more. {@link #death()} is the last death.
 *
 * {@snippet :
 * static int workersLost(Throwable error) {
 *     return error instanceof dev.cloister.PoisonTaskException e ? e.deaths().size() : 0;
 * }
 * }
 */
public final class PoisonTaskException extends WorkerException {
    private static final long serialVersionUID = 1;

    private final WorkerDeath[] deaths;

    /**
     * Creates one.
     *
     * @param message what happened, to which task, the evidence
     * @param deaths all deaths that the task met, the first one first; at least one
     * @param taskId the task that was running
     * @param taskIndex the position of its input, or -1
     */
    public PoisonTaskException(String message, List<WorkerDeath> deaths, long taskId, int taskIndex) {
        super(message, deaths.getLast(), taskId, taskIndex, null);
        this.deaths = deaths.toArray(new WorkerDeath[0]);
    }

    /** The deaths of all workers that ran the task, the first one first. */
    public List<WorkerDeath> deaths() {
        return List.of(deaths);
    }
}
