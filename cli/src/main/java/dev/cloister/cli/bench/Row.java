package dev.cloister.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * What one mode did with one workload.
 *
 * @param workload its name
 * @param runtime such as {@code jvm}
 * @param mode such as {@code processes (2)}
 * @param kind the mode of this JVM; null for CPython
 * @param seconds the median; NaN without a run
 * @param runs how many
 * @param speedup over the same runtime's serial mode; NaN if unknown
 * @param agrees whether all answers of all runs were those of this JVM's serial mode
 * @param note why there are no runs, or what went wrong; null if nothing did
 */
record Row(
        String workload,
        String runtime,
        String mode,
        @Nullable Mode kind,
        double seconds,
        int runs,
        double speedup,
        boolean agrees,
        @Nullable String note) {
    boolean measured() {
        return runs > 0;
    }

    /** A wrong answer, or no answer from a pool of ours. A peer that is missing or fails is not our failure. */
    boolean failed() {
        return measured() ? !agrees : kind != null;
    }

    Row withSpeedup(double value) {
        return new Row(workload, runtime, mode, kind, seconds, runs, value, agrees, note);
    }
}
