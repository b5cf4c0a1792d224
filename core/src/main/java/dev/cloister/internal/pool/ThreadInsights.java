package dev.cloister.internal.pool;

import dev.cloister.PoolInsights;
import dev.cloister.internal.codec.TaskText;
import dev.cloister.internal.os.ResidentMemory;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Measures a pool of threads: they are one worker, this JVM. Thread-safe. */
final class ThreadInsights {
    private static final String NAME = "threads";

    /** Less is not worth a text. */
    private static final long MIN_TEXT_NANOS = 1_000_000;

    private final LongAdder tasks = new LongAdder();
    private final LongAdder workedNanos = new LongAdder();

    /** Of tasks that run: how many, and the sum of the times at which they began. */
    private final LongAdder running = new LongAdder();

    private final LongAdder begunNanos = new LongAdder();
    private final SlowestTasks slowest = new SlowestTasks();

    /** Threads that live; the times at which threads ended less those at which they began. */
    private final LongAdder living = new LongAdder();

    private final LongAdder livedNanos = new LongAdder();

    /** All times are counted from here, so that sums of them do not overflow. */
    private final long origin = System.nanoTime();

    private long now() {
        return System.nanoTime() - origin;
    }

    /** A thread is about to start. */
    void threadStarted() {
        living.increment();
        livedNanos.add(-now());
    }

    /** A thread is about to end. */
    void threadEnded() {
        living.decrement();
        livedNanos.add(now());
    }

    /** A task begins; the returned time is for {@link #ended}. */
    long begun() {
        long begun = now();
        running.increment();
        begunNanos.add(begun);
        return begun;
    }

    /** A task has ended, on the calling thread. */
    void ended(PoolTask<?> task, long begun, Object function, @Nullable Object[] arguments) {
        long nanos = now() - begun;
        running.decrement();
        begunNanos.add(-begun);
        tasks.increment();
        workedNanos.add(nanos);
        if (slowest.isAmong(nanos)) {
            boolean described = nanos >= MIN_TEXT_NANOS;
            slowest.add(
                    task.taskId(),
                    task.index(),
                    nanos,
                    Thread.currentThread().getName(),
                    described ? TaskText.function(function, null) : "",
                    described ? TaskText.arguments(arguments) : "");
        }
    }

    PoolInsights collect(String pool) {
        long now = now();
        long working = Math.max(0, workedNanos.sum() + running.sum() * now - begunNanos.sum());
        long lifetime = livedNanos.sum() + living.sum() * now;
        long collections = 0;
        long collectionMillis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            collectionMillis += Math.max(0, collector.getCollectionTime());
        }
        Runtime runtime = Runtime.getRuntime();
        long pid = ProcessHandle.current().pid();
        PoolInsights.Worker worker = new PoolInsights.Worker(
                NAME,
                pid,
                running.sum() > 0 ? "BUSY" : "IDLE",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofNanos(Math.max(0, lifetime - working)),
                Duration.ofNanos(working),
                tasks.sum(),
                Duration.ofNanos(tasks.sum() == 0 ? 0 : workedNanos.sum() / tasks.sum()),
                0,
                ResidentMemory.bytes(pid),
                runtime.totalMemory() - runtime.freeMemory(),
                collections,
                Duration.ofMillis(collectionMillis));
        PoolInsights.Ended none =
                new PoolInsights.Ended(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
        return new PoolInsights(pool, List.of(worker), none, slowest.list());
    }
}
