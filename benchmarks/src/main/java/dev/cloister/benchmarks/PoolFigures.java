package dev.cloister.benchmarks;

import dev.cloister.Pool;
import dev.cloister.WarmWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The figures of docs/PERFORMANCE.md that are about pools, on the machine at hand; {@code pool_figures.py} prints
 * CPython's for the same work. Run both in turns.
 *
 * <pre>
 * ./build -q -Pbenchmarks -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.cloister.benchmarks.PoolFigures
 * python3 benchmarks/src/main/python/pool_figures.py
 * </pre>
 */
public final class PoolFigures {
    private static final int TASKS = 100_000;
    private static final int MILLION = 1_000_000;

    private PoolFigures() {}

    /** Prints a line per figure: its name, unit and median. */
    public static void main(String[] args) throws Exception {
        print("cold: pool of 2 opened to first result", "ms", 11, PoolFigures::openToFirstResult);
        try (WarmWorkers warm = WarmWorkers.start(2)) {
            print("warm: pool of 2 opened to first result", "ms", 9, () -> {
                warm.awaitReady(Duration.ofSeconds(20));
                return openToFirstResult();
            });
        }
        try (Pool pool = Pool.ofProcesses(2)) {
            List<Integer> inputs = IntStream.range(0, TASKS).boxed().toList();
            print("map of 100,000 tiny tasks, one per message", "task/s", 81, () -> {
                long start = System.nanoTime();
                pool.map(x -> x * x, inputs);
                return TASKS / ((System.nanoTime() - start) / 1e9);
            });
            List<Integer> million = IntStream.range(0, MILLION).boxed().toList();
            print("map of 1,000,000 tiny tasks, one per message", "task/s", 7, () -> {
                long start = System.nanoTime();
                pool.map(x -> x * x, million);
                return MILLION / ((System.nanoTime() - start) / 1e9);
            });
            print("map of 1,000,000 tiny tasks, chunks of 5,000", "task/s", 25, () -> {
                long start = System.nanoTime();
                pool.map(x -> x * x, million, 5000);
                return MILLION / ((System.nanoTime() - start) / 1e9);
            });
            print("submit to result, p50 of 5,000", "us", 9, () -> roundTrip(pool));
        }
        try (Pool pool = Pool.ofProcesses(1)) {
            print("kill -9 of a busy worker to the exception", "ms", 21, () -> killToException(pool));
        }
    }

    private static double openToFirstResult() throws Exception {
        long start = System.nanoTime();
        try (Pool pool = Pool.ofProcesses(2)) {
            pool.submit(() -> 42).get();
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static double roundTrip(Pool pool) throws Exception {
        long[] nanos = new long[5000];
        for (int i = 0; i < nanos.length; i++) {
            int n = i;
            long start = System.nanoTime();
            pool.submit(() -> n + 1).get();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e3;
    }

    private static double killToException(Pool pool) throws Exception {
        long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
        Path started = Files.createTempFile("cloister-figures-", ".started");
        Files.delete(started);
        String name = started.toString();
        Future<Integer> endless = pool.submit(() -> {
            Files.createFile(Path.of(name));
            while (true) {
                Thread.onSpinWait();
            }
        });
        while (!Files.exists(started)) {
            Thread.onSpinWait();
        }
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow(() -> new IOException("no such worker"));
        long start = System.nanoTime();
        worker.destroyForcibly();
        try {
            return endless.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return (System.nanoTime() - start) / 1e6;
        } finally {
            Files.delete(started);
        }
    }

    @FunctionalInterface
    private interface Figure {
        double measure() throws Exception;
    }

    private static void print(String name, String unit, int runs, Figure figure) throws Exception {
        double[] values = new double[runs];
        for (int i = 0; i < runs; i++) {
            values[i] = figure.measure();
        }
        double first = values[0];
        Arrays.sort(values);
        System.out.printf(
                "%-45s %12.1f %-6s (first %.1f, least %.1f, most %.1f)%n",
                name, values[runs / 2], unit, first, values[0], values[runs - 1]);
    }
}
