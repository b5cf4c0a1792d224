package dev.cloister.internal.log;

/** Where records go: the program's logging, or standard error if that would drop what was switched on. Used by one thread. */
class Sink {
    private final System.Logger logger = System.getLogger(RuntimeLog.NAME);

    /** The one for the logging of this JVM; loads it. */
    static Sink open(System.Logger.Level threshold) {
        boolean javaUtil = "java.logging"
                .equals(System.LoggerFinder.getLoggerFinder()
                        .getClass()
                        .getModule()
                        .getName());
        if (javaUtil) {
            JavaUtilSwitch.on(threshold);
        }
        return new Sink();
    }

    void log(System.Logger.Level level, String message) {
        if (logger.isLoggable(level)) {
            logger.log(level, message);
        } else {
            System.err.println("cloister " + level + ": " + message);
        }
    }
}
