package dev.cloister.internal.parent;

import dev.cloister.WorkerOptions;
import dev.cloister.internal.os.SystemTools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The command that starts a worker. All JVM arguments are in an argument file, so no class path is too long:
 *
 * <pre>
 *   sh -c '...' sh [setsid] [setpriv --pdeathsig KILL --] java @arguments
 * </pre>
 *
 * <p>The shell moves the pipes to descriptors 3 and 4, makes standard input empty, joins standard output to standard
 * error, ignores the terminal's interrupt (the parent decides), and replaces itself.
 */
final class WorkerCommand {
    /** The main class; named by text, because parent and worker code never import each other. */
    static final String MAIN_CLASS = "dev.cloister.internal.worker.WorkerMain";

    private static final String PREPARE = "trap '' INT; ulimit -c 0; exec 3<&0 4>&1 </dev/null 1>&2; exec \"$@\"";

    private final WorkerOptions options;
    private final List<String> words;

    private WorkerCommand(WorkerOptions options, List<String> words) {
        this.options = options;
        this.words = words;
    }

    /** Writes an argument file and returns the command that uses it. */
    static WorkerCommand create(WorkerOptions options, Path runDirectory, boolean rehearse) throws IOException {
        Path shell = Objects.requireNonNull(SystemTools.current().shell(), "a shell");
        Path file = Files.createTempFile(runDirectory, "worker-", ".args");
        Files.write(file, arguments(options, runDirectory, rehearse), nativeCharset());
        List<String> words = new ArrayList<>(List.of(shell.toString(), "-c", PREPARE, "cloister-worker"));
        words.addAll(SystemTools.current().isolation());
        words.add(javaProgram());
        words.add("@" + file);
        return new WorkerCommand(options, words);
    }

    static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts a worker process. */
    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        WorkerEnvironment.apply(builder.environment(), options);
        Path directory = options.directory();
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return Spawner.start(builder);
    }

    /** The lines of the argument file. */
    private static List<String> arguments(WorkerOptions options, Path runDirectory, boolean rehearse) {
        List<String> arguments = new ArrayList<>();
        if (options.inheritsJvmArguments()) {
            arguments.addAll(ParentFlags.inherited());
        }
        arguments.addAll(WorkerFlags.defaults(options.jvmArguments(), runDirectory));
        CodePath codePath = CodePath.current();
        AotCache.use(codePath, arguments, options.jvmArguments()).ifPresent(arguments::add);
        arguments.addAll(options.jvmArguments());
        arguments.addAll(codePath.arguments());
        arguments.addAll(List.of("/dev/fd/3", "/dev/fd/4"));
        if (rehearse) {
            arguments.add("rehearse");
        }
        return arguments.stream().map(WorkerCommand::quoted).toList();
    }

    /** A word of an argument file: in double quotes, with backslashes before what would end or change it. */
    static String quoted(String word) {
        StringBuilder text = new StringBuilder(word.length() + 2).append('"');
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '\\', '"' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\f' -> text.append("\\f");
                default -> text.append(c);
            }
        }
        return text.append('"').toString();
    }

    /** The launcher takes the bytes of an argument file as they are, as it takes those of the command line. */
    private static Charset nativeCharset() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), Charset.defaultCharset());
    }

    static String absolutePath(String path) {
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().normalize().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
