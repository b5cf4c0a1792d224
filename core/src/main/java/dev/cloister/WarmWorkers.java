package dev.cloister;

import dev.cloister.internal.Wiring;

/**
 * Worker JVMs started ahead of need, for pools to take: opening a pool, or replacing a dead worker, then costs about a
 * millisecond instead of a JVM start. A pool takes those that were started with equal {@link WorkerOptions}; each one
 * taken is replaced in the background. For the whole JVM. With {@link WorkerOptions#withHeapShare}, only pools of {@code
 * workers} workers take them, because their heap is a share of that number.
 *
 * {@snippet :
 * try (var warm = dev.cloister.WarmWorkers.start(2)) {
 *     warm.awaitReady(java.time.Duration.ofSeconds(10));
 *     try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *         pool.submit(() -> 1).get();
 *     }
 * }
 * }
 *
 * <p>Closing ends those that nobody took. Safe for use by many threads.
 */
public interface WarmWorkers extends AutoCloseable {
    /** Keeps {@code workers} JVMs with default options ready. */
    static WarmWorkers start(int workers) {
        return start(workers, WorkerOptions.defaults());
    }

    /**
     * Keeps {@code workers} JVMs ready.
     *
     * @param workers how many, from 1 to {@value Backend#MAX_PROCESSES}
     * @param options how they are started
     * @throws IllegalArgumentException if {@code workers} is out of range, or workers are to be pinned: the processor of a
     *     pinned worker depends on the others of its pool
     * @throws UnsupportedOperationException if this system cannot do what {@code options} ask for
     */
    static WarmWorkers start(int workers, WorkerOptions options) {
        return Wiring.warmWorkers(workers, options);
    }

    /**
     * Waits until as many as asked for are ready to be taken.
     *
     * @return false if {@code timeout} passed first
     */
    boolean awaitReady(java.time.Duration timeout) throws InterruptedException;

    /** How many are ready to be taken now. */
    int ready();

    /** Ends those that nobody took and starts no more. Does nothing when called again. */
    @Override
    void close();
}
