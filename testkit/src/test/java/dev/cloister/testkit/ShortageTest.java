package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.testkit.programs.Shortage;
import dev.cloister.testkit.programs.SmallFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that get too few descriptors or processes for the workers they ask for. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ShortageTest {
    /** Nobody's, most likely: the limit counts all processes of a user, and not for root. */
    private static final String OTHER_USER = "54321";

    private static final int PROCESSES = 100;

    @TempDir
    private Path directory;

    @Test
    void withTooFewDescriptorsThePoolIsSmallerAndDoesItsWork() throws Exception {
        Program program = shortage().by("sh", "-c", "ulimit -n 40; exec \"$@\"", "sh");
        try (Program.Running running = program.start()) {
            assertThat(running.awaitEnd().assertSuccess().out())
                    .contains("first 7", "later [1, 4, 9]", "tasks 28 failed 0", "shrunk");
            running.assertNothingLeft();
        }
    }

    @Test
    void withoutDescriptorsForOneWorkerTheErrorSaysSo() throws Exception {
        Program program = shortage().by("sh", "-c", "ulimit -n 14; exec \"$@\"", "sh");
        try (Program.Running running = program.start()) {
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("WorkerStartException", "too many open files (EMFILE)", "ulimit -n");
            running.assertNothingLeft();
        }
    }

    @Test
    void withTooFewProcessesThePoolIsSmallerAndDoesItsWork() throws Exception {
        Program program = shortage();
        if (System.getProperty("user.name").equals("root")) {
            program.by("setpriv", "--reuid", OTHER_USER, "--regid", OTHER_USER, "--clear-groups")
                    .by("prlimit", "--nproc=" + PROCESSES + ":" + PROCESSES, "--");
        } else {
            long limit = ownThreads() + PROCESSES;
            program.by("prlimit", "--nproc=" + limit + ":" + limit, "--");
        }
        try (Program.Running running = program.start()) {
            assertThat(running.awaitEnd().assertSuccess().out()).contains("first 7", "later [1, 4, 9]", "shrunk");
            running.assertNothingLeft();
        }
    }

    @Test
    void withoutRoomToGrowAPutFailsAndWhatWasThereStays() throws Exception {
        Program program =
                Program.main(directory, SmallFiles.class).by("sh", "-c", "ulimit -f 32768; exec \"$@\"", "sh");
        try (Program.Running running = program.start()) {
            String error = ": out of shared memory";
            assertThat(running.awaitEnd().assertSuccess().out())
                    .contains("array" + error, "queue" + error, "pipe" + error, "worker" + error, "left 2 1 2 3");
            running.assertNothingLeft();
        }
    }

    private Program shortage() throws IOException {
        return new Program(directory, "-cp", jars(), Shortage.class.getName(), gate())
                .jvm("-Ddev.cloister.aotCache=off");
    }

    private String gate() throws IOException {
        Path gate = Files.createDirectories(directory.resolve("gate"));
        for (Path path : List.of(directory, gate)) { // for the other user
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return gate.toString();
    }

    /** Classes in jars, which every user can read, and each of which takes one descriptor for all its classes. */
    private String jars() throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path entry : Program.classPathEntries()) {
            Path jar = directory.resolve("classes-" + jars.size() + ".jar");
            if (Files.isDirectory(entry)) {
                int code = ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", entry.toString(), ".");
                assertThat(code).isZero();
            } else {
                Files.copy(entry, jar);
            }
            jars.add(jar.toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    /** The threads of this user: what the limit counts. */
    private static long ownThreads() throws IOException {
        long threads = 0;
        Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.toList()) {
                if (process.getFileName().toString().chars().allMatch(Character::isDigit)) {
                    threads += threads(process, own);
                }
            }
        }
        return threads;
    }

    private static long threads(Path process, Object user) {
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            return Files.getAttribute(process, "unix:uid").equals(user) ? tasks.count() : 0;
        } catch (IOException | java.io.UncheckedIOException e) { // it ended just now
            return 0;
        }
    }
}
