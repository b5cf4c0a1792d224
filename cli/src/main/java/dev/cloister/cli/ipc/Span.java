package dev.cloister.cli.ipc;

import dev.cloister.RemoteCallable;
import java.io.Serial;
import java.io.Serializable;

/**
 * When a worker did its part of a run. The clock is the machine's, so that times of several processes can be compared.
 *
 * @param start of {@link System#nanoTime}
 * @param end of the same
 * @param value what it counted
 */
record Span(long start, long end, long value) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** What a worker does: returns what it counted. */
    @FunctionalInterface
    interface Job extends Serializable {
        long run() throws Exception;
    }

    /** The task that does a job and tells when. */
    static RemoteCallable<Span> of(Job job) {
        return () -> {
            long start = System.nanoTime();
            long value = job.run();
            return new Span(start, System.nanoTime(), value);
        };
    }
}
