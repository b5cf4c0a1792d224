package dev.cloister.internal.log;

import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What Cloister says of itself: records of the {@link System.Logger} {@code dev.cloister}, when the system property {@code
 * dev.cloister.log} names a level. Without it nothing is logged here, and no logging loaded. Records are handed to the program's
 * logging by a thread of their own, because it may run the user's code and because stations are logged under locks; they
 * are dropped, and counted, when 10,000 wait. When the JVM exits they are written to standard error, because logging is shut down
 * then. Thread-safe.
 */
public final class RuntimeLog implements Runnable {
    /** The logger's name. */
    public static final String NAME = "dev.cloister";

    /** Its setting: the name of a {@link System.Logger.Level}. */
    public static final String PROPERTY = "dev.cloister.log";

    private static final int CAPACITY = 10_000;
    private static final long FLUSH_MILLIS = 500;

    /** What is logged; null for nothing. */
    private static final System.Logger.@Nullable Level THRESHOLD = threshold(System.getProperty(PROPERTY));

    private static final @Nullable RuntimeLog WRITER = THRESHOLD == null ? null : start();

    /** Whether this JVM is exiting. */
    private static volatile boolean exiting;

    private final ArrayBlockingQueue<Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();

    /** How many records have come and are not written. */
    private final AtomicInteger unwritten = new AtomicInteger();

    private record Entry(System.Logger.Level level, String message) {}

    private RuntimeLog() {}

    private static System.Logger.@Nullable Level threshold(@Nullable String word) {
        if (word == null) {
            return null;
        }
        try {
            System.Logger.Level level = System.Logger.Level.valueOf(word.strip().toUpperCase(Locale.ROOT));
            return level == System.Logger.Level.OFF ? null : level;
        } catch (IllegalArgumentException e) {
            System.err.println("cloister: the system property " + PROPERTY
                    + " is ALL, TRACE, DEBUG, INFO, WARNING, ERROR or OFF, not '" + word + "'; nothing is logged");
            return null;
        }
    }

    private static RuntimeLog start() {
        RuntimeLog writer = new RuntimeLog();
        Thread thread = new Thread(writer, "cloister-log");
        thread.setDaemon(true);
        thread.start();
        return writer;
    }

    /** Whether {@link #debug} does anything. */
    public static boolean isDebug() {
        return isOn(System.Logger.Level.DEBUG);
    }

    /** Whether {@link #trace} does anything. */
    public static boolean isTrace() {
        return isOn(System.Logger.Level.TRACE);
    }

    private static boolean isOn(System.Logger.Level level) {
        System.Logger.Level threshold = THRESHOLD;
        return threshold != null && level.getSeverity() >= threshold.getSeverity();
    }

    /** Logs a station in the life of a pool, a worker, a task that was not as it should be, the exit. Returns at once. */
    public static void debug(String message) {
        log(System.Logger.Level.DEBUG, message);
    }

    /** Logs a station of a task. Returns at once. */
    public static void trace(String message) {
        log(System.Logger.Level.TRACE, message);
    }

    /**
     * Logs something that the program's author ought to know. Also when nothing is switched on, on the calling thread then, which
     * holds no lock: the logger's own level decides.
     */
    public static void warn(String message) {
        if (exiting) {
            print(System.Logger.Level.WARNING, message);
        } else if (isOn(System.Logger.Level.WARNING)) {
            log(System.Logger.Level.WARNING, message);
        } else {
            System.getLogger(NAME).log(System.Logger.Level.WARNING, message);
        }
    }

    private static void log(System.Logger.Level level, String message) {
        RuntimeLog writer = WRITER;
        if (writer == null || !isOn(level)) {
            return;
        }
        if (exiting) {
            print(level, message);
        } else {
            writer.put(new Entry(level, message));
        }
    }

    private void put(Entry entry) {
        unwritten.incrementAndGet();
        if (!queue.offer(entry)) {
            unwritten.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    private static void print(System.Logger.Level level, String message) {
        System.err.println("cloister " + level + ": " + message);
    }

    /** This JVM exits: what is logged from now on goes to standard error. Waits for what was logged before, not for long. */
    public static void exiting() {
        RuntimeLog writer = WRITER;
        exiting = true;
        if (writer != null) {
            long deadline = System.nanoTime() + FLUSH_MILLIS * 1_000_000;
            while (writer.unwritten.get() > 0 && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** The thread. */
    @Override
    public void run() {
        @Nullable Sink sink = null;
        while (true) {
            try {
                Entry entry = queue.take();
                try {
                    if (sink == null && !exiting) {
                        sink = Sink.open(THRESHOLD == null ? System.Logger.Level.OFF : THRESHOLD);
                    }
                    write(entry, sink);
                } finally {
                    unwritten.decrementAndGet();
                }
            } catch (InterruptedException e) { // by nobody who may
                return;
            } catch (RuntimeException | Error e) { // of the program's handlers; the next record may do better
                System.err.println("cloister: logging failed: " + e);
            }
        }
    }

    private void write(Entry entry, @Nullable Sink sink) {
        long lost = dropped.getAndSet(0);
        String note = lost == 0 ? "" : " (" + lost + " records before this one were dropped)";
        if (sink == null || exiting) {
            print(entry.level, entry.message + note);
        } else {
            sink.log(entry.level, entry.message + note);
        }
    }
}
