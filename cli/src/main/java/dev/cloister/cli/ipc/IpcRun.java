package dev.cloister.cli.ipc;

import dev.cloister.cli.bench.ContenderException;
import dev.cloister.cli.bench.Figures;
import dev.cloister.cli.bench.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs measures, here and in CPython by turns. For one thread. */
final class IpcRun {
    private static final int LIMIT_SECONDS = 60;

    private final Bed bed;
    private final @Nullable PythonSide python;
    private final String whyNoPython;
    private final int rounds;
    private final Progress progress;

    /**
     * One.
     *
     * @param python null if there is none
     * @param whyNoPython said in each row then
     * @param rounds of each measure
     */
    IpcRun(Bed bed, @Nullable PythonSide python, String whyNoPython, int rounds, Progress progress) {
        this.bed = bed;
        this.python = python;
        this.whyNoPython = whyNoPython;
        this.rounds = rounds;
        this.progress = progress;
    }

    IpcReport run(List<Measure> measures) throws InterruptedException {
        List<IpcRow> rows = new ArrayList<>();
        for (Measure measure : measures) {
            progress.stage(measure.title());
            IpcRow row = new Row(measure).run();
            progress.ended(row.right());
            rows.add(row);
        }
        return new IpcReport(rows);
    }

    /** The runs of one measure. */
    private final class Row {
        private final Measure measure;
        private final List<Double> cloister = new ArrayList<>();
        private final List<Double> cpython = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();
        private @Nullable String note = python == null ? whyNoPython : null;

        Row(Measure measure) {
            this.measure = measure;
        }

        IpcRow run() throws InterruptedException {
            boolean works = here(new ArrayList<>()); // the first run starts workers and compiles: it does not count
            for (int i = 0; works && i < rounds; i++) {
                works = here(cloister);
                if (note == null) {
                    there();
                }
            }
            return new IpcRow(measure, median(cloister), median(cpython), cloister.size(), wrong, note);
        }

        private boolean here(List<Double> values) throws InterruptedException {
            FutureTask<Reading> run = new FutureTask<>(() -> measure.meter().measure(bed, measure.count()));
            Thread thread =
                    Thread.ofPlatform().daemon().name("cloister-bench-ipc").start(run);
            try {
                add(run.get(LIMIT_SECONDS, TimeUnit.SECONDS), values, "");
                return true;
            } catch (ExecutionException e) {
                wrong.add("failed: " + (e.getCause() == null ? e : e.getCause()));
            } catch (TimeoutException e) {
                wrong.add("no end within " + LIMIT_SECONDS + " s");
                thread.interrupt();
            }
            bed.close();
            return false;
        }

        private void there() throws InterruptedException {
            try {
                if (python != null) {
                    add(python.measure(measure), cpython, "CPython: ");
                }
            } catch (IOException | ContenderException e) { // a peer that fails is a row with a note
                note = String.valueOf(e.getMessage());
            }
        }

        private void add(Reading reading, List<Double> values, String who) {
            values.add(reading.value());
            if (!reading.right()) {
                wrong.add(who + reading.complaint());
            }
        }
    }

    private static double median(List<Double> values) {
        return Figures.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
