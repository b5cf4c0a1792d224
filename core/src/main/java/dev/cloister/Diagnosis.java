package dev.cloister;

import dev.cloister.internal.Wiring;
import java.util.List;

/**
 * Whether this JVM can have worker processes, and what on this system helps or hinders them: what {@code cloister doctor}
 * prints. Immutable.
 *
 * {@snippet :
 * var diagnosis = dev.cloister.Diagnosis.run();
 * if (!diagnosis.canStartWorkers()) {
 *     System.err.println(diagnosis);
 * }
 * }
 *
 * @param canStartWorkers whether a worker was started, ran a task, and ended
 * @param items what was looked at, the most important last: the trial
 */
public record Diagnosis(boolean canStartWorkers, List<Item> items) {
    /** Copies the list. */
    public Diagnosis {
        items = List.copyOf(items);
    }

    /** How an item is to be taken. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Workers can do without, or it is unusual. */
        NOTE,
        /** Workers cannot be started, or not well. */
        PROBLEM
    }

    /**
     * One thing that was looked at.
     *
     * @param level how it is to be taken
     * @param subject what it is, in a word or two; the same in each run
     * @param value what was found
     * @param advice what can be done or changed; empty if nothing
     */
    public record Item(Level level, String subject, String value, String advice) {
        @Override
        public String toString() {
            return level + " " + subject + ": " + value + (advice.isEmpty() ? "" : " (" + advice + ")");
        }
    }

    /**
     * Looks, and starts one worker process, which runs one task. Blocks until that has ended: mostly less than a second, at
     * most some 30 s where processes start but do not answer. Never throws: what went wrong is among the items. Leaves
     * nothing behind.
     */
    public static Diagnosis run() {
        return Wiring.diagnosis();
    }

    /** A line for each item. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(item).append(System.lineSeparator()));
        return text.toString();
    }
}
