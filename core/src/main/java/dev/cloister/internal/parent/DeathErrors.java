package dev.cloister.internal.parent;

import dev.cloister.BrokenPoolException;
import dev.cloister.PoisonTaskException;
import dev.cloister.RestartIntensity;
import dev.cloister.WorkerCrashedException;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerException;
import dev.cloister.WorkerExitedException;
import dev.cloister.WorkerMemoryException;
import dev.cloister.WorkerStartException;
import dev.cloister.WorkerUnresponsiveException;
import java.util.ArrayList;
import java.util.List;

/** The errors that a worker's death becomes, with their texts: what happened, to which task, the evidence, what is next. */
public final class DeathErrors {
    private static final int SHOWN_REPORT_LINES = 12;

    private DeathErrors() {}

    /**
     * The error of one task. Each task gets an exception object of its own.
     *
     * @param ran whether the task was running; else it had not started, and was moved too often
     */
    public static WorkerException ofTask(WorkerDeath death, long taskId, int index, boolean ran, String pool) {
        String task = taskText(taskId, index);
        String message = death.worker() + " (pid " + death.pid() + ") of " + pool + " " + what(death)
                + (ran
                        ? " while running " + task + "; the task is not run again by itself"
                        : " before it could start " + task + ", as several workers before it; the task never ran")
                + evidence(death);
        return switch (death.cause()) {
            case EXIT -> new WorkerExitedException(message, death, taskId, index);
            case OUT_OF_MEMORY, KERNEL_OUT_OF_MEMORY -> new WorkerMemoryException(message, death, taskId, index);
            case UNRESPONSIVE -> new WorkerUnresponsiveException(message, death, taskId, index);
            case CRASH, KILLED, KILLED_BY_POOL, TIME_LIMIT, CHANNEL_LOST, FAILED_TO_START ->
                new WorkerCrashedException(message, death, taskId, index);
        };
    }

    /** The error of a task that killed one worker after the other, as often as it may be run. */
    public static WorkerException ofPoison(
            List<WorkerDeath> earlier, WorkerDeath last, long taskId, int index, String pool) {
        List<WorkerDeath> deaths = new ArrayList<>(earlier);
        deaths.add(last);
        StringBuilder message = new StringBuilder(taskText(taskId, index) + " of " + pool + " was run " + deaths.size()
                + " times, and each time its worker died; it is not run again");
        for (WorkerDeath death : deaths) {
            message.append("\n  ")
                    .append(death.worker())
                    .append(" (pid ")
                    .append(death.pid())
                    .append(") ");
            message.append(what(death));
        }
        message.append(evidence(last));
        return new PoisonTaskException(message.toString(), deaths, taskId, index);
    }

    private static String taskText(long taskId, int index) {
        return index < 0 ? "task " + taskId : "task " + taskId + " (input " + index + ")";
    }

    /** The error of a pool that cannot start workers. */
    public static BrokenPoolException broken(String pool, RestartIntensity intensity, WorkerDeath first) {
        String start = first.worker() + " of " + pool + " could not be started: "
                + (first.pid() < 0 ? first.detail() : "pid " + first.pid() + " " + what(first) + evidence(first));
        return new BrokenPoolException(
                pool + " cannot start workers: more than " + intensity.restarts() + " starts failed within "
                        + intensity.period().toMillis() + " ms; the first: " + start,
                new WorkerStartException(start, first, null));
    }

    /** The error of a pool whose initializer ends its process or hangs. */
    public static BrokenPoolException brokenByInitializer(String pool, WorkerDeath first) {
        String start = first.worker() + " (pid " + first.pid() + ") of " + pool + " " + what(first)
                + " while it ran the pool's initializer" + evidence(first);
        return new BrokenPoolException(
                pool + " is broken, because its workers do not survive its initializer: " + start,
                new WorkerStartException(start, first, null));
    }

    private static String what(WorkerDeath death) {
        String code = death.exitCode() == null ? "" : " (exit code " + death.exitCode() + ")";
        String signal = death.signal() == null ? "" : " by " + death.signal();
        return switch (death.cause()) {
            case CRASH -> "crashed" + signal + code;
            case EXIT -> "exited" + code;
            case OUT_OF_MEMORY -> "ran out of memory" + code;
            case KILLED -> "was killed" + signal + " from outside" + code;
            case KERNEL_OUT_OF_MEMORY -> "was killed by the kernel, which had run out of memory" + code;
            case KILLED_BY_POOL, TIME_LIMIT -> "was killed by the pool" + code;
            case UNRESPONSIVE -> "was killed by the pool, because it did not answer" + code;
            case CHANNEL_LOST -> "lost its channel to the parent" + code;
            case FAILED_TO_START -> "ended before its first message" + signal + code;
        };
    }

    private static String evidence(WorkerDeath death) {
        StringBuilder text = new StringBuilder();
        if (!death.detail().isEmpty()) {
            text.append("\n  ").append(death.detail());
        }
        if (!death.crashReport().isEmpty()) {
            text.append("\n  crash report:");
            death.crashReport()
                    .lines()
                    .filter(line -> line.length() > 2)
                    .limit(SHOWN_REPORT_LINES)
                    .forEach(line -> text.append("\n    ").append(line));
        }
        if (!death.stderrTail().isEmpty()) {
            text.append("\n  last lines of its standard error:");
            death.stderrTail().lines().forEach(line -> text.append("\n    ").append(line));
        }
        return text.toString();
    }
}
