package dev.cloister.cli.faults;

import dev.cloister.PoolOptions;
import dev.cloister.faults.Ending;
import dev.cloister.faults.Expected;
import dev.cloister.faults.Fault;
import java.time.Duration;
import java.util.concurrent.Future;

/** How tasks that never end are ended, and stopped workers found. */
final class Limits {
    /** How long a task may run. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** How long the caller waits for what should end by itself. */
    static final Duration PATIENCE = Duration.ofSeconds(12);

    private Limits() {}

    /** Options with which a hanging task, or a worker without a sign of life, is ended. */
    static PoolOptions set(PoolOptions options) {
        return options.withCancelGrace(Duration.ofMillis(100));
    }

    /** The ending of a task that never ends by itself. */
    static Ending of(Future<?> future) throws InterruptedException {
        Ending ending = Ending.of(future, LIMIT);
        if (ending.kind() == Ending.Kind.HANGS) {
            future.cancel(true);
            return Ending.of(future, PATIENCE);
        }
        return ending;
    }

    /** What becomes of one of the 21 that does not end by itself. */
    static Expected of(Fault fault) {
        return fault == Fault.SIGSTOP ? stop() : hang();
    }

    /** What becomes of a task that hangs. */
    static Expected hang() {
        return ending -> ending.kind() == Ending.Kind.CANCELLED ? null : "expected cancelled, it is " + ending.name();
    }

    /** What becomes of the task of a worker that was stopped. */
    static Expected stop() {
        return hang();
    }
}
