package dev.cloister.internal.log;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Switches the runtime's logger on where the JDK's own logging is behind it: gives it a level, unless the program has, and a handler
 * for records that no handler of the program would publish, as the default console handler does not below INFO.
 */
final class JavaUtilSwitch {
    /** Held, since loggers are collected when nobody holds them. */
    private static final Logger OWN = Logger.getLogger(RuntimeLog.NAME);

    private JavaUtilSwitch() {}

    static void on(System.Logger.Level threshold) {
        if (OWN.getLevel() == null) {
            OWN.setLevel(level(threshold));
        }
        Handler rest = new ConsoleHandler();
        rest.setLevel(Level.ALL);
        rest.setFilter(record -> !isPublished(record, rest));
        OWN.addHandler(rest);
    }

    private static Level level(System.Logger.Level level) {
        return level == System.Logger.Level.ALL ? Level.ALL : Level.parse(Integer.toString(level.getSeverity()));
    }

    /** Whether a handler of this logger or of those above it, besides {@code except}, takes the record. */
    private static boolean isPublished(LogRecord record, Handler except) {
        for (@Nullable Logger logger = OWN; logger != null; logger = logger.getParent()) {
            for (Handler handler : logger.getHandlers()) {
                if (!handler.equals(except) && handler.isLoggable(record)) {
                    return true;
                }
            }
            if (!logger.getUseParentHandlers()) {
                return false;
            }
        }
        return false;
    }
}
