package dev.cloister.advice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a piece of work: some of its tasks, run alone, two at a time in one JVM, and in two JVMs. Times are in
 * nanoseconds and of one task, medians of runs that were no longer cold where there were any; a figure that was not measured is
 * NaN.
 *
 * {@snippet :
 * var advice = dev.cloister.advice.Advisor.advise(n -> n * n, java.util.List.of(1, 2, 3));
 * dev.cloister.advice.WorkProfile profile = advice.profile();
 * System.out.println(profile.wallNanos() + " ns each, " + profile.cpuShare() + " of it computing");
 * }
 *
 * @param inputs how many inputs there are; -1 if the source cannot tell
 * @param samples how many tasks were run
 * @param wallNanos how long a task takes alone, without the time in which it could have run but others had the processors
 * @param cpuNanos the processor time of its thread in that time
 * @param allocatedBytes what a task allocates on the heap
 * @param gcShare which share of the time the garbage collector took, from 0 to 1
 * @param threadScaling how many times as many tasks per second end on two threads of one JVM as on one
 * @param processScaling the same of two JVMs
 * @param argumentBytes the size of an argument once serialized
 * @param argumentNanos the time to serialize it and to read it back
 * @param resultBytes the size of a result once serialized
 * @param resultNanos the time to serialize it and to read it back
 * @param processors how many this JVM may use
 * @param foreignLoad how many processors others kept busy during the measurement
 * @param cannotTravel why the task cannot run in another process; null if it can
 * @param unclear why the figures allow no choice: they contradict each other, or there are none; null if they do
 * @param risks what it can do to the JVM that runs it
 */
public record WorkProfile(
        long inputs,
        int samples,
        double wallNanos,
        double cpuNanos,
        double allocatedBytes,
        double gcShare,
        double threadScaling,
        double processScaling,
        double argumentBytes,
        double argumentNanos,
        double resultBytes,
        double resultNanos,
        int processors,
        double foreignLoad,
        @Nullable String cannotTravel,
        @Nullable String unclear,
        List<Risk> risks) {
    /** Copies the list. */
    public WorkProfile {
        risks = List.copyOf(risks);
    }

    /** Which share of its time a task computes: 1 for one that never waits; NaN if not measured. */
    public double cpuShare() {
        return Math.min(1, cpuNanos / wallNanos);
    }
}
