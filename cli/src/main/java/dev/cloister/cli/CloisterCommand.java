package dev.cloister.cli;

import dev.cloister.cli.advise.AdviseCommand;
import dev.cloister.cli.bench.BenchCommand;
import dev.cloister.cli.doctor.DoctorCommand;
import dev.cloister.cli.top.TopCommand;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code cloister}; without arguments it prints its help. */
@Command(
        name = "cloister",
        mixinStandardHelpOptions = true,
        versionProvider = CloisterCommand.Version.class,
        description = "Process-based parallelism for the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AdviseCommand.class, BenchCommand.class, DoctorCommand.class, TopCommand.class})
public final class CloisterCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to execute: exit code 0 for success, 1 for failure, 2 for bad input. */
    public static CommandLine commandLine() {
        return new CommandLine(new CloisterCommand()).setParameterExceptionHandler(CloisterCommand::refuse);
    }

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
        return CommandLine.ExitCode.OK;
    }

    /** Says what is wrong with the input, and where help is, without the whole usage text. */
    private static int refuse(ParameterException error, String[] arguments) {
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        var err = error.getCommandLine().getErr();
        err.println(command + ": " + error.getMessage());
        err.println("Try '" + command + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** Cloister's version from the manifest of the jar, and the JDK's. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CloisterCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "cloister " + (version == null ? "(not packaged)" : version) + " (JDK " + Runtime.version() + ")"
            };
        }
    }
}
