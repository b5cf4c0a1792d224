package dev.cloister.cli.faults;

import dev.cloister.cli.bench.BudgetClock;
import dev.cloister.cli.bench.Figures;
import dev.cloister.cli.bench.InterpreterFinder;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.bench.PythonInterpreter;
import dev.cloister.cli.bench.ReportingCommand;
import dev.cloister.cli.bench.Scripts;
import dev.cloister.cli.bench.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cloister bench faults}. */
@Command(
        name = "faults",
        description = {
            "Breaks pools on purpose and shows what becomes of the rest.",
            "",
            "Each fault befalls one of ten tasks on two worker processes, or the workers, or the whole program: of a pool of"
                    + " Cloister's, then of CPython's multiprocessing.Pool and ProcessPoolExecutor. A row is clean if the"
                    + " bad task ended as it should, the nine others gave their results, the pool works afterwards with"
                    + " all its workers, no process and no file is left, and all that within the row's time.",
            ""
        },
        footer = {
            "  0  every row of Cloister's is clean",
            "  1  some row is not",
            "  2  bad input",
            "",
            "Examples:",
            "  cloister bench faults --quick",
            "  cloister bench faults --row SIGKILL --row p17 --no-python",
            "  cloister bench faults --json faults.json"
        })
public final class FaultsCommand extends ReportingCommand {
    private static final double FOR_EVER = Double.POSITIVE_INFINITY;

    @Option(names = "--quick", description = "Ten or so of the rows: ends within 30 seconds.")
    private boolean quick;

    @Option(
            names = "--row",
            paramLabel = "PATTERN",
            description = "Only rows with this id, or with this text in their name; * stands for any text. May be given"
                    + " several times.")
    private @Nullable List<String> patterns;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description = "The CPython to compare with, a path or a name on the PATH. Default: the newest found.")
    private @Nullable String python;

    @Option(names = "--no-python", description = "Do not compare with CPython.")
    private boolean noPython;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = out();
        List<FaultRow> rows = rows();
        requireWritable("--json", json);
        PythonInterpreter peer = interpreter();
        MachineInfo machine = MachineInfo.look();
        String peerName =
                peer != null ? peer.runtime() : noPython ? "not run: --no-python" : "none found; see --python";
        out.println("Cloister bench faults: " + rows.size() + " faults; " + machine.cpus() + " processors; CPython: "
                + peerName);
        out.println();
        out.flush();
        BudgetClock clock = new BudgetClock(FOR_EVER, FOR_EVER);
        FaultReport report;
        try (Progress progress = Progress.of(rows.size())) {
            report = run(rows, peer, progress);
        }
        report.print(out);
        if (json != null) {
            report.write(json, machine, peerName);
            out.println("Written to " + json + ".");
        }
        out.println((report.clean() ? "Every row of Cloister's is clean. Took " : "Not every row is clean. Took ")
                + Figures.time(clock.elapsed()) + ".");
        out.flush();
        return report.clean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static FaultReport run(List<FaultRow> rows, @Nullable PythonInterpreter peer, Progress progress)
            throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            PythonFaults peers = null;
            if (peer != null) {
                Path script = Scripts.copy(FaultsCommand.class, "faults.py", folder.path());
                peers = new PythonFaults(peer, script);
            }
            return new FaultReport(new FaultRun(folder.path(), peers, progress).run(rows));
        }
    }

    private List<FaultRow> rows() {
        List<FaultRow> rows = FaultRows.all();
        List<String> wanted = patterns;
        if (wanted != null) {
            for (String pattern : wanted) {
                if (rows.stream().noneMatch(row -> row.matches(pattern))) {
                    throw refuse("--row " + pattern + ": no row has this id or text; ids are t1 to t21 and p1 to p35");
                }
            }
            rows = rows.stream()
                    .filter(row -> wanted.stream().anyMatch(row::matches))
                    .toList();
        }
        return quick ? rows.stream().filter(FaultRow::quick).toList() : rows;
    }

    private @Nullable PythonInterpreter interpreter() throws IOException, InterruptedException {
        if (python != null) {
            return named(List.of(python), noPython).getFirst();
        }
        List<PythonInterpreter> found = noPython ? List.of() : new InterpreterFinder().all();
        return found.isEmpty() ? null : found.getFirst();
    }
}
