package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.WorkerException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Section 3: a process pool. Each worker is a JVM of its own, with its own memory: what one task breaks, another does not
 * notice. So CPU-bound work runs in parallel, and a task that brings its whole process down costs that task alone. In
 * CPython's pools it costs all the others, or the program hangs.
 */
public final class CpuWorkInProcesses {
    private CpuWorkInProcesses() {}

    /** Computes in four worker processes, then lets one of ten tasks crash its process. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        long limit = args.length > 0 ? Long.parseLong(args[0]) : 100_000_000L;
        try (Pool pool = Pool.ofProcesses(4)) {
            List<Long> limits = List.of(limit, limit / 2, limit / 4, limit / 8);
            List<Long> sums = pool.map(CpuWorkInThreads::sumOfSquares, limits);
            System.out.println("sums: " + sums);

            List<Future<Long>> futures = pool.invokeAll(IntStream.range(0, 10)
                    .<RemoteCallable<Long>>mapToObj(i -> () -> fragile(i))
                    .toList());
            for (int i = 0; i < futures.size(); i++) {
                System.out.println("task " + i + ": " + outcome(futures.get(i)));
            }
        }
    }

    /** Squares its argument, but for 3: there it ends its whole process, as a crash in native code would. */
    private static long fragile(long i) {
        if (i == 3) {
            Runtime.getRuntime().halt(1);
        }
        return i * i;
    }

    private static String outcome(Future<Long> future) throws InterruptedException {
        try {
            return future.get().toString();
        } catch (ExecutionException e) {
            return e.getCause() instanceof WorkerException died
                    ? "its worker ended: " + died.death().cause() + ", exit code "
                            + died.death().exitCode()
                    : "failed: " + e.getCause();
        }
    }
}
