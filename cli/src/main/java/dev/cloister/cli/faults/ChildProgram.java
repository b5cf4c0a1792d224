package dev.cloister.cli.faults;

import dev.cloister.cli.bench.KilledAtExit;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program in a process, a session and a process group of its own, whose output goes to files. */
final class ChildProgram implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProgram(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@link FaultProgram} with this name, behind a command such as {@code setpriv}. */
    static ChildProgram java(Place place, List<String> behind, String name) throws IOException {
        List<String> command = new ArrayList<>(behind);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FaultProgram.class.getName(),
                name,
                place.folder().toString()));
        return start(place, command);
    }

    /** Starts a program with the signal handling of one that a terminal started. */
    static ChildProgram start(Place place, List<String> command) throws IOException {
        Path out = Files.createTempFile(place.folder(), "out", ".txt");
        Path err = Files.createTempFile(place.folder(), "err", ".txt");
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT", "setsid"));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put(Family.VARIABLE, place.family().mark());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return new ChildProgram(KilledAtExit.add(builder.start()), out, err);
    }

    long pid() {
        return process.pid();
    }

    /** The rest of the first line that starts with this word; empty if it does not come in time. */
    Optional<String> awaitLine(String word, double seconds) throws IOException, InterruptedException {
        boolean _ = Moment.await(seconds, () -> line(word).isPresent() || !process.isAlive());
        return line(word);
    }

    private Optional<String> line(String word) {
        try {
            return Files.readString(out)
                    .lines()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(word.length()).strip())
                    .findFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its exit code; empty if it does not end in time. */
    Optional<Integer> awaitExit(double seconds) throws InterruptedException {
        boolean ended = process.waitFor((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        return ended ? Optional.of(process.exitValue()) : Optional.empty();
    }

    /** The last line of its standard error. */
    String lastWords() throws IOException {
        List<String> lines = new String(Files.readAllBytes(err), java.nio.charset.StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
