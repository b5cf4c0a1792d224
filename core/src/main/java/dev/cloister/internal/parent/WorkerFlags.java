package dev.cloister.internal.parent;

import dev.cloister.internal.log.RuntimeLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM flags that Cloister gives to workers. The user's come after and win. */
final class WorkerFlags {
    private static final String LOG_CLASS = "-Djava.util.logging.config.class=";
    private static final String LOG_FILE = "-Djava.util.logging.config.file=";
    private static final String LOG_MANAGER = "-Djava.util.logging.manager=";

    /** Named by text, because parent and worker code never import each other. */
    private static final String LOGGING = "dev.cloister.internal.worker.RelayedLogging";

    private WorkerFlags() {}

    /** The flags, without those that would contradict the user's choice of a garbage collector. */
    static List<String> defaults(List<String> userArguments, Path runDirectory) {
        List<String> flags = new ArrayList<>();
        boolean chosen = false;
        for (String argument : userArguments) {
            chosen |= ParentFlags.choosesCollector(argument);
        }
        if (!chosen) {
            flags.add("-XX:+UseSerialGC"); // a worker runs few threads: less memory, fewer threads, a faster start
        }
        flags.add("-XX:-UsePerfData"); // a killed JVM leaves its file of counters behind
        flags.add("-XX:ErrorFile=" + runDirectory.resolve("hs_err_pid%p.log"));
        flags.add("-Xlog:disable");
        flags.add("-Xlog:all=error:stderr");
        String log = System.getProperty(RuntimeLog.PROPERTY);
        if (log != null) { // also when it was set by the program
            flags.add("-D" + RuntimeLog.PROPERTY + "=" + log);
        }
        flags.add("-Dstdout.encoding=UTF-8");
        flags.add("-Dstderr.encoding=UTF-8");
        return flags;
    }

    /**
     * Has a worker's {@code java.util.logging}, once something uses it, send its records to the parent; unless the program
     * says what is to configure it, or the user has a file for workers.
     */
    static void addLogging(List<String> arguments, List<String> userArguments) {
        for (String argument : arguments) {
            if (argument.startsWith(LOG_CLASS) || argument.startsWith(LOG_MANAGER)) {
                return;
            }
        }
        for (String argument : userArguments) {
            if (argument.startsWith(LOG_FILE)) {
                return;
            }
        }
        arguments.add(LOG_CLASS + LOGGING);
    }
}
