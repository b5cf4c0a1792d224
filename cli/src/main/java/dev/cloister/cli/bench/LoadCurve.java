package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How busy the machine is while a command runs, ours and others' work alike: looks four times a second, from a thread of its own.
 * Knows nothing elsewhere than on Linux.
 */
final class LoadCurve implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;
    private static final Path STAT = Path.of("/proc/stat");

    private final long start = System.nanoTime();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Point> points = new ArrayList<>();
    private final int processors;

    /**
     * One look.
     *
     * @param seconds since the curve began
     * @param busy how many processors of the machine were busy since the look before
     * @param average the load average of the last minute; NaN if unknown
     */
    record Point(double seconds, double busy, double average) {}

    private LoadCurve(int processors) {
        this.processors = processors;
    }

    /** Begins one. */
    static LoadCurve begin() {
        var curve = new LoadCurve(countProcessors());
        Thread _ = Thread.ofPlatform().daemon().name("cloister-bench-load").start(curve::watch);
        return curve;
    }

    /** What was seen so far, by time. */
    List<Point> points() {
        synchronized (points) {
            return List.copyOf(points);
        }
    }

    private void watch() {
        try {
            Optional<CpuTimes> before = CpuTimes.read();
            while (before.isPresent() && !closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                Optional<CpuTimes> now = CpuTimes.read();
                if (now.isPresent()) {
                    add(now.get().busySince(before.get()));
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody asks for more
        }
    }

    private void add(double busy) {
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        var point = new Point(seconds, busy * processors, MachineInfo.loadAverageNow());
        synchronized (points) {
            points.add(point);
        }
    }

    /** All of the machine, not only those that this JVM may use; 0 where there is no {@code /proc/stat}. */
    private static int countProcessors() {
        try (var lines = Files.lines(STAT)) {
            return (int) lines.filter(line -> line.matches("cpu\\d+ .*")).count();
        } catch (IOException e) { // not Linux
            return 0;
        }
    }

    /** Ends it; what was seen stays. */
    @Override
    public void close() {
        closed.countDown();
    }
}
