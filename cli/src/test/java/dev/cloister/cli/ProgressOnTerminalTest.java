package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.faults.RunFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What long commands show on a terminal, a pseudo-terminal here, and that they show it nowhere else. */
@Tag("process")
class ProgressOnTerminalTest {
    private static final long LIMIT_SECONDS = 120;
    private static final String ERASE = "\u001b[K";

    @TempDir
    private Path folder;

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CloisterCommand.class.getName(),
                "bench"));
        command.addAll(List.of(words));
        return command;
    }

    /** Runs it and returns what it printed, to standard error too. */
    private String run(List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("TERM", "xterm");
        builder.environment().put("COLUMNS", "120");
        builder.environment().put("SHELL", "/bin/sh");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
            assertThat(RunFiles.leftBy(process.pid(), 5)).isEmpty();
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
        }
    }

    private String onTerminal(String... words) throws Exception {
        return run(List.of("script", "-qec", String.join(" ", command(words)), "/dev/null"));
    }

    @Test
    void aSoakShowsKillsDoneAndTimeLeft() throws Exception {
        String out = onTerminal("soak", "--kills", "15", "--workers", "2", "--threads", "1", "--seed", "4");
        assertThat(out)
                .containsPattern("\\d+ tasks, \\d+ died with their worker; kills +\\d+ % \\[=*> *] \\d+/15  [0-9.,]+/s"
                        + "  0:\\d\\d elapsed  0:\\d\\d left" + "\u001b\\[K");
        assertThat(out.substring(out.lastIndexOf(ERASE)).lines()).anyMatch(line -> line.startsWith("Clean: 15 kills"));
    }

    @Test
    void faultsShowTheRowAndHowManyAreDone() throws Exception {
        String out = onTerminal("faults", "--no-python", "--row", "t1", "--row", "t2");
        assertThat(out).containsPattern("t2 [^\r]* 50 % \\[=+> +] 1/2 ").doesNotContain("failed ");
        assertThat(out.substring(out.lastIndexOf(ERASE))).contains("Every row of Cloister's is clean");
    }

    @Test
    void whereThereIsNoTerminalItIsNotShown() throws Exception {
        String out = run(command("soak", "--kills", "5", "--workers", "2", "--threads", "1", "--seed", "4"));
        assertThat(out).contains("Clean: 5 kills").doesNotContain("\u001b", "\r", "elapsed");
        assertThat(out.lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("Cloister bench"));
    }
}
