package dev.cloister;

import java.time.Duration;

/**
 * How often workers may fail to start before a pool gives up: more than {@code restarts} failed starts within
 * {@code period} break the pool, with the first failure as the cause. The default is 5 in 10 seconds.
 *
 * {@snippet :
 * var options = dev.cloister.PoolOptions.ofProcesses(2)
 *         .withRestartIntensity(new dev.cloister.RestartIntensity(2, java.time.Duration.ofSeconds(5)));
 * }
 *
 * @param restarts how many failed starts are forgiven, from 0
 * @param period within which time, positive
 */
public record RestartIntensity(int restarts, Duration period) {
    /** 5 failed starts in 10 seconds. */
    public static final RestartIntensity DEFAULT = new RestartIntensity(5, Duration.ofSeconds(10));

    public RestartIntensity {
        if (restarts < 0) {
            throw new IllegalArgumentException("restarts must not be negative: " + restarts);
        }
        if (!period.isPositive()) {
            throw new IllegalArgumentException("period must be positive: " + period);
        }
    }
}
