package dev.cloister.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says what is running: one line that is rewritten on a terminal, a line per stage elsewhere. */
public final class Progress {
    private static final int WIDTH = 78;

    private final PrintWriter err;
    private final boolean terminal;
    private final BudgetClock clock;

    /** Creates one. */
    public Progress(PrintWriter err, boolean terminal, BudgetClock clock) {
        this.clock = clock;
        this.err = err;
        this.terminal = terminal;
    }

    /** Whether standard error is a terminal that understands a carriage return. Only Linux can tell: false elsewhere. */
    public static boolean onTerminal() {
        String type = System.getenv("TERM");
        if (type == null || type.equals("dumb")) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) { // not Linux
            return false;
        }
    }

    /** A new stage. */
    public void stage(String text) {
        if (terminal) {
            step(text);
        } else {
            err.println(String.format(Locale.ROOT, "bench: %5.1f s  %s", clock.elapsed(), text));
            err.flush();
        }
    }

    /** A step within a stage. */
    void step(String text) {
        if (terminal) {
            String line = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
            err.print("\r" + line + " ".repeat(WIDTH - line.length()) + "\r");
            err.flush();
        }
    }

    /** Clears the line, for other output. */
    public void clear() {
        step("");
    }
}
