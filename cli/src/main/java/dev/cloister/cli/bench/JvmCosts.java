package dev.cloister.cli.bench;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.WarmWorkers;
import dev.cloister.WorkerStatistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Measures what things cost in this JVM. */
final class JvmCosts {
    private static final Duration WARM_LIMIT = Duration.ofSeconds(30);
    private static final int BIG_BYTES = 64 << 20;
    private static final long CHILD_SECONDS = 30;

    private final List<Cost> costs = new ArrayList<>();
    private final BenchSettings settings;
    private final Progress progress;
    private final int cpus;
    private final double limitMicros;

    JvmCosts(BenchSettings settings, Progress progress, int cpus) {
        this.settings = settings;
        this.progress = progress;
        this.cpus = cpus;
        limitMicros = settings.quick() ? 0.3e6 : 2e6;
    }

    /** Something to be timed or counted; what it throws becomes the note of its row. */
    @FunctionalInterface
    private interface Meter {
        double measure() throws Exception;
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    /** All of them; {@code used} is the pool that has run the workloads. */
    List<Cost> measure(Optional<Pool> used) {
        int few = settings.quick() ? 3 : 5;
        add(
                Cost.THREAD,
                "us",
                () -> micros(1000, () -> Thread.ofPlatform().start(() -> {}).join()));
        add(
                Cost.VIRTUAL_THREAD,
                "us",
                () -> micros(5000, () -> Thread.ofVirtual().start(() -> {}).join()));
        add(Cost.COLD_WORKER, "ms", () -> millisOfFirstResults(few));
        add(Cost.WARM_WORKER, "ms", () -> warm(few));
        used.ifPresent(pool -> add(Cost.USED_MEMORY, "MiB", () -> pssMib(pool)));
        messages(few);
        crashOfThreads();
        crashOfProcesses();
        return costs;
    }

    private void messages(int few) {
        try (Pool pool = Pool.ofProcesses(1)) {
            add(Cost.ROUND_TRIP, "us", () -> roundTrip(pool));
            add(Cost.IDLE_MEMORY, "MiB", () -> pssMib(pool));
            byte[] bytes = new byte[BIG_BYTES];
            add(
                    Cost.BYTES,
                    "ms",
                    () -> micros(few, () -> pool.submit(JvmCosts::length, bytes).get()) / 1e3);
            double[] doubles = new double[BIG_BYTES / Double.BYTES];
            add(
                    Cost.DOUBLES,
                    "ms",
                    () -> micros(
                                    few,
                                    () -> pool.submit(JvmCosts::length, doubles).get())
                            / 1e3);
        } catch (RuntimeException e) { // no pool at all
            costs.add(new Cost(Cost.ROUND_TRIP, "us", JvmContender.RUNTIME, Double.NaN, Measurement.describe(e)));
        }
    }

    private void add(String measure, String unit, Meter meter) {
        progress.step("costs: jvm, " + measure);
        double value = Double.NaN;
        String note = null;
        try {
            value = meter.measure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            note = "interrupted";
        } catch (Exception e) { // one cost that cannot be measured must not hide the others
            note = Measurement.describe(e);
        }
        costs.add(new Cost(measure, unit, JvmContender.RUNTIME, value, note));
    }

    /** The median of so many times, or of fewer when they take too long. */
    private double micros(int times, Action action) throws Exception {
        double[] micros = new double[times];
        int done = 0;
        for (double sum = 0; done < times && sum < limitMicros; done++) {
            long start = System.nanoTime();
            action.run();
            micros[done] = (System.nanoTime() - start) / 1e3;
            sum += micros[done];
        }
        return Figures.median(Arrays.copyOf(micros, done));
    }

    private double roundTrip(Pool pool) throws Exception {
        Action trip = () -> pool.submit(x -> x, 1).get();
        micros(settings.quick() ? 500 : 5000, trip);
        return micros(settings.quick() ? 500 : 5000, trip);
    }

    private static double millisOfFirstResults(int times) throws Exception {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            millis[i] = millisOfFirstResult();
        }
        return Figures.median(millis);
    }

    private static double warm(int times) throws Exception {
        double[] millis = new double[times];
        try (WarmWorkers warm = WarmWorkers.start(1)) {
            for (int i = 0; i < times; i++) {
                if (!warm.awaitReady(WARM_LIMIT)) {
                    throw new IllegalStateException("no warm worker within " + WARM_LIMIT.toSeconds() + " s");
                }
                millis[i] = millisOfFirstResult();
            }
        }
        return Figures.median(millis);
    }

    private static double millisOfFirstResult() throws Exception {
        long start = System.nanoTime();
        try (Pool pool = Pool.ofProcesses(1)) {
            pool.submit(() -> 1).get();
            double millis = (System.nanoTime() - start) / 1e6;
            pool.killWorkers();
            return millis;
        }
    }

    private static double pssMib(Pool pool) throws IOException {
        double sum = 0;
        List<WorkerStatistics> workers = pool.statistics().workers();
        for (WorkerStatistics worker : workers) {
            sum += pssKib(Path.of("/proc", Long.toString(worker.pid()), "smaps_rollup")) / 1024.0;
        }
        return sum / workers.size();
    }

    private static long pssKib(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(file + " has no line Pss");
    }

    private static int length(byte[] bytes) {
        return bytes.length;
    }

    private static int length(double[] doubles) {
        return doubles.length;
    }

    private void crashOfThreads() {
        add(Cost.CRASH_OF_THREADS, Cost.OF_NINE, () -> {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String classPath = System.getProperty("java.class.path", "");
            Process child = new ProcessBuilder(
                            java, "-cp", classPath, CrashTask.class.getName(), Integer.toString(cpus))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!child.waitFor(CHILD_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the program did not end within " + CHILD_SECONDS + " s");
                }
                String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                return output.isEmpty() ? 0 : Double.parseDouble(output);
            } finally {
                child.destroyForcibly();
            }
        });
    }

    private void crashOfProcesses() {
        add(Cost.CRASH_OF_PROCESSES, Cost.OF_NINE, () -> {
            try (Pool pool = Pool.ofProcesses(cpus)) {
                List<Outcome<Integer>> outcomes = CrashTask.run(pool);
                return CrashTask.survivors(outcomes);
            }
        });
    }
}
