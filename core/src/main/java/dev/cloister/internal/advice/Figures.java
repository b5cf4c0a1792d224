package dev.cloister.internal.advice;

import java.util.Locale;

/** Figures for people: three digits at the most, with their unit. */
final class Figures {
    private Figures() {}

    static String time(double nanos) {
        if (Double.isNaN(nanos)) {
            return "an unknown time";
        }
        if (nanos < 999.5) {
            return digits(nanos) + " ns";
        }
        if (nanos < 999.5e3) {
            return digits(nanos / 1e3) + " us";
        }
        return nanos < 999.5e6 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    static String bytes(double bytes) {
        if (Double.isNaN(bytes)) {
            return "an unknown size";
        }
        if (bytes < 1024) {
            return Math.round(bytes) + " bytes";
        }
        return bytes < 1024 * 1024 ? digits(bytes / 1024) + " KiB" : digits(bytes / (1024 * 1024)) + " MiB";
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String rate(double perSecond) {
        return perSecond < 100 ? digits(perSecond) : String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    private static String digits(double value) {
        double tenths = Math.round(value * 10) / 10.0;
        return String.format(Locale.ROOT, tenths < 10 && tenths != Math.rint(tenths) ? "%.1f" : "%.0f", value);
    }
}
