package dev.cloister.cli.bench;

import dev.cloister.cli.faults.FaultsCommand;
import dev.cloister.cli.ipc.IpcCommand;
import dev.cloister.cli.report.HtmlReport;
import dev.cloister.cli.soak.SoakCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cloister bench}. */
@Command(
        name = "bench",
        description = {
            "Measures real work in every mode of a pool, beside CPython on the same machine.",
            "",
            "Computing, waiting, fetching over HTTP, image transforms and a mix of them run serially, on threads, virtual"
                    + " threads, worker processes, worker processes with threads, and where a pool that measures puts them; CPython's serial, threads,"
                    + " multiprocessing.Pool, ProcessPoolExecutor and asyncio run the same in turn. Each result is"
                    + " compared with the serial one. Then come the costs of threads, processes, messages and crashes.",
            ""
        },
        subcommands = {FaultsCommand.class, IpcCommand.class, SoakCommand.class},
        footer = {
            "  0  all results agree",
            "  1  a result differs, or a mode of the JVM failed",
            "  2  bad input",
            "",
            "Examples:",
            "  cloister bench --quick",
            "  cloister bench --python python3.12 --python /opt/python/bin/python3 --json bench.json"
        })
public final class BenchCommand extends ReportingCommand {
    private static final int DEFAULT_PYTHONS = 2;

    @Option(names = "--quick", description = "Smaller sizes and one CPython: ends within 20 seconds.")
    private boolean quick;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "CPU: sum the squares below N (default 10,000,000; with --quick 1,000,000).")
    private @Nullable Integer size;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Transform the .npy files of this folder: 2-D arrays of numbers. Made when not given.")
    private @Nullable Path images;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description =
                    "A CPython to compare with, a path or a name on the PATH; may be given several times. Default:"
                            + " two of those found, at best one with numpy and one without a global interpreter lock.")
    private @Nullable List<String> python;

    @Option(names = "--no-python", description = "Do not compare with CPython.")
    private boolean noPython;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures to this file.")
    private @Nullable Path json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a page to look at to this file: HTML with charts, which needs no network.")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var clock = startClock();
        PrintWriter out = out();
        BenchSettings settings = settings();
        requireWritable("--json", json);
        requireWritable("--report", report);
        ImageFolder folder = openImages();
        List<PythonInterpreter> named = named(python == null ? List.of() : python, noPython);
        MachineInfo machine = MachineInfo.look(); // before anything of ours is busy
        printMachine(machine, out);
        Bench.Pythons pythons = pythons(named, out);
        boolean recording = json != null || report != null;
        BenchReport found;
        try (Progress progress = Progress.within(clock)) {
            found = new Bench(settings, machine, pythons, out, progress, clock, recording).run(folder);
        }
        return finish(found, settings, clock, out);
    }

    private BudgetClock startClock() {
        BenchSettings any = quick ? BenchSettings.quick(1) : BenchSettings.full(1);
        boolean all = python != null; // who names them wants them all, however long it takes
        return new BudgetClock(any.budgetSeconds(), all ? Double.POSITIVE_INFINITY : any.hardSeconds());
    }

    private int finish(BenchReport found, BenchSettings settings, BudgetClock clock, PrintWriter out)
            throws IOException {
        found.warnings().forEach(warning -> out.println("Warning: " + warning));
        List<Row> failures = found.failures();
        for (Row row : failures) {
            String what = row.measured() ? "a result differs from the serial one" : String.valueOf(row.note());
            out.println("FAILED: " + row.workload() + ", " + row.runtime() + " " + row.mode() + ": " + what);
        }
        if (failures.isEmpty()) {
            out.println("All results agree in all " + found.measured() + " modes measured.");
        }
        if (json != null || report != null) {
            write(JsonReport.content(found, settings), out);
        }
        out.println("Took " + Figures.time(clock.elapsed()) + ".");
        out.flush();
        return failures.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void write(Map<String, Object> content, PrintWriter out) throws IOException {
        if (json != null) {
            JsonReport.write(json, content);
            out.println("Written to " + json + ".");
        }
        if (report != null) {
            HtmlReport.write(report, content);
            out.println("Report to look at written to " + report + ".");
        }
    }

    private void printMachine(MachineInfo machine, PrintWriter out) {
        out.println("Cloister bench" + (quick ? ", quick: sizes are small, figures rough" : ""));
        out.println("  processors    " + machine.cpus() + " (" + machine.cpusReason() + ") " + machine.processor());
        out.println("  JDK           " + machine.jdk() + ", " + machine.system());
        out.println("  load average  " + Figures.number(machine.loadAverage()) + "; in use by others before the start: "
                + Figures.percent(machine.busy()));
        machine.warnings().forEach(warning -> out.println("  WARNING       " + warning));
    }

    private Bench.Pythons pythons(List<PythonInterpreter> named, PrintWriter out)
            throws IOException, InterruptedException {
        List<PythonInterpreter> found = named.isEmpty() && !noPython ? new InterpreterFinder().all() : named;
        List<PythonInterpreter> chosen =
                named.isEmpty() ? InterpreterFinder.choose(found, quick ? 1 : DEFAULT_PYTHONS) : named;
        String whyNone = noPython ? "not run: --no-python" : Bench.NO_PYTHON;
        out.println("  CPython       " + (chosen.isEmpty() ? whyNone : names(chosen)));
        List<PythonInterpreter> others = new ArrayList<>(found);
        others.removeAll(chosen);
        if (!others.isEmpty()) {
            out.println("                also found, not run: "
                    + others.stream().map(PythonInterpreter::runtime).collect(Collectors.joining(", "))
                    + " (see --python)");
        }
        if (found.stream().allMatch(PythonInterpreter::gil) && !found.isEmpty()) {
            out.println("                all have the global interpreter lock (GIL); none without it was found");
        }
        out.println(
                "  times are medians of the runs, which take turns; pools are started and warmed before; ratio = peer's"
                        + " time / this time");
        out.println();
        out.flush();
        return new Bench.Pythons(chosen, !named.isEmpty(), whyNone);
    }

    private static String names(List<PythonInterpreter> pythons) {
        return pythons.stream()
                .map(p -> p.runtime() + (p.numpy() ? " with numpy" : "") + " at " + p.path())
                .collect(Collectors.joining("; "));
    }

    private BenchSettings settings() {
        int wanted = size != null ? size : quick ? BenchSettings.QUICK_SIZE : BenchSettings.SIZE;
        if (wanted <= 0) {
            throw refuse("--size must be 1 or more: " + wanted);
        }
        return quick ? BenchSettings.quick(wanted) : BenchSettings.full(wanted);
    }

    private @Nullable ImageFolder openImages() {
        try {
            return images == null ? null : ImageFolder.open(images);
        } catch (IOException e) {
            throw refuse("--images: " + e.getMessage());
        }
    }
}
