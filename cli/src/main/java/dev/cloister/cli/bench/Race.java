package dev.cloister.cli.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs all contenders of a workload in turn, round after round, so that a slow moment of the machine hits all alike. The
 * first round runs all; later rounds run those that fit the time left, so long modes get fewer runs than short ones.
 */
final class Race {
    static final String NO_TIME = "not run: no time left";
    private static final int MOST_RUNS = 5;
    private static final int ENOUGH_RUNS = 3;

    private final BudgetClock clock;
    private final Progress progress;
    private final int limitSeconds;
    private final boolean recording;

    /**
     * What came of it.
     *
     * @param rows in the order of the contenders
     * @param timelines of one more run of each contender that can tell; none without recording
     */
    record Result(List<Row> rows, List<Timeline> timelines) {}

    /** One with runs for timelines, or without: they take time, which is that of the other runs' repetitions. */
    Race(BudgetClock clock, Progress progress, int limitSeconds, boolean recording) {
        this.clock = clock;
        this.progress = progress;
        this.limitSeconds = limitSeconds;
        this.recording = recording;
    }

    /** Runs {@code contenders}, of which the first gives the expected answers. */
    Result run(Workload workload, List<? extends Contender> contenders) throws InterruptedException {
        List<Measurement> measurements = contenders.stream()
                .map(contender -> new Measurement(contender, limitSeconds))
                .toList();
        List<Timeline> timelines = new ArrayList<>();
        try {
            List<Answer> expected = null;
            for (Measurement measurement : measurements) {
                Run first = firstRun(workload, measurement, expected);
                expected = expected == null && first != null ? first.answers() : expected;
            }
            moreRuns(workload, measurements, expected);
            if (recording && expected != null) {
                for (Measurement measurement : measurements) {
                    record(workload, measurement, expected).ifPresent(timelines::add);
                }
            }
        } finally {
            contenders.forEach(Contender::close);
        }
        List<Row> rows = measurements.stream().map(m -> m.row(workload.name())).toList();
        return new Result(withSpeedups(rows), timelines);
    }

    private @Nullable Run firstRun(Workload workload, Measurement measurement, @Nullable List<Answer> expected)
            throws InterruptedException {
        Contender contender = measurement.contender();
        if ((contender.optional() && clock.remaining() < 0) || (contender.kind() == null && clock.late())) {
            measurement.skip(NO_TIME);
            return null;
        }
        show(workload, contender, "warming");
        measurement.prepare();
        show(workload, contender, "run 1");
        return measurement.open() ? measurement.run(expected) : null;
    }

    private void moreRuns(Workload workload, List<Measurement> measurements, @Nullable List<Answer> expected)
            throws InterruptedException {
        boolean ran = expected != null;
        double reserved = recording ? secondsToRecord(measurements) : 0;
        for (int round = 2; ran && round <= MOST_RUNS; round++) {
            ran = false;
            for (Measurement measurement : measurements) {
                if (measurement.open() && worthwhile(measurement, round, reserved)) {
                    show(workload, measurement.contender(), "run " + round);
                    measurement.run(expected);
                    ran = true;
                }
            }
        }
    }

    /** A median of three costs nearly nothing for short modes, and one run of them means little. */
    private boolean worthwhile(Measurement measurement, int round, double reserved) {
        double median = measurement.median();
        return median < clock.remaining() - reserved || (round <= ENOUGH_RUNS && median < clock.shortRun());
    }

    /** About how long the runs for timelines will take: as long as the first ones. */
    private static double secondsToRecord(List<Measurement> measurements) {
        return measurements.stream()
                .filter(measurement -> measurement.contender().kind() != null && measurement.runs() > 0)
                .mapToDouble(Measurement::median)
                .sum();
    }

    private Optional<Timeline> record(Workload workload, Measurement measurement, List<Answer> expected)
            throws InterruptedException {
        if (!measurement.open() || measurement.contender().kind() == null) {
            return Optional.empty();
        }
        show(workload, measurement.contender(), "run for its timeline");
        return measurement.record(expected);
    }

    private void show(Workload workload, Contender contender, String what) {
        progress.step(workload.name() + ": " + contender.runtime() + " " + contender.mode() + ", " + what);
    }

    private static List<Row> withSpeedups(List<Row> rows) {
        Map<String, Double> serial = new HashMap<>();
        rows.forEach(row -> serial.putIfAbsent(row.runtime(), row.seconds())); // serial is each runtime's first
        List<Row> result = new ArrayList<>();
        for (Row row : rows) {
            result.add(row.withSpeedup(serial.getOrDefault(row.runtime(), Double.NaN) / row.seconds()));
        }
        return result;
    }
}
