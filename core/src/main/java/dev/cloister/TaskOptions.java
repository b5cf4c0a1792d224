package dev.cloister;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a task is run: its limits and retries. Immutable; each {@code with} method returns a changed copy and checks its
 * value. For one task, for a {@code map}, or as a pool's default ({@link PoolOptions#withTasks}).
 *
 * <p>Three limits that are not to be mixed up: {@link TaskFuture#get(long, java.util.concurrent.TimeUnit)} limits how
 * long its caller waits, and the task goes on; the soft limit interrupts the task; the hard limit kills its worker.
 *
 * {@snippet :
 * var careful = dev.cloister.TaskOptions.defaults()
 *         .withSoftLimit(java.time.Duration.ofSeconds(5))
 *         .withHardLimit(java.time.Duration.ofSeconds(8))
 *         .withRetries(2);
 * try (var pool = dev.cloister.Pool.open(dev.cloister.PoolOptions.ofProcesses(2).withTasks(careful))) {
 *     pool.submit(() -> 1).get();
 * }
 * }
 */
public sealed interface TaskOptions permits TaskConfiguration {
    /** No limits, no retries. */
    static TaskOptions defaults() {
        return TaskConfiguration.DEFAULTS;
    }

    /** How long the task may run until its thread is interrupted, once per attempt; null for no limit. */
    @Nullable
    Duration softLimit();

    /**
     * How long the task may run until it fails and its worker is killed, counted from the start of its body; null for no
     * limit. A thread cannot be killed: on thread backends the task is interrupted and abandoned, and its thread counted
     * as lost while it runs.
     */
    @Nullable
    Duration hardLimit();

    /** How often the task is run again after a worker died while running it. Default: 0, so it starts at most once. */
    int retries();

    /** Returns a copy with this soft limit, positive. */
    TaskOptions withSoftLimit(Duration limit);

    /** Returns a copy with this hard limit, positive. */
    TaskOptions withHardLimit(Duration limit);

    /**
     * Returns a copy with so many retries, from 0 to 100. Only a worker's death is retried, not an exception of the task
     * and not a limit: the task must be one that may be run more than once.
     */
    TaskOptions withRetries(int retries);
}
