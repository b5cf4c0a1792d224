package dev.cloister.internal.parent;

import dev.cloister.WorkerOptions;
import dev.cloister.internal.channel.WorkerStreams;
import dev.cloister.internal.os.ProgramName;
import dev.cloister.internal.os.SystemTools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The command that starts a worker. All JVM arguments are in an argument file, so no class path is too long:
 *
 * <pre>
 *   sh -c '...' sh [nice] [taskset] [sh -c 'ulimit -d'] [setsid] [setpriv --pdeathsig KILL --] java @arguments /dev/fd/3 /dev/fd/4
 * </pre>
 *
 * <p>The shell moves the pipes to descriptors 3 and 4, makes standard input empty, joins standard output to standard
 * error, ignores the terminal's interrupt (the parent decides), and replaces itself. Where there is no shell, the worker
 * connects to a socket instead.
 */
final class WorkerCommand {
    /** The main class; named by text, because parent and worker code never import each other. */
    static final String MAIN_CLASS = "dev.cloister.internal.worker.WorkerMain";

    private static final String PREPARE = "trap '' INT; ulimit -c 0; exec 3<&0 4>&1 </dev/null 1>&2; exec \"$@\"";

    /** A system property; {@code socket} has workers connect to sockets also where there is a shell. */
    static final String TRANSPORT = "dev.cloister.transport";

    /** Of argument files and sockets. */
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final WorkerOptions options;
    private final Path runDirectory;
    private final Path argumentFile;
    private final boolean rehearse;
    private final WorkerResources resources;

    private WorkerCommand(WorkerOptions options, Path runDirectory, Path argumentFile, boolean rehearse) {
        this.options = options;
        this.resources = new WorkerResources(options);
        this.runDirectory = runDirectory;
        this.argumentFile = argumentFile;
        this.rehearse = rehearse;
    }

    /** Writes an argument file for each of {@code size} workers and returns the command that uses it. */
    static WorkerCommand create(WorkerOptions options, int size, Path runDirectory, boolean rehearse)
            throws IOException {
        Path file = runDirectory.resolve("worker-" + NUMBERS.incrementAndGet() + ".args");
        Files.write(file, arguments(options, size, runDirectory), nativeCharset());
        return new WorkerCommand(options, runDirectory, file, rehearse);
    }

    Path runDirectory() {
        return runDirectory;
    }

    /**
     * A process and the streams to it.
     *
     * @param memoryCap the limit for its private memory, in bytes; 0 for none
     */
    record Started(Process process, Connection connection, long memoryCap) {}

    /** Starts a worker process. */
    Started start() throws IOException {
        int place = resources.takePlace();
        try {
            Started started = start(resources.words(place));
            if (place >= 0) {
                var _ = started.process().onExit().thenRun(() -> resources.leavePlace(place));
            }
            return started;
        } catch (IOException | RuntimeException | Error e) {
            resources.leavePlace(place);
            throw e;
        }
    }

    private Started start(List<String> prefix) throws IOException {
        Path shell = SystemTools.current().shell();
        if (shell == null || WorkerStreams.SOCKET.equals(System.getProperty(TRANSPORT))) {
            return startWithSocket(prefix);
        }
        List<String> words = new ArrayList<>(List.of(shell.toString(), "-c", PREPARE, "cloister-worker"));
        words.addAll(prefix);
        words.addAll(javaWords("/dev/fd/3", "/dev/fd/4"));
        Process process = Spawner.start(builder(words));
        return new Started(process, Connection.ofPipes(process), options.memoryCapBytes());
    }

    private Started startWithSocket(List<String> prefix) throws IOException {
        SocketConnection connection = SocketConnection.listen(runDirectory, NUMBERS.incrementAndGet());
        List<String> words = new ArrayList<>(prefix);
        words.addAll(javaWords(WorkerStreams.SOCKET, connection.file().toString()));
        ProcessBuilder builder = builder(words).redirectErrorStream(true);
        try {
            Process process = Spawner.start(builder);
            process.getOutputStream().close(); // a task that reads its standard input finds it empty
            connection.of(process);
            return new Started(process, connection, options.memoryCapBytes());
        } catch (IOException e) {
            connection.processEnded();
            throw e;
        }
    }

    private List<String> javaWords(String first, String second) {
        List<String> words = new ArrayList<>(SystemTools.current().isolation());
        words.addAll(List.of(javaProgram(), "@" + argumentFile, first, second));
        if (rehearse) {
            words.add("rehearse");
            words.add(ProgramName.current());
        }
        return words;
    }

    private ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        WorkerEnvironment.apply(builder.environment(), options);
        Path directory = options.directory();
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return builder;
    }

    static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The lines of the argument file. */
    private static List<String> arguments(WorkerOptions options, int size, Path runDirectory) throws IOException {
        List<String> arguments = new ArrayList<>();
        if (options.inheritsJvmArguments()) {
            arguments.addAll(ParentFlags.inherited());
        }
        arguments.addAll(WorkerFlags.defaults(options.jvmArguments(), runDirectory));
        WorkerFlags.addLogging(arguments, options.jvmArguments());
        arguments.addAll(HeapFlags.of(options, size));
        CodePath codePath = CodePath.current(runDirectory);
        String aotArgument = AotCache.use(codePath, arguments, options.jvmArguments());
        if (aotArgument != null) {
            arguments.add(aotArgument);
        }
        arguments.addAll(options.jvmArguments());
        arguments.addAll(codePath.arguments());
        List<String> lines = new ArrayList<>(arguments.size()); // no stream: linking one delays the first worker
        for (String argument : arguments) {
            lines.add(quoted(argument));
        }
        return lines;
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
