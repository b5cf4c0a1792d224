package dev.cloister.internal.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A log record on its way from a worker to its parent: one line of text with tabs between its fields, so that it can
 * share the pipe of the worker's output. In texts, backslash, tab, line ends and the mark of {@link TaggedOutput} are
 * written as a backslash and a letter; a text that is not there is {@code \0}.
 *
 * @param level as in {@code java.util.logging}: 800 is INFO, 900 WARNING
 * @param epochMillis when it was logged
 * @param taskId the task on whose thread it was logged; 0 for other threads
 * @param thread the name of the thread
 * @param logger the name of the logger; null for the anonymous one
 * @param source class and method that logged, as far as known, separated by a blank
 * @param message what was logged, its parameters in place
 * @param thrown the stack trace of what was logged with it, as text
 */
public record RelayedRecord(
        int level,
        long epochMillis,
        long taskId,
        String thread,
        @Nullable String logger,
        @Nullable String source,
        @Nullable String message,
        @Nullable String thrown) {
    /** The longest text; what is longer is cut. */
    public static final int MAX_TEXT_CHARS = 64 * 1024;

    /** The longest line: three texts of three bytes for each character, and some. */
    public static final int MAX_LINE_BYTES = 1 << 20;

    private static final int FIELDS = 8;

    /** The line, with its end. */
    public byte[] encode() {
        StringBuilder line = new StringBuilder(256);
        line.append(level).append('\t').append(epochMillis).append('\t').append(taskId);
        append(line, thread);
        append(line, logger);
        append(line, source);
        append(line, message);
        append(line, thrown);
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder line, @Nullable String text) {
        line.append('\t');
        if (text == null) {
            line.append("\\0");
            return;
        }
        int length = Math.min(text.length(), MAX_TEXT_CHARS);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case TaggedOutput.MARK -> line.append("\\m");
                default -> line.append(c);
            }
        }
        if (length < text.length()) {
            line.append(" ... (").append(text.length()).append(" characters)");
        }
    }

    /** The record of a line without its end. */
    public static RelayedRecord decode(String line) throws IOException {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IOException("a log record has " + fields.length + " fields instead of " + FIELDS);
        }
        try {
            String thread = text(fields[3]);
            return new RelayedRecord(
                    Integer.parseInt(fields[0]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    thread == null ? "" : thread,
                    text(fields[4]),
                    text(fields[5]),
                    text(fields[6]),
                    text(fields[7]));
        } catch (NumberFormatException e) {
            throw new IOException("a log record has a malformed number: " + e.getMessage(), e);
        }
    }

    private static @Nullable String text(String field) {
        if (field.equals("\\0")) {
            return null;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                c = switch (field.charAt(++i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 'm' -> TaggedOutput.MARK;
                    default -> field.charAt(i);
                };
            }
            text.append(c);
        }
        return text.toString();
    }
}
