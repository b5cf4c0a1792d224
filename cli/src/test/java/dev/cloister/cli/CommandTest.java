package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.faults.Family;
import dev.cloister.cli.faults.RunFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command line in this JVM and keeps what it prints. */
public abstract class CommandTest {
    @TempDir
    protected Path folder;

    protected final StringWriter out = new StringWriter();
    protected final StringWriter err = new StringWriter();
    private final Family family = Family.create();

    private final List<String> command;

    /** For subclasses: the words before the arguments of each run. */
    protected CommandTest(String... command) {
        this.command = List.of(command);
    }

    /** Runs it and returns the exit code. */
    protected final int run(String... arguments) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        return CloisterCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }

    /** The command of this name refuses these arguments with this message; DIR stands for the folder. */
    protected final void assertRefuses(String name, String arguments, String message) {
        assertThat(run(inFolder(arguments).split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith(name + ": ").contains(inFolder(message), "Try '" + name + " --help'.");
        assertThat(out.toString()).isEmpty();
    }

    private String inFolder(String text) {
        return text.replace("DIR", folder.toString());
    }

    @AfterEach
    void leavesNothing() throws Exception {
        assertThat(family.awaitGone(5)).as(family.describe().toString()).isZero();
        assertThat(RunFiles.leftBy(ProcessHandle.current().pid(), 5)).isEmpty();
    }
}
