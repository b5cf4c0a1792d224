package dev.cloister.internal.exit;

import org.jspecify.annotations.Nullable;

/**
 * Ends this JVM at once when a signal asks it to exit while it is exiting already: whoever presses Ctrl-C again does not want
 * to wait. The JVM itself ignores such a signal; what shows it is the thread that the JVM starts for each signal, which waits for
 * the exit that is going on. So no handler is installed, and those of the program are left alone. After the halt, the guardian kills
 * what is left.
 */
final class SecondSignal implements Runnable {
    private static final long INTERVAL_MILLIS = 20;
    private static final int SIGNALLED = 128;

    private SecondSignal() {}

    /** Watches from now on, unless the system property {@code dev.cloister.signals} is {@code off}. */
    static void watch() {
        if ("off".equals(System.getProperty("dev.cloister.signals"))) {
            return;
        }
        Thread thread = new Thread(new SecondSignal(), "cloister-exit-watch");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // no thread: then a second signal is ignored
        }
    }

    @Override
    public void run() {
        while (true) {
            int code = find();
            if (code != 0) {
                ExitSequence.halt(code);
            }
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) { // by the program; nobody waits for this thread
                return;
            }
        }
    }

    /** The exit code for a signal that came after the exit had begun; 0 if there was none. */
    private static int find() {
        for (@Nullable Thread thread : threads()) {
            if (thread != null) {
                int number = signalOf(thread.getName());
                if (number != 0 && isTooLate(thread.getStackTrace())) {
                    return SIGNALLED + number;
                }
            }
        }
        return 0;
    }

    private static @Nullable Thread[] threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root != null && root.getParent() != null) {
            root = root.getParent();
        }
        if (root == null) {
            return new Thread[0];
        }
        @Nullable Thread[] threads;
        int count;
        do {
            threads = new Thread[root.activeCount() * 2 + 16];
            count = root.enumerate(threads);
        } while (count == threads.length);
        return threads;
    }

    /** The number of the signal whose thread has this name; 0 if it is no signal that ends a JVM. */
    private static int signalOf(String threadName) {
        return switch (threadName) {
            case "SIGHUP handler" -> 1;
            case "SIGINT handler" -> 2;
            case "SIGTERM handler" -> 15;
            default -> 0;
        };
    }

    /** Whether the JVM's own handler wants to exit, but is not the one that does. */
    private static boolean isTooLate(StackTraceElement[] stack) {
        boolean handles = false;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.equals("java.lang.ApplicationShutdownHooks")) {
                return false;
            }
            handles |= type.startsWith("java.lang.Terminator");
        }
        return handles && stack.length > 0 && stack[0].getClassName().equals("java.lang.Shutdown");
    }
}
