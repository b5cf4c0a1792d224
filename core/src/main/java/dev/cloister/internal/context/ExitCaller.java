package dev.cloister.internal.context;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who ends this JVM, found while it ends: the thread that has called for it, and its frames.
 *
 * @param thread its name
 * @param text where {@code System.exit} was called, as lines
 */
public record ExitCaller(String thread, String text) {
    private static final int MAX_FRAMES = 12;

    /** The caller; null if nobody called: {@code main} has returned, and all threads that hold the JVM have ended. */
    public static @Nullable ExitCaller find() {
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            StackTraceElement[] stack = entry.getValue();
            int called = indexOf(stack, "java.lang.Runtime"); // System.exit calls it
            if (called < 0) {
                called = indexOf(stack, "java.lang.Shutdown"); // the JVM's handlers of signals call it
            }
            if (called >= 0) {
                return new ExitCaller(entry.getKey().getName(), describe(entry.getKey(), stack, called));
            }
        }
        return null;
    }

    private static int indexOf(StackTraceElement[] stack, String exiting) {
        for (int i = 0; i < stack.length; i++) {
            if (stack[i].getClassName().equals(exiting)
                    && stack[i].getMethodName().equals("exit")) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a signal ends this JVM: a thread of the JVM called. */
    public boolean isSignal() {
        return isOfSignal(thread);
    }

    private static boolean isOfSignal(String thread) {
        return thread.startsWith("SIG");
    }

    /** Whether a signal is to end this JVM, also one that came after another reason. */
    public static boolean isSignalled() {
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            if (isOfSignal(entry.getKey().getName()) && indexOf(entry.getValue(), "java.lang.Shutdown") >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String describe(Thread thread, StackTraceElement[] stack, int from) {
        StringBuilder text = new StringBuilder("System.exit was called in thread " + thread.getName());
        for (int i = from + 1; i < Math.min(stack.length, from + MAX_FRAMES); i++) {
            text.append(System.lineSeparator()).append("\tat ").append(stack[i]);
        }
        return text.toString();
    }
}
