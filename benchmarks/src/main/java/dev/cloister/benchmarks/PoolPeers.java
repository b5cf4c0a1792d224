package dev.cloister.benchmarks;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.viktorc.pp4j.impl.JavaProcessPoolExecutor;
import net.viktorc.pp4j.impl.SimpleJavaProcessOptions;

/**
 * Small tasks on Cloister's processes, on PP4J's and on threads of one JVM, in turns in one run.
 *
 * <pre>
 * ./build -q -Pbenchmarks -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.cloister.benchmarks.PoolPeers
 * </pre>
 */
public final class PoolPeers {
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 2000;
    private static final int ROUND_TRIPS = 3000;
    private static final int TASKS = 20_000;

    private PoolPeers() {}

    /** Prints a line per pool and round. */
    public static void main(String[] args) throws Exception {
        try (Pool cloister = Pool.ofProcesses(1);
                ExecutorService threads = Executors.newFixedThreadPool(1)) {
            var pp4j = new JavaProcessPoolExecutor(new SimpleJavaProcessOptions(0), 1, 1, 0, null, false);
            try {
                for (ExecutorService pool : List.of(cloister, pp4j, threads)) {
                    roundTrips(pool, WARM_UP);
                }
                for (int round = 1; round <= ROUNDS; round++) {
                    report(round, "Cloister", cloister);
                    report(round, "PP4J 2.2", pp4j);
                    report(round, "FixedThreadPool", threads);
                }
            } finally {
                pp4j.shutdownNow();
            }
        }
    }

    private static void report(int round, String name, ExecutorService pool) throws Exception {
        long[] nanos = roundTrips(pool, ROUND_TRIPS);
        Arrays.sort(nanos);
        System.out.printf(
                "round %d  %-16s submit to result p50 %7.1f us  p99 %8.1f us   one after the other submitted %9.0f task/s%n",
                round, name, nanos[nanos.length / 2] / 1e3, nanos[nanos.length * 99 / 100] / 1e3, throughput(pool));
    }

    private static long[] roundTrips(ExecutorService pool, int count) throws Exception {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            pool.submit(task(i)).get();
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static double throughput(ExecutorService pool) throws Exception {
        long start = System.nanoTime();
        List<Future<Integer>> futures = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            futures.add(pool.submit(task(i)));
        }
        for (Future<Integer> future : futures) {
            future.get();
        }
        return TASKS / ((System.nanoTime() - start) / 1e9);
    }

    private static RemoteCallable<Integer> task(int i) {
        return () -> i + 1;
    }
}
