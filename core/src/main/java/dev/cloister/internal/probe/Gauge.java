package dev.cloister.internal.probe;

import org.jspecify.annotations.Nullable;

/**
 * Gathers what calls of {@link Metered#sampling} functions measured, where their results arrive. Thread-safe; taking a
 * result that was not measured costs a type check.
 */
public final class Gauge {
    /** Guarded by this, as all that follows. */
    private long samples;

    private double wallNanos;
    private double cpuNanos;
    private double allocatedBytes;

    /** Nothing gathered yet. */
    public Gauge() {}

    /**
     * What was gathered; means of one task, NaN if there is none.
     *
     * @param samples how many calls were measured
     * @param wallNanos how long a task took, without the time that it waited for a processor
     * @param cpuNanos the processor time of its thread; NaN if that is not known
     * @param allocatedBytes what it allocated; NaN if that is not known
     */
    public record Reading(long samples, double wallNanos, double cpuNanos, double allocatedBytes) {
        /** Which share of its time a task computes, from 0 to 1; NaN if not known. */
        public double cpuShare() {
            return Math.min(1, cpuNanos / wallNanos);
        }
    }

    /** The user's value in a result of a metered function; takes note of the measurement if there is one. */
    public @Nullable Object take(@Nullable Object result) {
        if (!(result instanceof Sampled sampled)) {
            return result;
        }
        add(sampled.sample());
        return sampled.value();
    }

    private synchronized void add(Sample sample) {
        samples++;
        wallNanos += sample.ownWall();
        cpuNanos += sample.cpu() < 0 ? Double.NaN : sample.cpu();
        allocatedBytes += sample.allocated() < 0 ? Double.NaN : sample.allocated();
    }

    /** What was gathered since the last {@link #reset}. */
    public synchronized Reading reading() {
        double n = samples == 0 ? Double.NaN : samples;
        return new Reading(samples, wallNanos / n, cpuNanos / n, allocatedBytes / n);
    }

    /** Forgets everything: what comes from now on is another stretch of the work. */
    public synchronized void reset() {
        samples = 0;
        wallNanos = 0;
        cpuNanos = 0;
        allocatedBytes = 0;
    }
}
