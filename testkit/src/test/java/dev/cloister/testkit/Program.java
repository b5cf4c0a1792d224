package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.faults.Faults;
import dev.cloister.testkit.programs.Workload;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java program in a process of its own, found again with all its descendants by a mark in their environment. */
final class Program {
    static final Duration END = Duration.ofSeconds(20);

    /** How long processes may outlive the process that started them. */
    static final Duration ORPHAN = Duration.ofSeconds(3);

    private static final Duration FILES = Duration.ofSeconds(5);
    private static final String MARK = "CLOISTER_TESTKIT_MARK";

    private final String mark = UUID.randomUUID().toString();
    private final Path directory;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private Path workingDirectory;

    /** A program whose output goes to files in {@code directory}. */
    Program(Path directory, String... arguments) {
        this.directory = directory;
        this.workingDirectory = directory;
        command.addAll(List.of(arguments));
    }

    /** One on the class path of these tests. */
    static Program main(Path directory, Class<?> main, String... arguments) {
        return new Program(directory, "-cp", classPath()).with(main.getName()).with(arguments);
    }

    Program with(String... arguments) {
        command.addAll(List.of(arguments));
        return this;
    }

    /** Puts JVM flags before everything else. */
    Program jvm(String... flags) {
        command.addAll(0, List.of(flags));
        return this;
    }

    /** Runs it by a command that replaces itself with the words after its own. */
    Program by(String... words) {
        prefix.addAll(List.of(words));
        return this;
    }

    Program variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Program in(Path newWorkingDirectory) {
        workingDirectory = newWorkingDirectory;
        return this;
    }

    static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> classPathEntries() {
        return List.of(location(Pool.class), location(Faults.class), location(Gate.class), location(Workload.class));
    }

    static String classPath() {
        return classPathEntries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Starts it. {@code env} gives it the signal handling of a program started from a terminal. */
    Running start() throws IOException {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(workingDirectory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(directory.resolve("out.txt").toFile())
                .redirectError(directory.resolve("err.txt").toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put(MARK, mark);
        builder.environment().putAll(environment);
        return new Running(builder.start(), directory, mark);
    }

    /** Runs it to its end. */
    Ended run() throws Exception {
        try (Running running = start()) {
            return running.awaitEnd();
        }
    }

    /**
     * One that was started; closing it kills what is left.
     *
     * @param process the JVM
     * @param directory where its output is
     * @param mark what it and its descendants have in their environment
     */
    record Running(Process process, Path directory, String mark) implements AutoCloseable {
        String output() throws IOException {
            return Files.readString(directory.resolve("out.txt"));
        }

        String errors() throws IOException {
            return Files.readString(directory.resolve("err.txt"));
        }

        /** The words after {@code READY} on the line that starts so. */
        List<String> awaitReady() throws Exception {
            Await.until(
                    () -> "no READY; it said " + readAll(),
                    END,
                    () -> output().lines().anyMatch(line -> line.startsWith("READY")) || !process.isAlive());
            String line = output().lines()
                    .filter(text -> text.startsWith("READY"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("it ended: " + readAll()));
            return Arrays.stream(line.split(" ")).skip(1).toList();
        }

        private String readAll() {
            try {
                return output() + "\n" + errors();
            } catch (IOException e) {
                return e.toString();
            }
        }

        Ended awaitEnd() throws Exception {
            long begin = System.nanoTime();
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end; it said " + readAll() + "\nprocesses: " + family());
            }
            return new Ended(process.exitValue(), output(), errors(), Duration.ofNanos(System.nanoTime() - begin));
        }

        /** The living processes with the program's mark: it and all that it started, directly or not. */
        List<Long> family() throws IOException {
            List<Long> pids = new ArrayList<>();
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                for (Path entry : processes.toList()) {
                    String name = entry.getFileName().toString();
                    if (name.chars().allMatch(Character::isDigit)
                            && isMarked(entry)
                            && Processes.isAlive(Long.parseLong(name))) {
                        pids.add(Long.valueOf(name));
                    }
                }
            }
            return pids;
        }

        private boolean isMarked(Path process) throws IOException {
            try {
                return new String(
                                Files.readAllBytes(process.resolve("environ")),
                                java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains(mark);
            } catch (AccessDeniedException | NoSuchFileException e) {
                return false; // another user's, or gone
            } catch (IOException e) {
                if (String.valueOf(e.getMessage()).contains("No such process")) {
                    return false;
                }
                throw e;
            }
        }

        /** All processes of the program are gone soon. */
        void assertAllGone() throws Exception {
            Await.until(() -> "orphans: " + describeFamily(), ORPHAN, () -> family().isEmpty());
        }

        /** All processes are gone soon, and the files of the program's run directory. */
        void assertNothingLeft() throws Exception {
            assertAllGone();
            Await.until(
                    () -> "files: " + runDirectories(),
                    FILES,
                    () -> runDirectories().isEmpty());
        }

        private List<Path> runDirectories() {
            String prefix = "cloister-" + process.pid() + "-";
            File[] found =
                    new File(System.getProperty("java.io.tmpdir")).listFiles((in, name) -> name.startsWith(prefix));
            return Arrays.stream(Objects.requireNonNull(found))
                    .map(File::toPath)
                    .toList();
        }

        private String describeFamily() {
            try {
                return Processes.describe(family().stream().flatMap(pid -> ProcessHandle.of(pid).stream()));
            } catch (IOException e) {
                return e.toString();
            }
        }

        @Override
        public void close() throws IOException {
            for (long pid : family()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** What a program left. */
    record Ended(int code, String out, String err, Duration waited) {
        /** It went well and complained of nothing. */
        Ended assertClean() {
            assertThat(err).as("standard error").isEmpty();
            return assertSuccess();
        }

        Ended assertSuccess() {
            assertThat(code).as("exit code; it said %s%n%s", out, err).isZero();
            return this;
        }
    }
}
