package dev.cloister.benchmarks;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.ResultIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a bad neighbour costs: the run time of tasks in a healthy worker while another worker crashes again and again, and
 * the parent's heap while a million results pass a slow reader.
 *
 * <pre>
 * ./build -q -Pbenchmarks -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.cloister.benchmarks.NeighbourFigures
 * </pre>
 */
public final class NeighbourFigures {
    private static final int RESULTS = 1_000_000;
    private static final int ROUNDS = 7;

    private NeighbourFigures() {}

    /** Prints a line per figure. */
    public static void main(String[] args) throws Exception {
        beside();
        slowReader();
    }

    /** A task's own time, so that what is measured is the task and not its way. */
    static long work(int size) {
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (long) i * i % 7;
        }
        return sum == 42 ? 0 : System.nanoTime() - start;
    }

    private static void beside() throws Exception {
        List<Integer> inputs =
                IntStream.generate(() -> 4_000_000).limit(60).boxed().toList();
        List<Double> ratios = new ArrayList<>();
        try (Pool healthy = Pool.ofProcesses(1);
                Pool crashing = Pool.ofProcesses(1)) {
            for (int i = 0; i < 3; i++) {
                healthy.map(NeighbourFigures::work, inputs);
            }
            for (int round = 0; round < ROUNDS; round++) {
                double quiet = median(healthy.map(NeighbourFigures::work, inputs));
                AtomicBoolean over = new AtomicBoolean();
                int[] crashes = new int[1];
                Thread loop = Thread.ofPlatform().start(() -> crashes[0] = crash(crashing, over));
                double beside = median(healthy.map(NeighbourFigures::work, inputs));
                over.set(true);
                loop.join();
                ratios.add(beside / quiet);
                System.out.printf(
                        "task in a healthy worker: %.2f ms alone, %.2f ms beside %d crashes of another: %.3f%n",
                        quiet / 1e6, beside / 1e6, crashes[0], beside / quiet);
            }
        }
        ratios.sort(null);
        System.out.printf("median ratio %.3f%n", ratios.get(ROUNDS / 2));
    }

    private static int crash(Pool pool, AtomicBoolean over) {
        int crashes = 0;
        while (!over.get()) {
            try {
                List<Outcome<Integer>> outcomes = pool.mapOutcomes(
                        x -> {
                            Runtime.getRuntime().halt(9);
                            return x;
                        },
                        List.of(1));
                crashes += outcomes.getFirst().isSuccess() ? 0 : 1;
            } catch (InterruptedException e) {
                return crashes;
            }
        }
        return crashes;
    }

    private static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void slowReader() throws Exception {
        List<Long> used = new ArrayList<>();
        try (Pool pool = Pool.ofProcesses(2);
                ResultIterator<byte[]> results = pool.imap(
                        x -> {
                            byte[] result = new byte[1024];
                            Arrays.fill(result, (byte) (int) x);
                            return result;
                        },
                        () -> IntStream.range(0, RESULTS).iterator())) {
            for (int i = 0; i < RESULTS; i++) {
                if (results.next()[0] != (byte) i) {
                    throw new IllegalStateException("result " + i + " is another one's");
                }
                for (long until = System.nanoTime() + 10_000; System.nanoTime() < until; ) {
                    Thread.onSpinWait(); // a reader slower than the workers
                }
                if (i % (RESULTS / 10) == RESULTS / 20) {
                    used.add(usedBytes());
                }
            }
        }
        System.out.println("used heap while 10^6 results of 1 KiB pass a slow reader, at each tenth, MiB: "
                + used.stream()
                        .map(bytes -> String.format("%.1f", bytes / 1048576.0))
                        .collect(Collectors.joining(" ")));
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
