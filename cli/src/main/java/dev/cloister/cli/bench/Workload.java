package dev.cloister.cli.bench;

import java.util.List;

/** Real work, cut into tasks that every mode runs alike. */
interface Workload {
    /** What limits the work. */
    enum Kind {
        /** The processors: more workers than processors gain nothing. */
        COMPUTES,
        /** Time that passes elsewhere: many workers per processor gain a lot. */
        WAITS
    }

    /** One word for tables and files. */
    String name();

    /** A line for people, with the sizes. */
    String title();

    /** What limits it. */
    Kind kind();

    /** The tasks to be measured. */
    List<? extends Task> tasks();

    /** Tasks of the same kind for one worker, that load and compile what the measured ones need. */
    List<? extends Task> warmUp();

    /** The same for CPython, which compiles nothing. */
    default List<? extends Task> warmUpForPython() {
        return warmUp();
    }

    /** Whether there is code to be compiled, so that warming takes a while. */
    default boolean needsCompiling() {
        return true;
    }

    /** What CPython runs of it. */
    List<PythonMode> pythonModes();

    /** Whether CPython needs numpy for it. */
    default boolean needsNumpy() {
        return false;
    }

    /** How many tasks a worker process with several threads gets at once. */
    default int batch() {
        return 1;
    }
}
