package dev.cloister.internal.pool;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Runs inputs in the calling thread, as tasks of an automatic pool. */
final class AutoHere {
    private final AutomaticPool pool;
    private final SerialPool serial;
    private final AutoPlacement placement;

    AutoHere(AutomaticPool pool, SerialPool serial, AutoPlacement placement) {
        this.pool = pool;
        this.serial = serial;
        this.placement = placement;
    }

    /**
     * Runs inputs until there are no more or one takes long.
     *
     * @param first the index of the first one
     * @param progress who counts them; null if nobody does
     * @throws InterruptedException if the calling thread was interrupted
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down before
     */
    <R extends @Nullable Object> AutoLoop<R> run(
            Object function,
            boolean twoArguments,
            Iterator<?> inputs,
            int first,
            int known,
            @Nullable MapProgress progress)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the first input was run");
        }
        AutoLoop<R> loop = new AutoLoop<>(function, twoArguments, inputs, first, known, progress);
        pool.begin(loop);
        try {
            serial.loop(loop);
        } finally {
            pool.end(loop);
        }
        if (loop.isInterrupted() || Thread.interrupted()) {
            throw new InterruptedException("interrupted after " + (first + loop.count()) + " inputs");
        }
        String late = pool.isShutdown() ? null : loop.late();
        if (late != null) {
            placement.tryAgain(late);
        }
        return loop;
    }
}
