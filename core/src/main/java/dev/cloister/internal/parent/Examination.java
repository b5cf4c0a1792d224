package dev.cloister.internal.parent;

import dev.cloister.Diagnosis.Item;
import dev.cloister.Diagnosis.Level;
import dev.cloister.internal.channel.WorkerStreams;
import dev.cloister.internal.os.CpuBudget;
import dev.cloister.internal.os.SystemTools;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at what workers need and use on this system, without starting one. */
public final class Examination {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final long MIB = 1 << 20;

    /** Less leaves no room for the files of some workers and their crash reports. */
    private static final long SCARCE_BYTES = 64 * MIB;

    private static final String PREFIX = "dev.cloister.";

    private final List<Item> items = new ArrayList<>();

    private Examination() {}

    /** Everything, in the order in which it is read best. */
    public static List<Item> items() {
        Examination examination = new Examination();
        examination.jvm();
        examination.tools();
        examination.files();
        examination.transport();
        examination.settings();
        return List.copyOf(examination.items);
    }

    private void add(Level level, String subject, String value, String advice) {
        items.add(new Item(level, subject, value, advice));
    }

    private void jvm() {
        CpuBudget cpus = CpuBudget.read();
        add(
                Level.OK,
                "processors",
                cpus.count() + ": " + cpus.reason(),
                "pools use so many by default; to override it, start the program with -XX:ActiveProcessorCount=N");
        boolean program = Files.isExecutable(Path.of(WorkerCommand.javaProgram()));
        add(
                program ? Level.OK : Level.PROBLEM,
                "JDK",
                Runtime.version() + " (" + System.getProperty("java.vendor") + ") in "
                        + System.getProperty("java.home"),
                program ? "" : WorkerCommand.javaProgram() + " is missing, and workers are started with it");
        add(
                Level.OK,
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                "");
        String place = CodePath.ownPlace();
        add(Level.OK, "Cloister", place == null ? "classes in a jar within another; they are unpacked" : place, "");
        add(Level.OK, "AOT cache", AotCache.describe(), "");
    }

    private void tools() {
        SystemTools tools = SystemTools.current();
        tool("sh", tools.shell(), "workers connect to sockets instead of pipes, and nothing watches this JVM's end");
        tool("setsid", tools.setsid(), "what tasks start is not killed together with their worker");
        tool("setpriv", tools.setpriv(), "when this JVM is killed, workers end some time later, not at once");
        tool("nice", SystemTools.find("nice"), "WorkerOptions.withNiceness does not work");
        tool("taskset", SystemTools.find("taskset"), "WorkerOptions.withPinning does not work");
    }

    private void tool(String name, @Nullable Path path, String without) {
        if (path != null) {
            add(Level.OK, name, path.toString(), "");
        } else {
            add(
                    Level.NOTE,
                    name,
                    "not found",
                    without + "; it is in util-linux or coreutils, and searched on the PATH");
        }
    }

    private void files() {
        Path base = RunDirectory.base();
        String other = "choose another directory with -D" + PREFIX + "runDirectory=DIR";
        if (!Files.isDirectory(base) || !Files.isWritable(base)) {
            String why = Files.isDirectory(base) ? "not writable" : "no such directory";
            add(Level.PROBLEM, "run directory", base + ": " + why, other);
        } else {
            space("run directory", base, other);
        }
        if (Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)) {
            space("shared memory", MEMORY, "enlarge it (docker run --shm-size=1g)");
        } else {
            add(
                    Level.NOTE,
                    "shared memory",
                    "no " + MEMORY + " that can be written: falls back to files in the run directory",
                    "shared objects and results are faster where there is one");
        }
        limit("Max open files", "open files", "ulimit -n");
        limit("Max processes", "processes", "ulimit -u");
    }

    private void space(String subject, Path directory, String advice) {
        try {
            FileStore store = Files.getFileStore(directory);
            long free = store.getUsableSpace();
            boolean scarce = free < SCARCE_BYTES;
            add(
                    scarce ? Level.NOTE : Level.OK,
                    subject,
                    directory + ", " + free / MIB + " of " + store.getTotalSpace() / MIB + " MiB free",
                    scarce ? advice : "");
        } catch (IOException e) {
            add(Level.NOTE, subject, directory + ": its space cannot be asked for: " + e, advice);
        }
    }

    /** A worker needs some five descriptors here, and a process with some thirty threads. */
    private void limit(String line, String subject, String change) {
        try {
            for (String one : Files.readAllLines(LIMITS)) {
                if (one.startsWith(line)) {
                    String[] words = one.substring(line.length()).strip().split("\\s+", 3);
                    add(Level.OK, subject, "at most " + words[0] + ", of " + words[1], "a limit: " + change);
                }
            }
        } catch (IOException e) {
            // not Linux: what the limits are shows when they are reached, with an advice
        }
    }

    private void transport() {
        boolean asked = WorkerStreams.SOCKET.equals(System.getProperty(WorkerCommand.TRANSPORT));
        boolean pipes = SystemTools.current().shell() != null && !asked;
        add(
                pipes ? Level.OK : Level.NOTE,
                "transport",
                pipes ? "inherited pipes" : "falls back to Unix domain sockets in the run directory",
                pipes ? "" : asked ? "-D" + WorkerCommand.TRANSPORT + " asks for it" : "there is no shell");
        boolean ring = RingFile.isEnabled();
        add(
                ring ? Level.OK : Level.NOTE,
                "results",
                ring ? "through shared memory" : "fall back to the pipe",
                ring ? "" : "-D" + PREFIX + "ring=off asks for it");
    }

    /** What is set, by name: the first thing to doubt. */
    private void settings() {
        TreeMap<String, String> set = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                set.put("-D" + name, System.getProperty(name));
            }
        }
        for (String name : WorkerEnvironment.JVM_OPTION_VARIABLES) {
            if (System.getenv(name) != null) {
                set.put(name, "(set)"); // it may hold a password
            }
        }
        add(set.isEmpty() ? Level.OK : Level.NOTE, "settings", set.isEmpty() ? "none" : set.toString(), "");
    }
}
