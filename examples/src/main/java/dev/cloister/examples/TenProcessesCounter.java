package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedLock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Section 5: ten processes, one counter. Each adds 1 for 100,000 times and holds the counter's lock while it does; the
 * result is exactly 1,000,000.
 */
public final class TenProcessesCounter {
    private static final int PROCESSES = 10;

    private TenProcessesCounter() {}

    /** Counts in ten worker processes. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        try (Pool pool = Pool.ofProcesses(PROCESSES);
                SharedInteger counter = SharedInteger.create(0)) {
            RemoteCallable<Integer> task = () -> add(counter, times);
            List<Future<Integer>> tasks = pool.invokeAll(Collections.nCopies(PROCESSES, task));
            int added = 0;
            for (Future<Integer> each : tasks) {
                added += each.get();
            }
            System.out.println("added " + added + " times, the counter says " + counter.get());
        }
    }

    private static int add(SharedInteger counter, int times) {
        SharedLock lock = counter.lock();
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                counter.set(counter.get() + 1);
            } finally {
                lock.unlock();
            }
        }
        return times;
    }
}
