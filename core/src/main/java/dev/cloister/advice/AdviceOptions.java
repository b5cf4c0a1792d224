package dev.cloister.advice;

import dev.cloister.UsableCpus;
import java.time.Duration;
import java.util.Objects;

/**
 * What an advisor is to know that cannot be measured, and how long it may take. Immutable.
 *
 * {@snippet :
 * var options = dev.cloister.advice.AdviceOptions.defaults().withIsolation(true);
 * var advice = dev.cloister.advice.Advisor.advise(n -> n * n, java.util.List.of(1, 2, 3), options);
 * }
 *
 * @param isolation whether a task that crashes, exits, leaks or hangs must cost nobody but itself
 * @param sharedState whether the tasks change objects of this JVM that they share, so that they cannot leave it
 * @param maxConcurrent how many tasks that wait may run at the same time, from 1
 * @param processors how many processors may be used, from 1
 * @param budget how long measuring may take beyond the work itself, positive; what is started by then is still waited for
 */
public record AdviceOptions(
        boolean isolation, boolean sharedState, int maxConcurrent, int processors, Duration budget) {
    /** Checks each value. */
    public AdviceOptions {
        requirePositive("maxConcurrent", maxConcurrent);
        requirePositive("processors", processors);
        if (Objects.requireNonNull(budget, "budget").isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("budget must be positive: " + budget);
        }
        if (isolation && sharedState) {
            throw new IllegalArgumentException(
                    "isolation and sharedState exclude each other: tasks that change objects of"
                            + " this JVM cannot run in another; keep what they share in a Manager, then they can");
        }
    }

    /** No isolation, no shared state, up to 10,000 waits at a time, all usable processors, 200 ms. */
    public static AdviceOptions defaults() {
        return new AdviceOptions(false, false, 10_000, UsableCpus.current().count(), Duration.ofMillis(200));
    }

    /** Returns a copy for tasks that must be kept apart, or need not. */
    public AdviceOptions withIsolation(boolean wanted) {
        return new AdviceOptions(wanted, sharedState, maxConcurrent, processors, budget);
    }

    /** Returns a copy for tasks that change objects of this JVM, or do not. */
    public AdviceOptions withSharedState(boolean shared) {
        return new AdviceOptions(isolation, shared, maxConcurrent, processors, budget);
    }

    /** Returns a copy with this number of waits at a time, at least 1. */
    public AdviceOptions withMaxConcurrent(int tasks) {
        return new AdviceOptions(isolation, sharedState, tasks, processors, budget);
    }

    /** Returns a copy for this number of processors, at least 1. */
    public AdviceOptions withProcessors(int count) {
        return new AdviceOptions(isolation, sharedState, maxConcurrent, count, budget);
    }

    /** Returns a copy with this budget, positive. */
    public AdviceOptions withBudget(Duration time) {
        return new AdviceOptions(isolation, sharedState, maxConcurrent, processors, time);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
