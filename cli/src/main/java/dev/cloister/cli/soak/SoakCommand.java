package dev.cloister.cli.soak;

import dev.cloister.UsableCpus;
import dev.cloister.cli.bench.Json;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.bench.ReportingCommand;
import dev.cloister.cli.bench.TemporaryFolder;
import dev.cloister.cli.bench.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cloister bench soak}. */
@Command(
        name = "soak",
        description = {
            "Kills workers under load and counts what goes wrong.",
            "",
            "Threads keep a pool of worker processes busy with tasks and maps whose results they know, while workers are"
                    + " ended: 70 %% by SIGKILL, 10 %% by SIGSTOP, 10 %% by Runtime.halt, 10 %% by a write to address 0. No"
                    + " task may be lost, wrong or started twice, only the task that a struck worker ran may fail, and"
                    + " nothing may be left: no process, descriptor, thread, shared memory or file.",
            "",
            "With --ipc the tasks use queues, a pipe, locks, a counter, a semaphore, a condition, an event and a barrier, all"
                    + " at once, and so does this program, which survives. Nobody may wait longer than 2 s for the dead, no"
                    + " item come twice or be lost unless a dead process had taken it, no increment or permit be missing.",
            ""
        },
        footer = {
            "  0  all kills were done, nothing went wrong, nothing is left",
            "  1  otherwise",
            "  2  bad input",
            "",
            "Examples:",
            "  cloister bench soak --kills 1000",
            "  cloister bench soak --kills 10000 --seed 42 --workers 8 --json soak.json",
            "  cloister bench soak --ipc --kills 1000"
        })
public final class SoakCommand extends ReportingCommand {
    private static final int MOST = 10_000_000;

    @Option(names = "--ipc", description = "The tasks use what processes share.")
    private boolean ipc;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many workers to end (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "Replays the kinds, times and targets of the kills and the sizes of the tasks; when threads and"
                            + " processes get their turns is up to the system. Default: another one each time.")
    private @Nullable Long seed;

    @Option(
            names = "--workers",
            paramLabel = "W",
            description = "Worker processes (default: one per processor, at least 2).")
    private @Nullable Integer workers;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "3",
            description = "Threads that submit tasks (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--seconds",
            paramLabel = "MAX",
            defaultValue = "3600",
            description = "End after so many seconds; kills not done by then make it fail (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the counts to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int pool = workers != null ? workers : Math.max(2, UsableCpus.current().count());
        require("--kills", kills, MOST);
        require("--workers", pool, 64);
        require("--threads", threads, 256);
        require("--seconds", seconds, MOST);
        requireWritable("--json", json);
        long drawn = seed != null ? seed : ThreadLocalRandom.current().nextLong(1_000_000_000);
        PrintWriter out = out();
        out.println("Cloister bench soak" + (ipc ? " --ipc" : "") + ": " + kills + " kills, seed " + drawn + ", " + pool
                + " workers, " + threads + " submitting threads");
        out.flush();
        MachineInfo machine = MachineInfo.look();
        SoakResult result;
        try (TemporaryFolder folder = TemporaryFolder.make();
                Progress progress = Progress.of(kills)) {
            Work work = ipc
                    ? new SharedWork(folder.path(), drawn)
                    : new TaskWork(folder.path().toString());
            result = new SoakRun(kills, drawn, pool, threads, seconds).run(folder.path(), work, progress);
        }
        print(result, out);
        if (json != null) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("machine", machine.toJson(machine.warnings()));
            content.putAll(result.toJson());
            Files.writeString(json, Json.PRETTY.writeValueAsString(content) + "\n");
            out.println("Written to " + json + ".");
        }
        out.flush();
        return result.clean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    static void print(SoakResult result, PrintWriter out) {
        TextTable table = new TextTable(1, "", "");
        table.add(List.of("kills", Integer.toString(result.total())));
        for (Strike strike : Strike.values()) {
            table.add(List.of("  " + strike, Integer.toString(result.kills().getOrDefault(strike, 0))));
        }
        table.add(List.of("tasks", Long.toString(result.tasks())));
        table.add(List.of("  gave their result", Long.toString(result.right())));
        table.add(List.of("  failed with their worker", Long.toString(result.failed())));
        result.shared().forEach((name, count) -> table.add(List.of(words(name), Long.toString(count))));
        table.add(List.of("lost", Long.toString(result.lost())));
        table.add(List.of("wrong", Long.toString(result.wrong())));
        table.add(List.of("started twice", Long.toString(result.twice())));
        table.add(List.of("processes left", Integer.toString(result.orphans())));
        table.add(List.of("descriptors more", Integer.toString(result.leaked().descriptors())));
        table.add(List.of("threads more", Integer.toString(result.leaked().threads())));
        table.add(List.of(
                "shared memory bytes more", Long.toString(result.leaked().sharedBytes())));
        table.add(
                List.of("run directories left", Integer.toString(result.leaked().files())));
        out.println(table);
        result.problems().forEach(problem -> out.println("WRONG: " + problem));
        if (result.total() != result.wanted()) {
            out.println("WRONG: only " + result.total() + " of " + result.wanted() + " kills were done in time");
        }
        out.println(String.format(
                Locale.ROOT,
                "%s: %d kills in %.1f s, %.1f per second; replay with --seed %d",
                result.clean() ? "Clean" : "NOT CLEAN",
                result.total(),
                result.seconds(),
                result.total() / Math.max(result.seconds(), 1e-3),
                result.seed()));
    }

    /** Such as {@code items taken} for {@code itemsTaken}. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw refuse(option + " must be from 1 to " + most + ": " + value);
        }
    }
}
