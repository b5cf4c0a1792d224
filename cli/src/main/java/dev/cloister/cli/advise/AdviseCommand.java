package dev.cloister.cli.advise;

import dev.cloister.ExitHooks;
import dev.cloister.UsableCpus;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.cli.advise.measure.RefusedException;
import dev.cloister.cli.advise.measure.Report;
import dev.cloister.cli.advise.measure.Request;
import dev.cloister.cli.advise.measure.TargetName;
import dev.cloister.cli.bench.ReportingCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code cloister advise}. */
@Command(
        name = "advise",
        description = {
            "Says whether threads, virtual threads or worker processes suit your work, by measuring it.",
            "",
            "It runs a static method of one argument on some of your inputs, each several times, in processes of its own: alone,"
                    + " two at a time in one JVM, and in two JVMs. From the figures it decides, and shows how; it also gives"
                    + " code to paste. The method really runs: give inputs that may be worked on more than once.",
            ""
        },
        footer = {
            "  0  there is an advice, which may be that it cannot tell",
            "  1  a task failed on its sample, or the measurement did",
            "  2  bad input: class path, class, method, inputs, options",
            "",
            "Inputs:",
            "  Each line is one argument: a String, a number, boolean, char, byte[] (the",
            "  line in UTF-8), enum, Path, File, URI, or any class with a public",
            "  constructor of one String or a public static method valueOf, of, parse or",
            "  fromString of one. The first 1,000 lines are checked before anything runs.",
            "",
            "Examples:",
            "  cloister advise --class-path app.jar com.acme.Ocr::extract --inputs in.txt",
            "  cloister advise -cp 'app.jar:lib/*' 'a.B::c(java.io.File)' --inputs in.txt",
            "  seq 1 1000 | cloister advise -cp classes a.Primes::count --inputs - --json"
        })
public final class AdviseCommand extends ReportingCommand {
    private static final String STANDARD_OUTPUT = "-";
    private static final int AFTER_THE_JVM = MeasuringJvm.EXIT_PRIORITY - 1;

    @Parameters(
            paramLabel = "CLASS::METHOD",
            arity = "1..*",
            description = "The static method; with the type of its parameter, in quotes, if it is overloaded.")
    private List<String> targets = List.of();

    @Option(
            names = {"--class-path", "-cp"},
            paramLabel = "PATH",
            required = true,
            description =
                    "Jars and folders with the method and all it needs, as java -cp has them; 'lib/*' for all jars of a"
                            + " folder. May be given several times.")
    private List<String> classPath = List.of();

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            required = true,
            description = "One input per line; - for standard input.")
    private String inputs = "-";

    @Option(
            names = "--inputs-are-files",
            description = "Each line names a file, and its contents are the argument: byte[], or String in UTF-8.")
    private boolean inputsAreFiles;

    @Option(
            names = "--isolation",
            description = "A task that crashes, exits, leaks or hangs must cost nobody but itself.")
    private boolean isolation;

    @Option(
            names = "--shared-state",
            description = "The tasks change objects that they share, so they must stay in one JVM.")
    private boolean sharedState;

    @Option(
            names = "--max-concurrent",
            paramLabel = "N",
            description = "How many tasks that wait may run at the same time (default 10,000).")
    private @Nullable Integer maxConcurrent;

    @Option(
            names = "--budget",
            paramLabel = "MS",
            description = "How long to measure, in milliseconds, beyond tasks that take longer (default 200).")
    private @Nullable Long budget;

    @Option(names = "--processors", paramLabel = "N", description = "How many processors to use (default: all usable).")
    private @Nullable Integer processors;

    @Option(
            names = "--jvm-option",
            paramLabel = "FLAG",
            description =
                    "A flag of the JVM that the method needs, such as --jvm-option=--enable-preview. May be given several"
                            + " times.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = STANDARD_OUTPUT,
            preprocessor = JsonFile.class,
            description =
                    "Write the advice as JSON, for Advice.ofJson, to this file; without one, print it instead of the"
                            + " words.")
    private @Nullable String json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path jsonFile = json == null || json.equals(STANDARD_OUTPUT) ? null : Path.of(json);
        requireWritable("--json", jsonFile);
        AdviceOptions options = options();
        Path folder = Files.createTempDirectory("cloister-advise-");
        ExitHooks.Hook hook = ExitHooks.register(AFTER_THE_JVM, () -> Report.remove(folder));
        try {
            Inputs source = Inputs.of(inputs);
            Request request = new Request(
                    target(),
                    source.name(),
                    source.file(),
                    inputsAreFiles,
                    options,
                    ClassPath.parse(classPath),
                    folder.resolve(Report.FILE),
                    ProcessHandle.current().pid());
            return finish(new MeasuringJvm(err()).run(request, jvmOptions, source.redirect()), jsonFile);
        } catch (RefusedException e) {
            throw refuse(String.valueOf(e.getMessage()));
        } finally {
            hook.cancel();
            Report.remove(folder);
        }
    }

    private String target() {
        String target = targets.getFirst();
        if (targets.size() > 1) {
            throw refuse("one method is wanted, not " + targets
                    + "; a class path with * has to be in quotes, so that the shell leaves it alone");
        }
        TargetName _ = TargetName.parse(target);
        return target;
    }

    private AdviceOptions options() {
        AdviceOptions defaults = AdviceOptions.defaults();
        if (isolation && sharedState) {
            throw refuse(
                    "--isolation and --shared-state exclude each other: tasks that change objects of one JVM cannot be"
                            + " kept apart; what they share could live in a Manager, then leave --shared-state out");
        }
        return new AdviceOptions(
                isolation,
                sharedState,
                maxConcurrent == null ? defaults.maxConcurrent() : positive("--max-concurrent", maxConcurrent),
                processors == null ? UsableCpus.current().count() : positive("--processors", processors),
                budget == null ? defaults.budget() : Duration.ofMillis(positive("--budget", budget)));
    }

    private int positive(String name, Number value) {
        if (value.longValue() < 1 || value.longValue() > Integer.MAX_VALUE) {
            throw refuse(name + " must be 1 or more: " + value);
        }
        return value.intValue();
    }

    private int finish(MeasuringJvm.Ended ended, @Nullable Path jsonFile) throws IOException {
        Report report = ended.report();
        if (report == null) {
            err().println("cloister advise: the JVM for the measurement did not start; exit code " + ended.exitCode()
                    + (jvmOptions.isEmpty() ? "" : "; is one of --jvm-option " + jvmOptions + " wrong?"));
            err().flush();
            return jvmOptions.isEmpty() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.USAGE;
        }
        return switch (report.kind()) {
            case ADVICE -> show(report.text(), jsonFile);
            case REFUSED -> throw new RefusedException(report.text());
            case FAILED -> fail(report.text());
            case STARTED ->
                fail("the JVM for the measurement died before it had a result; exit code " + ended.exitCode()
                        + ". What it printed is above. Does the method end the JVM it runs in, or take all memory?");
        };
    }

    private int show(String text, @Nullable Path jsonFile) throws IOException {
        PrintWriter out = out();
        if (STANDARD_OUTPUT.equals(json)) {
            out.println(text);
        } else {
            out.print(AdviceText.of(targets.getFirst(), Advice.ofJson(text)));
        }
        if (jsonFile != null) {
            Files.writeString(jsonFile, text + System.lineSeparator());
            out.println();
            out.println("Written to " + jsonFile + ".");
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private int fail(String text) {
        err().println("cloister advise: " + text);
        err().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Leaves the method alone that may follow {@code --json}. */
    static final class JsonFile implements CommandLine.IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> information) {
            boolean method = !words.isEmpty() && words.peek().contains("::");
            if (method) {
                option.setValue(STANDARD_OUTPUT);
            }
            return method;
        }
    }
}
