package dev.cloister.examples;

import dev.cloister.Pool;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Section 1: the lock that is not there. In CPython, threads that compute take turns, because one global lock lets only
 * one of them run; four threads take as long as one after the other. JVM threads have no such lock: the same program
 * takes about 1/N of the time on N processors.
 *
 * <p>Run it: {@code java -cp ... dev.cloister.examples.CpuWorkInThreads}
 */
public final class CpuWorkInThreads {
    private static final int TASKS = 4;

    private CpuWorkInThreads() {}

    /** The work: the sum of the squares below {@code limit}. */
    static long sumOfSquares(long limit) {
        long sum = 0;
        for (long i = 0; i < limit; i++) {
            sum += i * i;
        }
        return sum;
    }

    /** Computes the same sum several times, one after the other and then in threads. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        long limit = args.length > 0 ? Long.parseLong(args[0]) : 200_000_000L;
        List<Long> inputs = Collections.nCopies(TASKS, limit);

        long start = System.nanoTime();
        List<Long> serial = inputs.stream().map(CpuWorkInThreads::sumOfSquares).toList();
        double serialSeconds = (System.nanoTime() - start) / 1e9;

        try (Pool pool = Pool.ofThreads()) {
            start = System.nanoTime();
            List<Long> threaded = pool.map(CpuWorkInThreads::sumOfSquares, inputs);
            double threadSeconds = (System.nanoTime() - start) / 1e9;

            System.out.printf("one after the other: %.2f s%n", serialSeconds);
            System.out.printf(
                    "in %d threads:        %.2f s, %.1f times as fast%n",
                    pool.parallelism(), threadSeconds, serialSeconds / threadSeconds);
            System.out.println("same results: " + serial.equals(threaded));
        }
    }
}
