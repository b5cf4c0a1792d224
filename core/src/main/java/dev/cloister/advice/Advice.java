package dev.cloister.advice;

import dev.cloister.Backend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which backend suits the work, and why. It can be kept as JSON and used again.
 *
 * {@snippet :
 * var advice = dev.cloister.advice.Advisor.advise(n -> n * n, java.util.List.of(1, 2, 3));
 * System.out.println(advice.choice() + ": " + advice.reason());
 * var kept = dev.cloister.advice.Advice.ofJson(advice.toJson());
 * }
 *
 * @param choice the name of the candidate: {@code serial}, {@code threads}, {@code virtual-threads}, {@code processes}, {@code
 *     processes-x-threads}, or {@code cannot-tell}
 * @param backend where to run it; null for {@code cannot-tell}
 * @param reason a sentence for people
 * @param profile the figures behind it
 * @param path the questions that were asked of the figures, from the root of the tree, with their answers
 * @param estimates what each candidate would do
 * @param code Java to paste
 */
public record Advice(
        String choice,
        @Nullable Backend backend,
        String reason,
        WorkProfile profile,
        List<Step> path,
        List<Estimate> estimates,
        String code) {
    /** The choice where the figures allow none. */
    public static final String CANNOT_TELL = "cannot-tell";

    /** Copies the lists. */
    public Advice {
        path = List.copyOf(path);
        estimates = List.copyOf(estimates);
    }
}
