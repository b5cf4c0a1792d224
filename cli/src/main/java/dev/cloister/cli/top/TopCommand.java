package dev.cloister.cli.top;

import dev.cloister.RunningPools;
import dev.cloister.cli.bench.ReportingCommand;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cloister top}. */
@Command(
        name = "top",
        description = {
            "Shows every worker process of every pool on this machine that you own, with what it runs.",
            "",
            "The programs are not asked: they write what their workers do into a file each, as they go, which this command"
                    + " reads. So a program that hangs is shown as well. A pool is shown from some 200 ms after its first"
                    + " worker is ready until it is closed. Not shown are pools of threads, which have no processes, and warm"
                    + " workers that no pool has taken.",
            ""
        },
        footer = {
            "  0  shown, also if there is nothing to show",
            "  2  bad input",
            "",
            "Columns:",
            "  TASK      number and function of the task, index of its input in its map; of several the oldest",
            "  AGE       how long that task runs; of inputs that travel together, since the first",
            "  RUN       tasks that run; +N: given in advance",
            "  DONE      tasks answered; each input is one",
            "  CPU       of one processor, since the look before; TIME: since the worker started",
            "  RSS       memory that the process holds, shared pages included",
            "",
            "Examples:",
            "  cloister top",
            "  cloister top --once --json"
        })
public final class TopCommand extends ReportingCommand {
    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /** How long one look measures, when there is only one. */
    private static final Duration SAMPLE = Duration.ofMillis(250);

    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--once", description = "Show it once, and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "How often to look: 1s, 500ms, 0.5s (default ${DEFAULT-VALUE}; at least 100ms).")
    private String interval = "1s";

    @Option(names = "--json", description = "Print JSON, one line for each look.")
    private boolean json;

    @Override
    public Integer call() {
        Duration pause = Interval.parse(interval);
        if (pause == null || pause.compareTo(MIN_INTERVAL) < 0) {
            throw refuse("--interval must be a time of 100ms or more, such as 500ms or 2s: " + interval);
        }
        PrintWriter out = out();
        boolean clears = !once && !json && onTerminal();
        Look look = Look.first(RunningPools.look());
        boolean more = true;
        while (more) {
            try {
                Thread.sleep(once ? SAMPLE : pause);
            } catch (InterruptedException e) { // who runs it as a library ends it so; a terminal ends the process
                return CommandLine.ExitCode.OK;
            }
            look = look.next(RunningPools.look());
            out.print(clears ? CLEAR : "");
            out.println(json ? TopJson.of(look) : TopTable.of(look));
            out.flush();
            more = !once && !out.checkError();
        }
        return CommandLine.ExitCode.OK;
    }

    @SuppressWarnings("SystemConsoleNull") // it does where input or output are no terminal, depending on the JDK
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
