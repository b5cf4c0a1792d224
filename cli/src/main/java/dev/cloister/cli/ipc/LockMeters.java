package dev.cloister.cli.ipc;

import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedSemaphore;
import java.util.Collections;

/** Locks, counters with locks, and permits. */
final class LockMeters {
    private static final int PERMITS = 3;
    private static final int ARTICLE_PROCESSES = 10;

    private LockMeters() {}

    /** Nobody else wants it: nanoseconds for one lock and unlock. */
    static Reading lockAndUnlock(Bed bed, int count) {
        try (SharedLock lock = SharedLock.create()) {
            int held = 0;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                lock.lock();
                try {
                    held++;
                } finally {
                    lock.unlock();
                }
            }
            return Reading.of((double) (System.nanoTime() - start) / count, count, held);
        }
    }

    /** The same for a permit. */
    static Reading permit(Bed bed, int count) throws InterruptedException {
        try (SharedSemaphore semaphore = SharedSemaphore.create(PERMITS)) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                semaphore.acquire();
                semaphore.release();
            }
            double nanos = (double) (System.nanoTime() - start) / count;
            return Reading.of(nanos, PERMITS, semaphore.availablePermits());
        }
    }

    /** Increments per second of two processes. */
    static Reading twoIncrement(Bed bed, int count) throws Exception {
        return increments(bed, count, 2, false);
    }

    /** Seconds until ten processes have added so much each. */
    static Reading article(Bed bed, int count) throws Exception {
        return increments(bed, count, ARTICLE_PROCESSES, true);
    }

    private static Reading increments(Bed bed, int count, int processes, boolean inSeconds) throws Exception {
        try (SharedInteger value = SharedInteger.create(0)) {
            double seconds = bed.race(Collections.nCopies(processes, () -> increment(value, count)))
                    .seconds();
            int expected = processes * count;
            return Reading.of(inSeconds ? seconds : expected / seconds, expected, value.get());
        }
    }

    private static long increment(SharedInteger value, int count) {
        SharedLock lock = value.lock();
        for (int i = 0; i < count; i++) {
            lock.lock();
            try {
                value.set(value.get() + 1);
            } finally {
                lock.unlock();
            }
        }
        return 0;
    }
}
