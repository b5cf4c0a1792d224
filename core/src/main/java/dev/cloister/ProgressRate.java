package dev.cloister;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** How fast work goes on lately, and how long the rest takes. Knows no clock. For one thread at a time. */
final class ProgressRate {
    /** So far back is lately. */
    static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    /** Marks are so far apart, at least. */
    static final long STEP_NANOS = Duration.ofMillis(500).toNanos();

    /** If fewer have ended lately they say little: long tasks that began together end together. */
    static final int FEW = 10;

    private final long begin;

    /** The oldest first. All but the first are within the window. */
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();

    /** How many had ended when. */
    private record Mark(long time, long ended) {}

    /** Counts from this time, of {@link System#nanoTime}. */
    ProgressRate(long begin) {
        this.begin = begin;
        marks.add(new Mark(begin, 0));
    }

    /** So many have ended by now. Returns how many end per second. */
    double perSecond(long now, long ended) {
        if (now - marks.getLast().time >= STEP_NANOS) {
            marks.add(new Mark(now, ended));
        }
        while (marks.size() > 1 && now - second().time >= WINDOW_NANOS) {
            marks.removeFirst();
        }
        Mark base = marks.getFirst();
        return ended - base.ended >= FEW ? rate(now - base.time, ended - base.ended) : overall(now, ended);
    }

    private Mark second() {
        var all = marks.iterator();
        all.next();
        return all.next();
    }

    /** How many ended per second of the whole time. */
    double overall(long now, long ended) {
        return rate(now - begin, ended);
    }

    private static double rate(long nanos, long count) {
        return count == 0 ? 0 : count * 1e9 / Math.max(1, nanos);
    }

    /** How long the rest takes; null if that cannot be told. */
    static @Nullable Duration timeLeft(long total, long ended, double perSecond) {
        if (total < 0) {
            return null;
        }
        long rest = Math.max(0, total - ended);
        if (rest == 0) {
            return Duration.ZERO;
        }
        return perSecond > 0 ? Duration.ofNanos((long) (rest / perSecond * 1e9)) : null; // saturates after 292 years
    }
}
