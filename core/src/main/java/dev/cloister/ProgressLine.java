package dev.cloister;

import dev.cloister.internal.os.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Shows progress in one line of the terminal behind standard error: share, count, rate, what has failed, time elapsed and left. Shows
 * nothing, and costs nothing, when standard error is no terminal: a file, a pipe, {@code TERM} missing or {@code dumb}. Where
 * the system does not tell that of standard error (Linux does), it does so unless standard input and output are both a terminal.
 *
 * <p>What tasks in worker processes and {@linkplain dev.cloister.process.JvmProcess processes by hand} print through the default listeners
 * takes the line away for a moment and stands in lines of its own. What others print to the same terminal goes on behind the line; {@link
 * #clear} before makes room for it. Several lines at a time: the first one is shown, until it is over.
 *
 * <p>The width is that of the environment variable {@code COLUMNS} if it is exported, else 80; a terminal that is narrower cuts the line.
 * Thread-safe; one line is for one piece of work at a time.
 *
 * {@snippet :
 * var options = dev.cloister.MapOptions.defaults().withProgress(dev.cloister.ProgressLine.of("squares"));
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     pool.map(x -> x * x, java.util.List.of(1, 2, 3), options);
 * }
 * // squares  67 % [=============>      ] 2/3  14/s  0:00 elapsed  0:00 left
 * }
 */
public final class ProgressLine implements ProgressListener {
    /** How long it stays away after {@link #clear}, so that what is printed then comes first. */
    private static final long ROOM_NANOS = 100_000_000;

    private static final int SHORTEST_BAR = 8;
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_LABEL = 8;
    private static final String GAP = "  ";

    private final boolean shown;

    /** Whether its last state is left on the terminal. */
    private final boolean stays;

    private volatile String label;

    /** When it was cleared; of {@link System#nanoTime}. */
    private volatile long cleared = System.nanoTime() - ROOM_NANOS;

    private ProgressLine(String label, boolean shown, boolean stays) {
        this.label = Objects.requireNonNull(label, "label");
        this.shown = shown;
        this.stays = stays;
    }

    /** A line that begins with this text, which may be empty. Its last state stays on the terminal. */
    public static ProgressLine of(String label) {
        return new ProgressLine(label, Terminal.isStandardError(), true);
    }

    /** As {@link #of}, but it is taken away when the work is over. */
    public static ProgressLine passing(String label) {
        return new ProgressLine(label, Terminal.isStandardError(), false);
    }

    /** Whether it shows anything: standard error is a terminal. */
    public boolean isShown() {
        return shown;
    }

    /** Lets the line begin with this text from now on. */
    public void label(String text) {
        label = Objects.requireNonNull(text, "text");
    }

    /** Takes the line away, so that something else can be printed; it comes back after 100 ms or later. */
    public void clear() {
        cleared = System.nanoTime();
        Terminal.makeRoom();
    }

    @Override
    public void progressed(Progress now) {
        if (!shown) {
            return;
        }
        if (now.over()) {
            Terminal.leave(this, stays ? text(label, now, Terminal.columns() - 1) : "");
        } else if (System.nanoTime() - cleared >= ROOM_NANOS) {
            Terminal.draw(this, text(label, now, Terminal.columns() - 1));
        }
    }

    /** The line, of so many characters at most. */
    static String text(String label, Progress now, int width) {
        List<String> parts = new ArrayList<>();
        parts.add(now.total() < 0 ? count(now.ended()) : count(now.ended()) + "/" + count(now.total()));
        if (now.perSecond() > 0) {
            parts.add(rate(now.perSecond()));
        }
        if (now.failed() > 0) {
            parts.add(count(now.failed()) + " failed");
        }
        if (now.cancelled() > 0) {
            parts.add(count(now.cancelled()) + " cancelled");
        }
        parts.add(time(now.elapsed()) + (now.over() ? "" : " elapsed"));
        Duration left = now.timeLeft();
        if (left != null && !now.over()) {
            parts.add(time(left) + " left");
        }
        String share = now.total() < 0 ? "" : String.format(Locale.ROOT, "%3d %% ", (int) (now.share() * 100));
        return fit(printable(label), share, now.share(), String.join(GAP, parts), width);
    }

    private static String fit(String label, String share, double done, String rest, int width) {
        String gap = label.isEmpty() ? "" : GAP;
        int left = width - share.length() - rest.length() - gap.length();
        int forLabel = Math.min(label.length(), Math.max(left, SHORTEST_LABEL));
        String begin = forLabel < label.length() ? label.substring(0, forLabel - 1) + "~" : label;
        int forBar = Math.min(LONGEST_BAR, left - begin.length() - 3);
        String bar = share.isEmpty() || forBar < SHORTEST_BAR ? "" : bar(done, forBar);
        String line = begin + gap + share + bar + rest;
        return line.length() <= width ? line : line.substring(0, width);
    }

    private static String bar(double done, int width) {
        int full = (int) (done * width);
        String head = full < width ? ">" : "";
        return "[" + "=".repeat(full) + head + " ".repeat(width - full - head.length()) + "] ";
    }

    /** What a terminal must not take for a command is left out. */
    private static String printable(String label) {
        return label.replaceAll("[\\p{Cntrl}\\u0080-\\u009f]", " ");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String rate(double perSecond) {
        return perSecond >= 10
                ? count(Math.round(perSecond)) + "/s"
                : String.format(Locale.ROOT, perSecond >= 0.1 ? "%.1f/s" : "%.3f/s", perSecond);
    }

    private static String time(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : seconds < 86_400
                        ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                        : String.format(Locale.ROOT, "%,d d %02d h", seconds / 86_400, seconds / 3600 % 24);
    }
}
