package dev.cloister.internal.parent;

/**
 * Whether this process may have worker processes. A worker may not, unless it is allowed: a program that opens a pool in
 * a static initializer, which its workers run too, would otherwise start processes without end.
 */
public final class Nesting {
    private static final String PROPERTY = "dev.cloister.maxDepth";

    private Nesting() {}

    /** How many processes are above this one. */
    public static int depth() {
        return WorkerEnvironment.depth();
    }

    /**
     * Throws in a worker that is as deep as the system property allows.
     *
     * @throws IllegalStateException with what to do instead
     */
    public static void requireAllowed() {
        int depth = WorkerEnvironment.depth();
        int max = Integer.getInteger(PROPERTY, 1);
        if (depth >= max) {
            throw new IllegalStateException("this is a worker process (depth " + depth
                    + "), and workers may not start workers: open the pool in the program's main method, not in a static"
                    + " initializer that workers run too; use threads inside of tasks (Pool.ofThreads); or allow it"
                    + " with -D" + PROPERTY + "=" + (depth + 1) + " on the program");
        }
    }
}
