package dev.cloister.internal.advice;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolInsights;
import dev.cloister.PoolOptions;
import dev.cloister.internal.probe.Metered;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a trial runs tasks: one place for a task alone, and one for two tasks in the same JVM. Opening it starts nothing yet.
 *
 * @param single runs one task at a time: the only one, or beside those of {@code pair} in a process of its own
 * @param pair runs two tasks at a time in one process
 * @param isHere whether both are the same two threads of this JVM
 */
record Crew(Pool single, Pool pair, boolean isHere) implements AutoCloseable {
    private static final int MAX_NAME = 50;

    /** Two worker processes. */
    static Crew apart(PoolOptions options) {
        Pool single = Pool.open(named(options.withBackend(Backend.processes(1)), "single"));
        return new Crew(single, Pool.open(named(options.withBackend(Backend.processes(1, 2)), "pair")), false);
    }

    /** Two threads of this JVM. */
    static Crew here(PoolOptions options) {
        Pool threads = Pool.open(named(options.withBackend(Backend.threads(2)), "threads"));
        return new Crew(threads, threads, true);
    }

    private static PoolOptions named(PoolOptions options, String role) {
        String name = options.name() == null ? "trial" : options.name();
        return options.withMinIdle(0).withName(name.substring(0, Math.min(MAX_NAME, name.length())) + "-" + role);
    }

    /** The function as these places run it. */
    Metered metered(Object function, long repeatNanos, boolean watched) {
        return isHere
                ? Metered.local(function, repeatNanos, watched)
                : Metered.packing(function, repeatNanos, single.options().maxMessageBytes(), watched);
    }

    /** The living worker processes. */
    Set<Long> processes() {
        Set<Long> pids = new HashSet<>();
        if (!isHere) {
            for (Pool pool : List.of(single, pair)) {
                for (PoolInsights.Worker worker : pool.insights().workers()) {
                    if (worker.pid() > 0) {
                        pids.add(worker.pid());
                    }
                }
            }
        }
        return pids;
    }

    /** In order, without waiting. */
    @Override
    public void close() {
        single.shutdown();
        pair.shutdown();
    }
}
