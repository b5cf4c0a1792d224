package dev.cloister.cli.ipc;

import java.util.Locale;

/**
 * What a measure should reach.
 *
 * @param kind of bound
 * @param bound in the unit of the measure, or how many times as good as CPython
 */
record Goal(Kind kind, double bound) {
    /** What is compared with the bound. */
    enum Kind {
        /** How many times as good as CPython. */
        RATIO,
        /** The value, which must not be more. */
        AT_MOST,
        /** The value, which must not be less. */
        AT_LEAST,
        /** Nothing: the result has to be right, that is all. */
        RIGHT
    }

    /** Whether it is reached. */
    enum Verdict {
        MET,
        MISSED,
        /** There is no goal, or nothing to compare with. */
        OPEN
    }

    static Goal ratio(double times) {
        return new Goal(Kind.RATIO, times);
    }

    static Goal atMost(double value) {
        return new Goal(Kind.AT_MOST, value);
    }

    static Goal atLeast(double value) {
        return new Goal(Kind.AT_LEAST, value);
    }

    static Goal right() {
        return new Goal(Kind.RIGHT, Double.NaN);
    }

    Verdict judge(double value, double ratio) {
        double compared = kind == Kind.RATIO ? ratio : value;
        if (kind == Kind.RIGHT || Double.isNaN(compared)) {
            return Verdict.OPEN;
        }
        boolean met = kind == Kind.AT_MOST ? compared <= bound : compared >= bound;
        return met ? Verdict.MET : Verdict.MISSED;
    }

    /** In words. */
    String text(String unit) {
        String number = bound == Math.rint(bound)
                ? String.format(Locale.ROOT, "%.0f", bound)
                : String.format(Locale.ROOT, "%s", bound);
        return switch (kind) {
            case RATIO -> ">= " + number + "x";
            case AT_MOST -> "<= " + number + " " + unit;
            case AT_LEAST -> ">= " + number;
            case RIGHT -> "";
        };
    }
}
