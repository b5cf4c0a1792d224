package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.testkit.programs.ShowsProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The line of progress on a pseudo-terminal, and nothing elsewhere. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ProgressLineTest {
    private static final String ESCAPE = "\u001b";

    @TempDir
    private Path directory;

    private Program program() throws Exception {
        Path gate = Files.createDirectory(directory.resolve("gate"));
        return Program.main(directory, ShowsProgress.class, gate.toString()).variable("TERM", "xterm");
    }

    /** Runs it on a terminal of its own, whose output comes as the program's. */
    private static Program.Ended onTerminal(Program program) throws Exception {
        return program.by("sh", "-c", "exec script -qec \"$*\" /dev/null", "sh")
                .variable("SHELL", "/bin/sh")
                .run()
                .assertSuccess();
    }

    @Test
    void aTerminalShowsTheLineAndKeepsItsLastState() throws Exception {
        String out = onTerminal(program().variable("COLUMNS", "100")).out();
        assertThat(out).contains("shown true", "\r" + ESCAPE);
        assertThat(out)
                .containsPattern("thirty inputs   96 % \\[=+> *] 29/30  [0-9./]+/s  [23] failed  0:\\d\\d elapsed");
        assertThat(out).containsPattern("thirty inputs  100 % \\[=+] 30/30  [0-9./]+/s  3 failed  0:\\d\\d" + ESCAPE);
        assertThat(out.split("100 %", -1)).as(out).hasSize(2); // once
    }

    @Test
    void whatATaskPrintsStandsInALineOfItsOwn() throws Exception {
        String out = onTerminal(program()).out();
        String seen = seen(out);
        assertThat(seen.lines().filter(line -> line.contains("hello from a task")))
                .as(seen)
                .singleElement()
                .asString()
                .matches("\\[worker-\\d] hello from a task");
        assertThat(seen.lines().filter(line -> line.contains("thirty inputs")))
                .as(seen)
                .singleElement()
                .asString()
                .contains("30/30");
    }

    /** What stands on a terminal that is wide enough, at the end. */
    private static String seen(String written) {
        StringBuilder seen = new StringBuilder();
        for (String line : written.replaceAll(ESCAPE + "\\[\\?7[lh]", "").split("\r?\n", -1)) {
            StringBuilder row = new StringBuilder();
            int at = 0;
            for (int i = 0; i < line.length(); i++) {
                if (line.charAt(i) == '\r') {
                    at = 0;
                } else if (line.startsWith(ESCAPE + "[K", i)) {
                    row.setLength(at);
                    i += 2;
                } else {
                    row.setLength(Math.max(row.length(), at + 1));
                    row.setCharAt(at++, line.charAt(i));
                }
            }
            seen.append(row).append('\n');
        }
        return seen.toString();
    }

    @Test
    void aDumbTerminalShowsNothing() throws Exception {
        String out = onTerminal(program().variable("TERM", "dumb")).out();
        assertThat(out).contains("shown false").doesNotContain("thirty inputs", ESCAPE);
    }

    @Test
    void aPipeShowsNothing() throws Exception {
        Program.Ended ended = program().run().assertClean();
        assertThat(ended.out()).contains("shown false", "hello from a task").doesNotContain("thirty inputs", ESCAPE);
    }
}
