package dev.cloister.cli.advise;

import java.util.Locale;

/** Numbers for people, with three digits or so. */
final class Amount {
    private static final String[] BYTES = {"bytes", "KiB", "MiB", "GiB"};
    private static final String[] TIMES = {"ns", "us", "ms"};

    private Amount() {}

    /** A time in the unit that suits it, from nanoseconds to seconds. */
    static String time(double nanos) {
        double value = nanos;
        for (String unit : TIMES) {
            if (value < 999.5) {
                return number(value) + " " + unit;
            }
            value /= 1000;
        }
        return number(value) + " s";
    }

    static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.5 && unit < BYTES.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? format("%.0f", value) : number(value)) + " " + BYTES[unit];
    }

    static String percent(double share) {
        return share > 0 && share < 0.0095 ? "less than 1 %" : format("%.0f %%", 100 * share);
    }

    static String ratio(double ratio) {
        return format(ratio < 9.95 ? "%.2f times" : "%.0f times", ratio);
    }

    static String count(long number, String of) {
        return format("%,d ", number) + of + (number == 1 ? "" : "s");
    }

    static String rate(double perSecond) {
        return perSecond < 99.5 ? number(perSecond) : format("%,.0f", perSecond);
    }

    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        return format(value < 0.995 ? "%.2f" : value < 99.5 ? "%.1f" : "%.0f", value);
    }

    private static String format(String pattern, Object value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
