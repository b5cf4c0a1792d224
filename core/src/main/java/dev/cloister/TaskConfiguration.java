package dev.cloister;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link TaskOptions}. */
record TaskConfiguration(
        @Nullable Duration softLimit, @Nullable Duration hardLimit, int retries) implements TaskOptions {
    static final TaskConfiguration DEFAULTS = new TaskConfiguration(null, null, 0);
    private static final int MAX_RETRIES = 100;

    @Override
    public TaskOptions withSoftLimit(Duration limit) {
        return new TaskConfiguration(requirePositive("softLimit", limit), hardLimit, retries);
    }

    @Override
    public TaskOptions withHardLimit(Duration limit) {
        return new TaskConfiguration(softLimit, requirePositive("hardLimit", limit), retries);
    }

    @Override
    public TaskOptions withRetries(int retries) {
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException("retries must be from 0 to " + MAX_RETRIES + ": " + retries);
        }
        return new TaskConfiguration(softLimit, hardLimit, retries);
    }

    private static Duration requirePositive(String option, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(option + " must be positive: " + limit);
        }
        return limit;
    }
}
