package dev.cloister.cli.bench;

import dev.cloister.advice.Advice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one mode did with one workload.
 *
 * @param workload its name
 * @param runtime such as {@code jvm}
 * @param mode such as {@code processes (2)}
 * @param kind the mode of this JVM; null for CPython
 * @param all the seconds of each run
 * @param speedup over the same runtime's serial mode; NaN if unknown
 * @param agrees whether all answers of all runs were those of this JVM's serial mode
 * @param advice what the mode decided and why; null for one that is fixed
 * @param note why there are no runs, or what went wrong; null if nothing did
 */
record Row(
        String workload,
        String runtime,
        String mode,
        @Nullable Mode kind,
        List<Double> all,
        double speedup,
        boolean agrees,
        @Nullable Advice advice,
        @Nullable String note) {
    Row {
        all = List.copyOf(all);
    }

    /** A row without any run. */
    static Row without(String workload, String runtime, String mode, @Nullable Mode kind, String why) {
        return new Row(workload, runtime, mode, kind, List.of(), Double.NaN, false, null, why);
    }

    /** The median; NaN without a run. */
    double seconds() {
        return Figures.median(all.stream().mapToDouble(Double::doubleValue).toArray());
    }

    int runs() {
        return all.size();
    }

    boolean measured() {
        return !all.isEmpty();
    }

    /** A wrong answer, or no answer from a pool of ours. A peer that is missing or fails is not our failure. */
    boolean failed() {
        return measured() ? !agrees : kind != null;
    }

    Row withSpeedup(double value) {
        return new Row(workload, runtime, mode, kind, all, value, agrees, advice, note);
    }
}
