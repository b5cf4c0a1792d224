package dev.cloister.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code cloister bench} and the commands below it share: how they look, where they print, what they refuse. */
@Command(
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        footerHeading = "%nExit codes:%n")
public abstract class ReportingCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** For subclasses. */
    protected ReportingCommand() {}

    /** Where the report goes. */
    protected final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    /** Where progress and complaints go. */
    protected final PrintWriter err() {
        return spec().commandLine().getErr();
    }

    /** To throw: ends the command as one with bad input. */
    protected final ParameterException refuse(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    /** Refuses a file that cannot be written, the value of this option; asked before a run, not after it. */
    protected final void requireWritable(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw refuse(option + " " + file + " is a folder; name a file");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw refuse(option + " " + file + ": the folder " + folder + " does not exist; make it first");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw refuse(option + " " + file + " cannot be written: no permission");
        }
    }

    /** The CPythons with these paths or names; refuses what is none, and any where none is wanted. */
    protected final List<PythonInterpreter> named(List<String> pythons, boolean noPython)
            throws IOException, InterruptedException {
        if (noPython && !pythons.isEmpty()) {
            throw refuse("--python and --no-python exclude each other");
        }
        InterpreterFinder finder = new InterpreterFinder();
        List<PythonInterpreter> named = new ArrayList<>();
        for (String python : pythons) {
            try {
                named.add(finder.named(python));
            } catch (ContenderException e) {
                throw refuse("--python: " + e.getMessage());
            }
        }
        return named;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli did not set the command's model");
        }
        return spec;
    }
}
