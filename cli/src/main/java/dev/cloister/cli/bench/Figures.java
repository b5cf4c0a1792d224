package dev.cloister.cli.bench;

import java.util.Arrays;
import java.util.Locale;

/** Numbers for people. */
public final class Figures {
    private static final String UNKNOWN = "-";

    private Figures() {}

    /** A time in the unit that suits it. */
    public static String time(double seconds) {
        if (Double.isNaN(seconds)) {
            return UNKNOWN;
        }
        if (seconds < 1e-3) {
            return format("%.0f us", seconds * 1e6);
        }
        return seconds < 1 ? format("%.1f ms", seconds * 1e3) : format("%.2f s", seconds);
    }

    /** A ratio such as {@code 1.97x}. */
    static String times(double ratio) {
        if (Double.isNaN(ratio)) {
            return UNKNOWN;
        }
        return format(ratio < 9.95 ? "%.2fx" : "%.0fx", ratio);
    }

    /** A share such as {@code 98%}. */
    static String percent(double share) {
        return Double.isNaN(share) ? UNKNOWN : format("%.0f%%", 100 * share);
    }

    /** Three digits or so. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        return value == Math.rint(value) || value >= 99.95 ? format("%.0f", value) : format("%.1f", value);
    }

    /** The middle of some values, or the mean of the two in the middle; NaN of none. */
    public static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
