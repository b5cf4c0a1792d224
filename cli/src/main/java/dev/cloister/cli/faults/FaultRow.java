package dev.cloister.cli.faults;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One fault, and how it is shown.
 *
 * @param id short and unique, such as {@code p17}
 * @param title what goes wrong
 * @param group which table it belongs to
 * @param boundSeconds how long the verdict may take at most
 * @param quick whether it belongs to the quick subset
 * @param peer its name in {@code faults.py}; null if CPython has nothing to compare
 * @param scenario makes it go wrong
 */
record FaultRow(
        String id,
        String title,
        Group group,
        double boundSeconds,
        boolean quick,
        @Nullable String peer,
        Scenario scenario) {
    /** The tables. */
    enum Group {
        /** The 21 things that go wrong with one of ten tasks. */
        TASK("One of ten tasks goes wrong"),
        /** What befalls a pool, its workers or its program. */
        POOL("Something befalls workers, messages or the program");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Whether the pattern is the row's id, or a part of its title; case does not matter, {@code *} stands for any text. */
    boolean matches(String pattern) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (id.equals(lower)) {
            return true;
        }
        String text = title.toLowerCase(Locale.ROOT);
        int from = 0;
        for (String part : lower.split("\\*", -1)) {
            int at = text.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }

    FaultRow quickly() {
        return new FaultRow(id, title, group, boundSeconds, true, peer, scenario);
    }

    FaultRow within(double seconds) {
        return new FaultRow(id, title, group, seconds, quick, peer, scenario);
    }
}
