package dev.cloister.internal.parent;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.RelayedRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's logging, as workers need it: their records go to {@link System#getLogger}, their levels come from there.
 * Loaded when the first worker logs. Where the JDK's own logging is behind it, records keep their time and source.
 */
public final class ParentLog {
    /** Cloister's own logger: silent by default, for it logs at DEBUG alone. */
    private static final String OWN = RuntimeLog.NAME;

    private static final System.Logger.Level[] LEVELS = {
        System.Logger.Level.TRACE,
        System.Logger.Level.DEBUG,
        System.Logger.Level.INFO,
        System.Logger.Level.WARNING,
        System.Logger.Level.ERROR
    };

    private ParentLog() {}

    /** What is behind {@link System#getLogger}; asked by the threads that may take their time. */
    private static final class Finder {
        static final boolean IS_JAVA_UTIL_LOGGING = "java.logging"
                .equals(System.LoggerFinder.getLoggerFinder()
                        .getClass()
                        .getModule()
                        .getName());

        private Finder() {}
    }

    /** Hands a worker's record to this JVM's logging. Runs the user's handlers. */
    static void log(String worker, long pid, String line) throws IOException {
        RelayedRecord record = RelayedRecord.decode(line);
        String task = record.taskId() == 0 ? "" : " task " + record.taskId();
        String message = "[" + worker + " pid " + pid + task + "] " + record.message();
        if (Finder.IS_JAVA_UTIL_LOGGING) {
            JavaUtilLog.log(record, message);
        } else {
            String thrown = record.thrown() == null ? "" : System.lineSeparator() + record.thrown();
            System.getLogger(name(record)).log(level(record.level()), message + thrown);
        }
    }

    private static String name(RelayedRecord record) {
        String name = record.logger();
        return name == null ? "" : name;
    }

    /** The level of {@link System.Logger} that JDK logging maps to this number, or the next above it. */
    static System.Logger.Level level(int number) {
        for (int i = LEVELS.length - 1; i > 0; i--) {
            if (number >= severity(LEVELS[i])) {
                return LEVELS[i];
            }
        }
        return LEVELS[0];
    }

    /** Of {@code java.util.logging}; {@code Level.getSeverity} has the same numbers. */
    private static int severity(System.Logger.Level level) {
        return level.getSeverity();
    }

    /** Tells a worker the levels, or that its records are not wanted. On a thread of its own: loggers are the user's. */
    public static void answer(WorkerProcess worker, boolean relay) {
        Errand.run("cloister-log-levels", () -> {
            String levels = relay ? levels() : null;
            worker.send(
                    FrameType.LOG_LEVELS, 0, new ByteSink(64).putString(levels).toBytes());
        });
    }

    /** Lines of a logging configuration. */
    private static @Nullable String levels() {
        return Finder.IS_JAVA_UTIL_LOGGING ? JavaUtilLog.levels() : ".level=" + rootLevel();
    }

    private static int rootLevel() {
        System.Logger root = System.getLogger("");
        for (System.Logger.Level level : LEVELS) {
            if (root.isLoggable(level)) {
                return severity(level);
            }
        }
        return Integer.MAX_VALUE;
    }

    /** A worker ended that was not told to. On a thread of its own: handlers are the user's, and may take their time. */
    public static void workerDied(String pool, WorkerDeath death) {
        if (RuntimeLog.isDebug()) {
            return; // it is among the stations of the pool
        }
        Errand.run(
                "cloister-" + pool + "-log",
                () -> System.getLogger(OWN).log(System.Logger.Level.DEBUG, () -> pool + ": " + describe(death)));
    }

    /** How a worker ended, in one line. */
    public static String describe(WorkerDeath death) {
        return death.worker() + " (pid " + death.pid() + ") ended: " + death.cause()
                + (death.exitCode() == null ? "" : ", exit code " + death.exitCode())
                + (death.detail().isEmpty() ? "" : ", " + death.detail());
    }
}
