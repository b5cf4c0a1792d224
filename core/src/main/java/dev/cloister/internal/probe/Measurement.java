package dev.cloister.internal.probe;

/** Measures what the calling thread does from {@link #begin} to {@link #end}. For one thread. */
final class Measurement {
    /** Shorter stretches are not looked at for what others took of them: that would take as long. */
    private static final long DELAY_COUNTS_NANOS = 1_000_000;

    /** How much longer than asked for something may go on because others have the processor. */
    private static final int MAX_STRETCH = 8;

    private final LockWatch.Watched watched;
    private final long delayBefore;
    private final long collectionsBefore;
    private final long allocatedBefore;
    private final long cpuBefore;
    private final long start;

    private long lastAt;
    private long lastDelay;
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

    /** So many runs have ended since the last call. */
    void ran(long more) {
        long now = System.nanoTime();
        long took = now - lastAt;
        if (took > DELAY_COUNTS_NANOS && delayBefore >= 0) {
            long delayed = ThreadMeter.current().delay() - delayBefore;
            took = Math.max(1, took - Math.max(0, delayed - lastDelay));
            lastDelay = delayed;
        }
        lastNanos = took / more;
        lastAt = now;
        runs += more;
    }

    /** Whether runs should go on to fill this time, in which the time that others had the processor does not count; to some limit. */
    boolean isShortOf(long nanos) {
        long wall = lastAt - start;
        return wall - lastDelay < nanos && wall < MAX_STRETCH * nanos;
    }

    /** How much of it is left. */
    long left(long nanos) {
        return nanos - (lastAt - start - lastDelay);
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
