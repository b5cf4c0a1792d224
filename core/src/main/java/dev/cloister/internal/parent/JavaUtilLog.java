package dev.cloister.internal.parent;

import dev.cloister.internal.protocol.RelayedRecord;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Enumeration;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What only the JDK's own logging can: records with a time and a source of their own, and the levels of all loggers. */
final class JavaUtilLog {
    private JavaUtilLog() {}

    static void log(RelayedRecord relayed, String message) {
        String name = relayed.logger();
        Logger logger = Logger.getLogger(name == null ? "" : name);
        LogRecord record = new LogRecord(Level.parse(Integer.toString(relayed.level())), message);
        record.setLoggerName(relayed.logger());
        record.setInstant(Instant.ofEpochMilli(relayed.epochMillis()));
        String[] source = relayed.source() == null
                ? new String[] {relayed.logger(), null}
                : relayed.source().split(" ", 2);
        record.setSourceClassName(source[0]);
        record.setSourceMethodName(source[1]);
        if (relayed.thrown() != null) {
            record.setThrown(new RelayedThrowable(relayed.thrown()));
        }
        logger.log(record);
    }

    /** One line for each logger with a level of its own. Names that a properties file cannot hold plainly are left out. */
    static String levels() {
        LogManager manager = LogManager.getLogManager();
        StringBuilder lines = new StringBuilder();
        for (Enumeration<String> names = manager.getLoggerNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            Logger logger = manager.getLogger(name);
            Level level = logger == null ? null : logger.getLevel();
            if (level != null && isPlain(name)) {
                lines.append(name).append(".level=").append(level.intValue()).append('\n');
            }
        }
        return lines.toString();
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "._$-".indexOf(c) >= 0));
    }

    /** Something that was thrown in another process, as the text of its stack trace. */
    private static final class RelayedThrowable extends Throwable {
        private static final long serialVersionUID = 1;

        private final String text;

        RelayedThrowable(String text) {
            super(text.lines().findFirst().orElse(""), null, false, false);
            this.text = text.stripTrailing();
        }

        @Override
        public void printStackTrace(PrintStream to) {
            to.println(text);
        }

        @Override
        public void printStackTrace(PrintWriter to) {
            to.println(text);
        }
    }
}
