package dev.cloister.internal.probe;

/** Measures what the calling thread does from {@link #begin} to {@link #end}. For one thread. */
final class Measurement {
    private final LockWatch.Watched watched;
    private final long delayBefore;
    private final long collectionsBefore;
    private final long allocatedBefore;
    private final long cpuBefore;
    private final long start;

    private long lastAt;
    private long runs;
    private long lastNanos;
    private long end;
    private long cpu;
    private long allocated;
    private long collections;
    private long delay;

    private Measurement(boolean watch) {
        ThreadMeter meter = ThreadMeter.current();
        watched = watch ? LockWatch.enter() : LockWatch.UNWATCHED;
        collectionsBefore = meter.collectionMillis();
        delayBefore = meter.delay();
        allocatedBefore = meter.allocated();
        cpuBefore = meter.cpu();
        start = System.nanoTime();
        lastAt = start;
    }

    static Measurement begin(boolean watch) {
        return new Measurement(watch);
    }

    long start() {
        return start;
    }

    /** So many runs have ended since the last call; returns the time. */
    long ran(long more) {
        long now = System.nanoTime();
        lastNanos = (now - lastAt) / more;
        lastAt = now;
        runs += more;
        return now;
    }

    /** How long a run took lately. */
    long lastNanos() {
        return lastNanos;
    }

    void end() {
        end = System.nanoTime();
        ThreadMeter meter = ThreadMeter.current();
        cpu = between(cpuBefore, meter.cpu());
        allocated = between(allocatedBefore, meter.allocated());
        delay = between(delayBefore, meter.delay());
        collections = between(collectionsBefore, meter.collectionMillis());
        watched.leave();
    }

    private static long between(long before, long after) {
        return before < 0 || after < 0 ? -1 : Math.max(0, after - before);
    }

    Sample sample(long resultBytes, long resultNanos) {
        return new Sample(
                Math.max(1, runs),
                start,
                end,
                end - start,
                cpu,
                delay < 0 ? -1 : Math.min(delay, end - start),
                allocated,
                collections < 0 ? -1 : collections * 1_000_000,
                watched.looks(),
                watched.blocked(),
                lastNanos,
                resultBytes,
                resultNanos);
    }
}
