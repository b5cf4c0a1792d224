package dev.cloister.internal.parent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM flags that Cloister gives to workers. The user's come after and win. */
final class WorkerFlags {
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
        flags.add("-Dstdout.encoding=UTF-8");
        flags.add("-Dstderr.encoding=UTF-8");
        return flags;
    }
}
