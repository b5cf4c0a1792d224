package dev.cloister.cli.ipc;

import dev.cloister.cli.bench.BudgetClock;
import dev.cloister.cli.bench.Figures;
import dev.cloister.cli.bench.InterpreterFinder;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.bench.PythonInterpreter;
import dev.cloister.cli.bench.ReportingCommand;
import dev.cloister.cli.bench.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cloister bench ipc}. */
@Command(
        name = "ipc",
        description = {
            "Measures what processes share, beside CPython's multiprocessing.",
            "",
            "Queues, pipes, locks, counters, arrays, semaphores, events, conditions and barriers are used by worker"
                    + " processes; CPython does the same in turn, with multiprocessing and its default start method. Values"
                    + " are medians of the runs; ratio = how many times as good as CPython: its time / this time, or this"
                    + " rate / its rate. A goal that is missed is marked; it is no failure.",
            ""
        },
        footer = {
            "  0  everything that was counted was exact",
            "  1  a count was not, or a measure failed",
            "  2  bad input",
            "",
            "Examples:",
            "  cloister bench ipc --quick",
            "  cloister bench ipc --python python3.13 --json ipc.json"
        })
public final class IpcCommand extends ReportingCommand {
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 1;
    private static final double FOR_EVER = Double.POSITIVE_INFINITY;

    @Option(names = "--quick", description = "Fewer repetitions, one run each: rough figures within a minute.")
    private boolean quick;

    @Option(
            names = "--measure",
            paramLabel = "TEXT",
            description = "Only measures with this text in their name. May be given several times.")
    private @Nullable List<String> texts;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description =
                    "The CPython to compare with, a path or a name on the PATH. Default: the newest found, at best"
                            + " with numpy.")
    private @Nullable String python;

    @Option(names = "--no-python", description = "Do not compare with CPython.")
    private boolean noPython;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BudgetClock clock = new BudgetClock(FOR_EVER, FOR_EVER);
        PrintWriter out = out();
        List<Measure> measures = measures();
        requireWritable("--json", json);
        PythonInterpreter peer = interpreter();
        MachineInfo machine = MachineInfo.look();
        String peerName =
                peer != null ? peer.runtime() : noPython ? "not run: --no-python" : "none found; see --python";
        out.println("Cloister bench ipc" + (quick ? ", quick: figures are rough" : "") + ": " + machine.cpus()
                + " processors, JDK " + machine.jdk() + "; CPython: " + peerName);
        machine.warnings().forEach(warning -> out.println("WARNING: " + warning));
        out.println();
        out.flush();
        IpcReport report;
        try (Progress progress = Progress.of(measures.size())) {
            report = run(measures, peer, peerName, progress);
        }
        report.print(out);
        if (json != null) {
            report.write(json, machine, peerName, quick);
            out.println("Written to " + json + ".");
        }
        out.println((report.right() ? "Every count was exact. Took " : "Not everything was right. Took ")
                + Figures.time(clock.elapsed()) + ".");
        out.flush();
        return report.right() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private IpcReport run(List<Measure> measures, @Nullable PythonInterpreter peer, String peerName, Progress progress)
            throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.make();
                Bed bed = new Bed();
                PythonSide side = peer == null ? null : new PythonSide(peer, folder.path())) {
            return new IpcRun(bed, side, "CPython: " + peerName, quick ? QUICK_ROUNDS : ROUNDS, progress).run(measures);
        }
    }

    private List<Measure> measures() {
        List<Measure> measures = Measures.all();
        List<String> wanted = texts;
        if (wanted != null) {
            for (String text : wanted) {
                if (measures.stream().noneMatch(measure -> measure.title().contains(text))) {
                    throw refuse("--measure " + text + ": no measure has this text in its name; they are: "
                            + String.join(
                                    "; ", measures.stream().map(Measure::title).toList()));
                }
            }
            measures = measures.stream()
                    .filter(measure -> wanted.stream().anyMatch(measure.title()::contains))
                    .toList();
        }
        return quick ? measures.stream().map(Measure::quick).toList() : measures;
    }

    private @Nullable PythonInterpreter interpreter() throws IOException, InterruptedException {
        if (python != null) {
            return named(List.of(python), noPython).getFirst();
        }
        List<PythonInterpreter> found =
                noPython ? List.of() : InterpreterFinder.choose(new InterpreterFinder().all(), 1);
        return found.isEmpty() ? null : found.getFirst();
    }
}
