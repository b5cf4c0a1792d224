package dev.cloister.internal.worker;

import dev.cloister.internal.protocol.ByteSink;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the threads of this process do, as text. */
final class ThreadDump {
    private static final int MAX_CHARS = 64 * 1024;

    private ThreadDump() {}

    /** The body of DUMPED: the stack of {@code first}, if there is one, then those of all other platform threads. */
    static byte[] ofAll(@Nullable Thread first) {
        StringBuilder text = new StringBuilder();
        if (first != null) {
            append(text, first, first.getStackTrace());
        }
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            if (entry.getKey() != first && text.length() < MAX_CHARS) {
                append(text, entry.getKey(), entry.getValue());
            }
        }
        if (text.length() > MAX_CHARS) {
            text.setLength(MAX_CHARS);
            text.append("...");
        }
        return new ByteSink(text.length() + 16).putString(text.toString()).toBytes();
    }

    private static void append(StringBuilder text, Thread thread, StackTraceElement[] stack) {
        text.append('"')
                .append(thread.getName())
                .append("\" ")
                .append(thread.getState())
                .append('\n');
        for (StackTraceElement element : stack) {
            text.append("    at ").append(element).append('\n');
        }
    }
}
