package dev.cloister.internal.pool;

import dev.cloister.internal.probe.Gauge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The last tasks of a function that were measured. For one thread at a time. */
final class AutoSamples {
    private static final int MAX_KEPT = 64;
    private static final double MILLI = 1e6;

    /** Tasks from here on are long: how a process begins does not count. */
    private static final double LONG_NANOS = 20 * MILLI;

    private static final double MEDIUM_NANOS = MILLI;
    private static final int MEDIUM_COUNT = 8;
    private static final int SHORT_COUNT = 48;
    private static final int MANY = 512;

    /** Speeds that differ by less are the same. */
    private static final double SETTLED = 1.25;

    private final List<Gauge.Reading> kept = new ArrayList<>();
    private int count;
    private long begun;

    AutoSamples() {
        begun = System.nanoTime();
    }

    void add(Gauge.Reading reading) {
        if (kept.isEmpty()) {
            begun = System.nanoTime() - (long) reading.wallNanos();
        }
        if (kept.size() == MAX_KEPT) {
            kept.removeFirst();
        }
        kept.add(reading);
        count++;
    }

    void clear() {
        kept.clear();
        count = 0;
    }

    int count() {
        return count;
    }

    /** Whether more would tell no more: long tasks are known by a few, short ones must have become warm. */
    boolean isEnough(int places, long budgetNanos) {
        if (count < Math.max(2, places)) {
            return false;
        }
        double wall = wall();
        int wanted = wall >= LONG_NANOS ? places : wall >= MEDIUM_NANOS ? MEDIUM_COUNT : SHORT_COUNT;
        return System.nanoTime() - begun > budgetNanos || count >= MANY || (count >= wanted && isSettled());
    }

    private boolean isSettled() {
        int size = kept.size();
        if (size < MEDIUM_COUNT) {
            return true;
        }
        double before = median(kept.subList(size / 4, size * 5 / 8), Gauge.Reading::wallNanos);
        double now = median(kept.subList(size * 5 / 8, size), Gauge.Reading::wallNanos);
        return before < now * SETTLED && now < before * SETTLED;
    }

    /** The later half: the first ones were cold. */
    private List<Gauge.Reading> warm() {
        return kept.subList(kept.size() / 2, kept.size());
    }

    double wall() {
        return median(warm(), Gauge.Reading::wallNanos);
    }

    /** With those few that were held up for long while others passed. */
    double meanWall() {
        return kept.stream().mapToDouble(Gauge.Reading::wallNanos).average().orElse(Double.NaN);
    }

    double meanCpu() {
        return kept.stream().mapToDouble(Gauge.Reading::cpuNanos).average().orElse(Double.NaN);
    }

    /** By the mean share of the processor, so that work which now waits and now computes is seen as what it is. */
    double cpu() {
        double wall = 0;
        double cpu = 0;
        for (Gauge.Reading reading : warm()) {
            wall += reading.wallNanos();
            cpu += reading.cpuNanos();
        }
        return wall() * Math.min(1, cpu / wall);
    }

    double allocated() {
        return median(warm(), Gauge.Reading::allocatedBytes);
    }

    /** NaN of nothing. */
    static double median(List<Gauge.Reading> of, ToDoubleFunction<Gauge.Reading> figure) {
        if (of.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = of.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
