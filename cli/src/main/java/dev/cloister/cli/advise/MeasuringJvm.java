package dev.cloister.cli.advise;

import dev.cloister.ExitHooks;
import dev.cloister.Pool;
import dev.cloister.cli.advise.measure.MeasureMain;
import dev.cloister.cli.advise.measure.Report;
import dev.cloister.cli.advise.measure.Request;
import dev.cloister.cli.bench.Progress;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that measures: the same Java, on its class path Cloister and then the user's program, as its workers will have it. It ends with this
 * JVM. On a terminal a line says that it runs.
 */
final class MeasuringJvm {
    /** How long it may take to close its pools when it is told to end. */
    private static final long GRACE_SECONDS = 3;

    /** Of its end, when this JVM exits. */
    static final int EXIT_PRIORITY = 0;

    private final PrintWriter err;

    /** @param err for progress, and for what the tasks print */
    MeasuringJvm(PrintWriter err) {
        this.err = err;
    }

    /**
     * What it was asked, and how it ended.
     *
     * @param report null if it did not even start
     * @param exitCode of its process
     */
    record Ended(@Nullable Report report, int exitCode) {}

    /**
     * Runs it and waits for its end.
     *
     * @param options flags for the JVM
     * @param input what is its standard input
     */
    Ended run(Request request, List<String> options, Redirect input) throws IOException, InterruptedException {
        Path arguments = request.report().resolveSibling(Report.ARGUMENTS);
        Files.write(
                arguments,
                commandLine(request, options).stream().map(MeasuringJvm::quote).toList());
        Process process = new ProcessBuilder(java(), "@" + arguments)
                .redirectInput(input)
                .redirectErrorStream(true)
                .start();
        ExitHooks.Hook hook = ExitHooks.register(EXIT_PRIORITY, () -> end(process));
        try {
            await(process, request.target());
        } finally {
            end(process);
            hook.cancel();
        }
        Report report = Files.exists(request.report()) ? Report.read(request.report()) : null;
        return new Ended(report, process.exitValue());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> commandLine(Request request, List<String> options) throws IOException {
        List<String> words = new ArrayList<>();
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(options);
        words.add("-cp");
        Set<Path> classPath = new LinkedHashSet<>();
        classPath.add(place(Pool.class));
        classPath.add(place(MeasureMain.class));
        classPath.addAll(request.classPath());
        words.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        words.add(MeasureMain.class.getName());
        words.addAll(request.toArguments());
        return words;
    }

    /** The jar or folder that a class of Cloister came from. */
    private static Path place(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the place of Cloister's classes is no path", e);
        }
    }

    /** A line of an argument file. */
    private static String quote(String word) {
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    private void await(Process process, String target) throws InterruptedException {
        try (Progress progress = Progress.of(-1)) {
            TaskOutput output = new TaskOutput(process.getInputStream(), line -> print(line, progress));
            Thread reader =
                    Thread.ofPlatform().daemon().name("cloister-advise-output").start(output);
            progress.stage("measuring " + target);
            int _ = process.waitFor();
            reader.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS)); // what a task has started may hold the pipe
            progress.clear();
            output.finish(err);
            err.flush();
        }
    }

    private synchronized void print(String line, Progress progress) {
        progress.clear();
        err.println(line);
        err.flush();
    }

    /** Has it end, with its workers. */
    private static void end(Process process) {
        process.destroy();
        try {
            if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
