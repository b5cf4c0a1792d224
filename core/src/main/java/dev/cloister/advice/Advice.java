package dev.cloister.advice;

import dev.cloister.Backend;
import dev.cloister.internal.advice.AdviceJson;
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

    /**
     * This advice as JSON in one line, for {@link #ofJson}: {@code {"version":1,"choice":..,"backend":{"kind":..},"reason":..,
     * "profile":{..},"path":[..],"estimates":[..],"code":..}}, with the names of the records' components. Figures that were not
     * measured are left out.
     */
    public String toJson() {
        return AdviceJson.write(this);
    }

    /**
     * The advice that {@link #toJson} wrote. Members that are not known are ignored. Takes time and memory in proportion to the text, which may
     * come from anybody; what is in it is not checked for sense.
     *
     * @throws IllegalArgumentException if the text is not JSON, with line and column; lacks something or has it in another type, with the
     *     member's path; is of a later version; or is longer than 4 Mi characters
     */
    public static Advice ofJson(String json) {
        return AdviceJson.read(json);
    }
}
