package dev.cloister.internal.parent;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of this JVM's own arguments its workers inherit: those that shape the program, not those that belong to one
 * process. The table is in docs/decisions/0004.
 */
final class ParentFlags {
    private static final List<String> DROPPED_PREFIXES = List.of(
            "-agentlib:jdwp",
            "-Xrunjdwp",
            "-Xdebug",
            "-Dcom.sun.management.jmxremote",
            "-Xloggc",
            "-Xlog",
            "-verbose",
            "-Xmx",
            "-Xms",
            "-Xmn",
            "-Xshare",
            "-Xcomp",
            "-XX:MaxHeapSize",
            "-XX:InitialHeapSize",
            "-XX:MaxRAM",
            "-XX:InitialRAM",
            "-XX:MinRAM",
            "-XX:SoftMaxHeapSize",
            "-XX:StartFlightRecording",
            "-XX:FlightRecorderOptions",
            "-XX:+HeapDump",
            "-XX:HeapDumpPath",
            "-XX:OnError",
            "-XX:OnOutOfMemoryError",
            "-XX:ErrorFile",
            "-XX:+ErrorFileTo",
            "-XX:LogFile",
            "-XX:+LogVMOutput",
            "-XX:AOT",
            "-XX:+AOT",
            "-XX:SharedArchiveFile",
            "-XX:ArchiveClassesAtExit",
            "-XX:+AutoCreateSharedArchive",
            "-XX:NativeMemoryTracking",
            "-XX:+PrintNMTStatistics",
            "-XX:Flags=",
            "-XX:CRaC",
            "-Djdk.module.",
            "-Djava.class.path",
            "-Dsun.java.",
            "-Ddev.cloister.internal.",
            "--module-path",
            "--class-path",
            "--module=");

    /**
     * What the launcher adds when it runs a source file. It is the default on the class path, and with it said aloud a JVM cannot use
     * its AOT cache.
     */
    private static final String DEFAULT_MODULES = "--add-modules=ALL-DEFAULT";

    private ParentFlags() {}

    /** The arguments that workers inherit, in order. */
    static List<String> inherited() {
        List<String> kept = filter(ownArguments());
        if (!ParentFlags.class.getModule().isNamed()) {
            kept.remove(DEFAULT_MODULES);
        }
        return kept;
    }

    static List<String> filter(List<String> arguments) {
        List<String> kept = new ArrayList<>();
        for (String argument : arguments) {
            if (!startsWithAny(argument, DROPPED_PREFIXES) && !choosesCollector(argument)) {
                kept.add(argument);
            }
        }
        return kept;
    }

    /** True for {@code -XX:+UseG1GC} and its like: two of them, and the JVM does not start. */
    static boolean choosesCollector(String argument) {
        return (argument.startsWith("-XX:+Use") || argument.startsWith("-XX:-Use")) && argument.endsWith("GC");
    }

    private static boolean startsWithAny(String argument, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (argument.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * All arguments, with argument files and environment variables resolved. Asking the management interface takes some
     * 30 ms in a young JVM, so a command line that plainly has no flags is read instead.
     */
    private static List<String> ownArguments() {
        return isPlain() ? List.of() : ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** True if this JVM was started as {@code java [-cp PATH] Main ...} or {@code java -jar JAR ...}, without flags. */
    private static boolean isPlain() {
        for (String variable : WorkerEnvironment.JVM_OPTION_VARIABLES) {
            if (System.getenv(variable) != null) {
                return false;
            }
        }
        ProcessHandle.Info info = ProcessHandle.current().info();
        String[] words = info.arguments().orElse(null);
        if (words == null || !info.command().orElse("").endsWith("/bin/java")) {
            return false;
        }
        int i = 0;
        while (i + 1 < words.length && (words[i].equals("-cp") || words[i].equals("-classpath"))) {
            i += 2;
        }
        return i < words.length && (words[i].equals("-jar") || !(words[i].startsWith("-") || words[i].startsWith("@")));
    }
}
