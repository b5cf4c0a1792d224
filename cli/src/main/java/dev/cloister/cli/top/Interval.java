package dev.cloister.cli.top;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as users write them: {@code 1s}, {@code 500ms}, {@code 0.5s}, {@code 2}. */
final class Interval {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(s|ms|)");
    private static final double MILLIS_PER_SECOND = 1000;

    private Interval() {}

    /** The time; null if the text is none. Without a unit it is in seconds. */
    static @Nullable Duration parse(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return null;
        }
        double number = Double.parseDouble(time.group(1));
        return Duration.ofMillis(Math.round(time.group(2).equals("ms") ? number : number * MILLIS_PER_SECOND));
    }
}
