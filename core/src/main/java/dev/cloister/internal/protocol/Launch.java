package dev.cloister.internal.protocol;

/** What the parent and a worker agree on before the first frame. */
public final class Launch {
    /** The environment variable that holds how many workers are above a process; a program's first JVM has none. */
    public static final String DEPTH_VARIABLE = "CLOISTER_DEPTH";

    /** The exit code of a worker whose parent is gone. */
    public static final int EXIT_PARENT_GONE = 124;

    /** The exit code of a worker that could not work: no channel, or no memory outside of tasks. */
    public static final int EXIT_UNUSABLE = 125;

    private Launch() {}
}
