package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.PoolOptions;
import dev.cloister.RestartIntensity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler keeps to.
 *
 * @param size how many workers there may be at first
 * @param threads how many tasks a worker runs at a time
 * @param minIdle how many idle workers there should be
 * @param intensity how many failed starts break the pool
 * @param heartbeatNanos how often a busy worker must give a sign of life
 * @param idleNanos how long a worker may be idle until it goes; 0 for ever
 * @param maxTasks how many tasks a worker may run; 0 for any number
 * @param maxTasksJitter up to how many fewer, at random
 */
record SchedulerRules(
        int size,
        int threads,
        int minIdle,
        RestartIntensity intensity,
        long heartbeatNanos,
        long idleNanos,
        int maxTasks,
        int maxTasksJitter) {
    static SchedulerRules of(PoolOptions options) {
        Backend.Processes backend = (Backend.Processes) options.backend();
        return new SchedulerRules(
                backend.workers(),
                backend.threads(),
                options.minIdle(),
                options.restartIntensity(),
                options.heartbeat().toNanos(),
                nanos(options.idleTimeout()),
                options.maxTasksPerWorker(),
                options.maxTasksJitter());
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }
}
