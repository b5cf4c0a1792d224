package dev.cloister.internal.exit;

/** Something to do when this JVM exits. Made by {@link ExitSequence#register}. Ordered as they run. Thread-safe. */
public final class ExitAction implements Comparable<ExitAction> {
    final int priority;
    private final long number;
    private final Runnable action;

    ExitAction(int priority, long number, Runnable action) {
        this.priority = priority;
        this.number = number;
        this.action = action;
    }

    /** It is not to run. Returns whether it never has and never will; false when its turn has come already. */
    public boolean cancel() {
        return ExitSequence.remove(this);
    }

    /** Runs it; what it throws goes to the thread's handler, as in a thread that dies of it. */
    void run() {
        try {
            action.run();
        } catch (Throwable t) { // whatever it is, it is the action's own
            report(t);
        }
    }

    private static void report(Throwable error) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
        } catch (Throwable t) { // the handler is the user's too; the rest must run
        }
    }

    /** Highest priority first, then the latest first. Two actions are equal only if they are the same. */
    @Override
    public int compareTo(ExitAction other) {
        return priority != other.priority
                ? Integer.compare(other.priority, priority)
                : Long.compare(other.number, number);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
