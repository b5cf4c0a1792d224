package dev.cloister.cli.faults;

import dev.cloister.PoolOptions;
import dev.cloister.TaskOptions;
import dev.cloister.TaskTimeoutException;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerUnresponsiveException;
import dev.cloister.faults.Ending;
import dev.cloister.faults.Expected;
import dev.cloister.faults.Fault;
import java.time.Duration;

/** How tasks that never end are ended, and stopped workers found. */
final class Limits {
    /** How long a task may run. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** How long the caller waits for what should end by itself. */
    static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    private Limits() {}

    /** Options with which a task that runs too long is ended. */
    static PoolOptions hard(PoolOptions options) {
        return options.withTasks(TaskOptions.defaults().withHardLimit(LIMIT));
    }

    /** Options with which a worker without a sign of life is found. */
    static PoolOptions heartbeat(PoolOptions options) {
        return options.withHeartbeat(HEARTBEAT);
    }

    /** Both. */
    static PoolOptions both(PoolOptions options) {
        return heartbeat(hard(options));
    }

    /** One of the 21, which does not end by itself. */
    static TenTasks endless(Fault fault) {
        TenTasks.BadTask bad = (pool, place) -> fault.submitTo(pool);
        return fault == Fault.SIGSTOP
                ? TenTasks.of(bad, stop()).with(Limits::heartbeat)
                : TenTasks.of(bad, hang()).with(Limits::hard);
    }

    /** What becomes of a task that hangs: its error has the stacks of the worker's threads. */
    static Expected hang() {
        return ending -> ending.error() instanceof TaskTimeoutException error
                        && error.limit().equals(LIMIT)
                        && !error.threadDump().isEmpty()
                ? null
                : unexpected("TaskTimeoutException with a thread dump", ending);
    }

    /** What becomes of the task of a worker that was stopped. */
    static Expected stop() {
        return ending -> ending.error() instanceof WorkerUnresponsiveException error
                        && error.death().cause() == Cause.UNRESPONSIVE
                ? null
                : unexpected("WorkerUnresponsiveException", ending);
    }

    private static String unexpected(String expected, Ending ending) {
        return "expected " + expected + ", it is " + ending.name() + ": " + ending.error();
    }
}
