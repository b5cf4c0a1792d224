package dev.cloister.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs all workloads in all modes and measures the costs; prints each table as soon as it is there. */
final class Bench {
    static final String NO_PYTHON = "none found: no python3 of 3.8 or newer on the PATH or in ~/.pyenv; see --python";

    private final BenchSettings settings;
    private final MachineInfo machine;
    private final Pythons pythons;
    private final PrintWriter out;
    private final Progress progress;
    private final BudgetClock clock;
    private final Comparison comparison;
    private final boolean recording;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Timeline> timelines = new ArrayList<>();
    private final List<Cost> costs = new ArrayList<>();

    /**
     * The CPythons of a run.
     *
     * @param chosen those that run
     * @param named whether the user named them, so that none is left out
     * @param whyNone what to say if there are none
     */
    record Pythons(List<PythonInterpreter> chosen, boolean named, String whyNone) {}

    /** One that records timelines and load, too, or does not. */
    Bench(
            BenchSettings settings,
            MachineInfo machine,
            Pythons pythons,
            PrintWriter out,
            Progress progress,
            BudgetClock clock,
            boolean recording) {
        this.settings = settings;
        this.machine = machine;
        this.pythons = pythons;
        this.out = out;
        this.progress = progress;
        this.clock = clock;
        this.recording = recording;
        comparison = new Comparison(machine.cpus());
    }

    /** Runs everything, on the user's images or on made ones. */
    BenchReport run(@Nullable ImageFolder images) throws IOException, InterruptedException {
        if (!recording) {
            return report(measure(images), List.of());
        }
        try (LoadCurve load = LoadCurve.begin()) {
            List<String> warnings = measure(images);
            return report(warnings, load.points());
        }
    }

    private BenchReport report(List<String> warnings, List<LoadCurve.Point> load) {
        return new BenchReport(machine, workloads, rows, timelines, costs, load, warnings);
    }

    /** Returns why the figures may mean little. */
    private List<String> measure(@Nullable ImageFolder images) throws IOException, InterruptedException {
        MachineInfo.Start start = MachineInfo.Start.now();
        try (var folder = TemporaryFolder.make();
                var server = PageServer.start(settings.delayMillis())) {
            Path _ = Scripts.copy(Bench.class, Scripts.PEER, folder.path());
            ImageFolder used = images != null
                    ? images
                    : ImageFolder.make(
                            Files.createDirectory(folder.path().resolve("images")), settings.images(), settings.side());
            progress.stage("starting and warming the pools (not measured)");
            try (JvmPools pools = JvmPools.open(machine.cpus(), settings)) {
                race(new CpuWorkload(settings.below(), 4), 0.26, pools, folder.path());
                race(new WaitWorkload(settings.waits(), settings.waitMillis()), 0.34, pools, folder.path());
                race(new FetchWorkload(server, settings.pages()), 0.14, pools, folder.path());
                race(new ImageWorkload(used.files(), used.shapes()), 0.09, pools, folder.path());
                race(
                        new MixedWorkload(server, settings.mixedPages(), settings.mixedBelow()),
                        0.12,
                        pools,
                        folder.path());
                measureCosts(pools, folder.path());
            }
        }
        List<String> warnings = new ArrayList<>(machine.warnings());
        warnings.addAll(MachineInfo.warningsSince(start));
        return warnings;
    }

    private void race(Workload workload, double share, JvmPools pools, Path folder) throws InterruptedException {
        progress.stage(workload.title());
        clock.beginStage(share);
        List<Contender> contenders = new ArrayList<>(pools.contenders(workload));
        for (PythonInterpreter python : pythons.chosen()) {
            boolean optional =
                    !pythons.named() && !python.equals(pythons.chosen().getFirst());
            for (PythonMode mode : workload.pythonModes()) {
                contenders.add(new PythonContender(python, mode, workload, machine.cpus(), settings, folder, optional));
            }
        }
        Race.Result result = new Race(clock, progress, settings.limitSeconds(), recording).run(workload, contenders);
        List<Row> found = new ArrayList<>(result.rows());
        if (pythons.chosen().isEmpty()) {
            found.add(Row.without(workload.name(), "cpython", "all modes", null, pythons.whyNone()));
        }
        found.stream().filter(Row::failed).forEach(row -> progress.ended(false));
        workloads.add(workload);
        timelines.addAll(result.timelines());
        rows.addAll(found);
        print(comparison.of(workload, found));
    }

    private void measureCosts(JvmPools pools, Path folder) throws InterruptedException {
        progress.stage("Costs");
        costs.addAll(new JvmCosts(settings, progress, machine.cpus()).measure(pools.processes()));
        for (PythonInterpreter python : pythons.chosen()) {
            costs.addAll(
                    clock.late()
                            ? List.of(new Cost(Cost.THREAD, "us", python.runtime(), Double.NaN, Race.NO_TIME))
                            : new PythonCosts(python, folder, settings, machine.cpus()).measure(progress));
        }
        print(comparison.of(costs));
    }

    private void print(String table) {
        progress.clear();
        out.println(table);
        out.flush();
    }
}
