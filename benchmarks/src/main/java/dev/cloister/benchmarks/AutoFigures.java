package dev.cloister.benchmarks;

import dev.cloister.AutoPool;
import dev.cloister.MapOptions;
import dev.cloister.Pool;
import dev.cloister.RemoteFunction;
import dev.cloister.UsableCpus;
import dev.cloister.advice.Advisor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The figures of docs/PERFORMANCE.md that are about choosing a backend: what handing over a task costs, what deciding costs, and what
 * the automatic pool costs once it has decided.
 *
 * <pre>
 * ./build -q -Pbenchmarks -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.cloister.benchmarks.AutoFigures
 * </pre>
 */
public final class AutoFigures {
    private static final int CPUS = UsableCpus.current().count();
    private static final int EMPTY = 100_000;
    private static final int MILLION = 1_000_000;

    private AutoFigures() {}

    /** Prints a line per figure. */
    public static void main(String[] args) throws Exception {
        handOver("threads", Pool::ofThreads);
        handOver("virtual threads", Pool::ofVirtualThreads);
        handOver("processes", Pool::ofProcesses);
        deciding("40 tasks that compute for 20 ms", AutoFigures::compute, () -> Pool.ofThreads(CPUS));
        deciding("40 tasks that wait for 20 ms", AutoFigures::await, Pool::ofVirtualThreads);
        tiny();
        progress();
    }

    private static void handOver(String name, Supplier<Pool> open) throws Exception {
        List<Integer> inputs = upTo(EMPTY);
        try (Pool pool = open.get()) {
            double[] nanos = new double[25];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                pool.map(n -> n, inputs);
                nanos[i] = (System.nanoTime() - start) * (double) CPUS / EMPTY;
            }
            print("handing over an empty task, all processors together, " + name, nanos, "ns");
        }
    }

    /** What a pool that decides needs more than the best one that need not, both from their opening. By turns. */
    private static void deciding(String work, RemoteFunction<Integer, Integer> task, Supplier<Pool> best)
            throws Exception {
        double[] more = new double[9];
        double[] advised = new double[9];
        for (int i = 0; i < more.length; i++) {
            double fixed = millis(best.get(), task);
            more[i] = millis(Pool.auto(), task) - fixed;
            long start = System.nanoTime();
            var _ = Advisor.advise(task, upTo(40));
            advised[i] = (System.nanoTime() - start) / 1e6;
        }
        print(work + ": Pool.auto() from opening to results, more than the best", more, "ms");
        print(work + ": Advisor.advise", advised, "ms");
    }

    private static double millis(Pool opened, RemoteFunction<Integer, Integer> task) throws Exception {
        try (opened) {
            long start = System.nanoTime();
            opened.map(task, upTo(40));
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static void tiny() throws Exception {
        List<Integer> inputs = upTo(MILLION);
        double[] auto = new double[41];
        double[] loop = new double[41];
        try (AutoPool pool = Pool.auto()) {
            RemoteFunction<Integer, Integer> next = n -> n + 1;
            for (int i = 0; i < auto.length; i++) {
                long start = System.nanoTime();
                pool.map(next, inputs);
                auto[i] = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                List<Integer> results = new ArrayList<>(inputs.size());
                for (Integer n : inputs) {
                    results.add(next.apply(n));
                }
                loop[i] = (System.nanoTime() - start) / 1e6 + (results.size() - MILLION);
            }
            pool.advice().values().forEach(advice -> System.out.println("tiny tasks: " + advice.reason()));
        }
        print("10^6 x n + 1, Pool.auto()", auto, "ms");
        print("10^6 x n + 1, a loop", loop, "ms");
    }

    private static void progress() throws Exception {
        List<Integer> inputs = upTo(MILLION);
        MapOptions chunks = MapOptions.defaults().withChunkSize(5000);
        double[] without = new double[41];
        double[] with = new double[41];
        try (Pool pool = Pool.ofProcesses(CPUS)) {
            for (int i = 0; i < with.length; i++) {
                long start = System.nanoTime();
                pool.map(n -> n + 1, inputs, chunks);
                without[i] = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                pool.map(n -> n + 1, inputs, chunks.withProgress(now -> {}));
                with[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        print("10^6 x n + 1 in chunks, processes, nobody listens", without, "ms");
        print("10^6 x n + 1 in chunks, processes, with a listener", with, "ms");
    }

    private static int compute(int n) {
        long end = System.nanoTime() + 20_000_000;
        double x = n;
        while (System.nanoTime() < end) {
            x = Math.sqrt(x + 1);
        }
        return (int) x;
    }

    private static int await(int n) throws InterruptedException {
        Thread.sleep(20);
        return n;
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static void print(String name, double[] values, String unit) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%-90s %10.1f %-3s (first %.1f, least %.1f, most %.1f)%n",
                name, sorted[sorted.length / 2], unit, values[0], sorted[0], sorted[sorted.length - 1]);
    }
}
