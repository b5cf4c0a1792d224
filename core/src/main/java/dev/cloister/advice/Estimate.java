package dev.cloister.advice;

import org.jspecify.annotations.Nullable;

/**
 * What one backend would do with the work, as far as can be told from the measurement.
 *
 * {@snippet :
 * var estimate = new dev.cloister.advice.Estimate("threads", 120.0, null);
 * System.out.println(estimate.choice() + ": " + estimate.tasksPerSecond() + " tasks per second");
 * }
 *
 * @param choice the candidate's name, as in {@link Advice#choice()}
 * @param tasksPerSecond how many tasks it would end per second once it runs; NaN if that cannot be told
 * @param excluded why it must not be taken however fast it is; null if it may
 */
public record Estimate(
        String choice, double tasksPerSecond, @Nullable String excluded) {}
