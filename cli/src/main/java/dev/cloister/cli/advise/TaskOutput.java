package dev.cloister.cli.advise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Passes on what a measuring JVM and its tasks print, the first lines of it: a task runs many times. Lines are cut, so that
 * the memory is bounded whatever is printed.
 */
final class TaskOutput implements Runnable {
    static final int MAX_LINES = 20;
    private static final int MAX_CHARS = 300;

    private final InputStream printed;
    private final Consumer<String> lines;
    private long count;

    /** Reads {@code printed} until its end when it runs. */
    TaskOutput(InputStream printed, Consumer<String> lines) {
        this.printed = printed;
        this.lines = lines;
    }

    @Override
    public void run() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    end(line);
                } else if (c != '\r' && line.length() < MAX_CHARS) {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty()) {
                end(line);
            }
        } catch (IOException e) {
            return; // the JVM was killed
        }
    }

    private void end(StringBuilder line) {
        count++;
        if (count <= MAX_LINES) {
            lines.accept(line + (line.length() == MAX_CHARS ? "..." : ""));
        }
        line.setLength(0);
    }

    /** Says what was not shown; once it has run. */
    void finish(PrintWriter err) {
        if (count > MAX_LINES) {
            err.println("cloister advise: " + (count - MAX_LINES) + " more lines that the tasks printed are not shown");
        }
    }
}
