package dev.cloister.internal.parent;

import dev.cloister.internal.os.ResidentMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks how much memory workers with limits hold: those above the soft limit are reported to their owner, those above the
 * hard limit are killed. One thread for the JVM, there while such a worker lives.
 */
final class MemoryWatch {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** While a worker grows so fast that it may be above its limit at the next look. */
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Where a look costs a process. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The pause is at least this long for each worker, so that looking at many takes a small part of one processor. */
    private static final long PER_WORKER_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final List<Watched> WATCHED = new ArrayList<>();

    /** Null while there is nothing to watch. Guarded by the class. */
    private static @Nullable Thread thread;

    private MemoryWatch() {}

    /** Watches a worker until it ends; a limit of 0 is none. */
    static synchronized void watch(WorkerProcess worker, long softBytes, long hardBytes) {
        WATCHED.add(new Watched(worker, softBytes, hardBytes));
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("cloister-memory").start(MemoryWatch::run);
        }
    }

    private static void run() {
        for (List<Watched> living = living(); !living.isEmpty(); living = living()) {
            long pause = ResidentMemory.isCheap() ? PACE_NANOS : SLOW_NANOS;
            for (Watched one : living) {
                pause = one.look(System.nanoTime()) ? Math.min(pause, FAST_NANOS) : pause;
            }
            LockSupport.parkNanos(Math.max(pause, living.size() * PER_WORKER_NANOS));
        }
    }

    /** The workers to look at; if there is none, this thread ends. */
    private static synchronized List<Watched> living() {
        WATCHED.removeIf(one -> !one.worker.isAlive());
        if (WATCHED.isEmpty()) {
            thread = null;
        }
        return new ArrayList<>(WATCHED);
    }

    /** One worker and its limits. Used by the one thread. */
    private static final class Watched {
        private final WorkerProcess worker;
        private final long softBytes;
        private final long hardBytes;
        private long lastBytes = Long.MAX_VALUE;
        private long lastLook;

        Watched(WorkerProcess worker, long softBytes, long hardBytes) {
            this.worker = worker;
            this.softBytes = softBytes;
            this.hardBytes = hardBytes;
        }

        /** Returns whether the next look should be soon. */
        boolean look(long now) {
            try {
                long bytes = ResidentMemory.bytes(worker.pid());
                if (hardBytes > 0 && bytes > hardBytes) {
                    worker.killOverLimit("it held " + Bytes.text(bytes)
                            + " of memory (resident set), above its hard limit of " + Bytes.text(hardBytes)
                            + " (WorkerOptions.withMemoryLimits)");
                } else if (softBytes > 0 && bytes > softBytes) {
                    worker.outgrown();
                }
                return isNearLimit(bytes, now);
            } catch (RuntimeException | Error e) { // no memory, or a bug: the watch over the others must go on
                worker.kill("looking at its memory failed with " + e);
                return false;
            }
        }

        private boolean isNearLimit(long bytes, long now) {
            double growth = bytes > lastBytes ? (double) (bytes - lastBytes) / (now - lastLook) : 0;
            lastBytes = bytes;
            lastLook = now;
            return hardBytes > 0 && bytes + 2 * growth * PACE_NANOS > hardBytes;
        }
    }
}
