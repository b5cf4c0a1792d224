package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedLock;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Section 5: what goes wrong without a lock. To increment is to read, to add and to write. If two processes read the same
 * number, both write the same next one, and one increment is lost. With the counter's lock held from reading to writing no
 * other process comes in between, and the result is exact.
 */
public final class RacingCounter {
    private RacingCounter() {}

    /** Two processes increment a counter, first without its lock and then with it. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        try (Pool pool = Pool.ofProcesses(2)) {
            try (SharedInteger counter = SharedInteger.create(0);
                    SharedBarrier meeting = SharedBarrier.create(2)) {
                Future<?> one = pool.submit(() -> race(counter, meeting, times));
                Future<?> other = pool.submit(() -> race(counter, meeting, times));
                one.get();
                other.get();
                int lost = 2 * times - counter.get();
                System.out.println("without the lock: " + counter.get() + " of " + 2 * times + ", lost: " + lost);
            }
            try (SharedInteger counter = SharedInteger.create(0)) {
                Future<?> one = pool.submit(() -> takeTurns(counter, times));
                Future<?> other = pool.submit(() -> takeTurns(counter, times));
                one.get();
                other.get();
                System.out.println("with its lock: " + counter.get() + " of " + 2 * times);
            }
        }
    }

    /** Wrong on purpose. */
    private static int race(SharedInteger counter, SharedBarrier meeting, int times)
            throws InterruptedException, BrokenBarrierException {
        for (int i = 0; i < times; i++) {
            int seen = counter.get();
            if (i == 0) {
                meeting.await(); // the other has read the same now: on a fast or busy machine it might else be too late
            }
            counter.set(seen + 1);
        }
        return times;
    }

    private static void takeTurns(SharedInteger counter, int times) {
        SharedLock lock = counter.lock();
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                counter.set(counter.get() + 1);
            } finally {
                lock.unlock();
            }
        }
    }
}
