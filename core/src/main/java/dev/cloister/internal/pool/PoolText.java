package dev.cloister.internal.pool;

import dev.cloister.Pool;
import dev.cloister.PoolStatistics;

/** A pool in one line, for {@code toString} and for the end of error messages. */
final class PoolText {
    private PoolText() {}

    static String describe(Pool pool) {
        String state = pool.isTerminated() ? "terminated" : pool.isShutdown() ? "shut down" : "running";
        return pool.name() + "[" + pool.options().backend() + ", " + state + ", " + counts(pool.statistics()) + "]";
    }

    static String counts(PoolStatistics s) {
        return "workers=" + (s.idle() + s.busy() + s.starting()) + ", busy=" + s.busy() + ", pending=" + s.pending()
                + ", running=" + s.running() + ", completed=" + s.completed() + ", failed=" + s.failed()
                + ", cancelled=" + s.cancelled()
                + ", deaths="
                + s.deaths().values().stream().mapToLong(Long::longValue).sum();
    }
}
