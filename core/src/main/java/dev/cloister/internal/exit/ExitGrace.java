package dev.cloister.internal.exit;

import java.time.Duration;

/** How long an exit waits for accepted tasks: the system property {@code dev.cloister.exitGrace}, or what the program says. */
public final class ExitGrace {
    private static final String PROPERTY = "dev.cloister.exitGrace";
    private static final String DEFAULT = "5s";

    /** The longest that can be said: what is longer is no grace but a wait for ever. */
    public static final Duration MAX = Duration.ofDays(1);

    /** In nanoseconds; below zero until somebody has looked. */
    private static volatile long nanos = -1;

    private ExitGrace() {}

    /**
     * The grace in nanoseconds.
     *
     * @throws IllegalArgumentException if the system property makes no sense
     */
    public static long nanos() {
        long known = nanos;
        if (known < 0) {
            known = parse(System.getProperty(PROPERTY, DEFAULT));
            nanos = known;
        }
        return known;
    }

    /** The program says so. */
    public static void set(long newNanos) {
        nanos = newNanos;
    }

    /** A number and a unit: {@code 500ms}, {@code 5s}, {@code 2m}; or {@code 0}. */
    static long parse(String text) {
        String word = text.strip();
        int digits = 0;
        while (digits < word.length() && digits < 9 && word.charAt(digits) >= '0' && word.charAt(digits) <= '9') {
            digits++;
        }
        long factor = factor(word.substring(digits));
        if (digits == 0 || (factor == 0 && !word.equals("0"))) {
            throw new IllegalArgumentException(
                    "the system property " + PROPERTY + " is a time as 500ms, 5s, 2m or 0, not '" + text + "'");
        }
        long number = Long.parseLong(word.substring(0, digits));
        return Math.min(number * factor, MAX.toNanos());
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 0;
        };
    }
}
