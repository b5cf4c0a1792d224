package dev.cloister.cli.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.advice.Advice;
import dev.cloister.cli.CloisterCommand;
import dev.cloister.cli.faults.Family;
import dev.cloister.cli.faults.RunFiles;
import dev.cloister.faults.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a program. */
@Tag("process")
class AdviseProcessTest {
    @TempDir
    private Path folder;

    private final Family family = Family.create();
    private Path jar;
    private Path temporary;

    @BeforeEach
    void compile() throws Exception {
        jar = Acme.jar(folder);
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    @AfterEach
    void leavesNothing() throws Exception {
        boolean clean = family.awaitGone(10) == 0;
        String left = family.describe().toString();
        family.kill();
        assertThat(clean).as(left).isTrue();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void readsStandardInputAndPrintsJson() throws Exception {
        Process command = start("com.acme.Ocr::print(int)", "--inputs", "-", "--json");
        command.getOutputStream().write("3\n4\n5\n".getBytes(StandardCharsets.UTF_8));
        command.getOutputStream().close();
        String printed = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).as(errors()).isZero();
        assertThat(Advice.ofJson(printed).profile().inputs()).isEqualTo(3);
        assertThat(errors()).contains("printed 3").doesNotContain("measuring");
    }

    /** The signal of the keyboard goes to all processes of the terminal; this one goes to the command alone. */
    @Test
    void endsWithAllThatItStartedWhenItIsInterruptedOrKilled() throws Exception {
        for (int signal : List.of(Native.SIGINT, Native.SIGKILL)) {
            Path begun = folder.resolve("begun-" + signal);
            Path inputs = Files.writeString(folder.resolve("in.txt"), begun + "\n");
            Process command = start("com.acme.Ocr::hang", "--inputs", inputs.toString());
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));
            List<Long> started = command.descendants().map(ProcessHandle::pid).toList();

            assertThat(Family.signal(command.pid(), signal)).isTrue();

            assertThat(command.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(command.exitValue()).isEqualTo(128 + signal);
            assertThat(family.awaitGone(10)).as(family.describe().toString()).isZero();
            for (long pid : started) {
                assertThat(RunFiles.leftBy(pid, 5)).isEmpty();
            }
        }
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    private Process start(String target, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                CloisterCommand.class.getName(),
                "advise",
                "--class-path",
                jar.toString(),
                target));
        words.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().put(Family.VARIABLE, family.mark());
        return builder.start();
    }
}
