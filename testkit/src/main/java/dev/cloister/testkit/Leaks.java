package dev.cloister.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Cloister may have left behind in this JVM and on this machine. */
final class Leaks {
    /** Threads that stay once they were started, whatever is closed. */
    static final Set<String> IMMORTAL_THREADS = Set.of("cloister-spawner", "cloister-keeper", "cloister-timer");

    /** How long the remains of a test may take to vanish. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String PREFIX = "cloister-";
    private static final Path SHARED = Path.of("/dev/shm");
    private static final Pattern OWNER = Pattern.compile("cloister-(\\d+)-");

    /** A named segment; who created it has a second link to it. */
    private static final Pattern NAMED = Pattern.compile("cloister-[^-]+?\\.(.*)");

    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    private Leaks() {}

    /**
     * Waits until nothing is left; fails with everything known when something is left for good. What was reported once
     * is not reported again: it is one test's fault.
     */
    static void check(Duration patience) throws Exception {
        if (!Await.within(patience, () -> findNew().isEmpty())) {
            String dump = Dumps.threads();
            List<String> leaks = findNew();
            if (!leaks.isEmpty()) {
                REPORTED.addAll(leaks);
                throw new AssertionError("left behind:\n  " + String.join("\n  ", leaks) + "\n\nprocesses:\n"
                        + Processes.describe(ProcessHandle.current().descendants()) + "\n\nthreads:\n" + dump);
            }
        }
    }

    private static List<String> findNew() throws IOException {
        return find().stream().filter(leak -> !REPORTED.contains(leak)).toList();
    }

    /** One line per leak. */
    static List<String> find() throws IOException {
        List<String> leaks = new ArrayList<>();
        ProcessHandle.current()
                .descendants()
                .forEach(process -> leaks.add("process " + Processes.describe(Stream.of(process))));
        files(leaks);
        sharedMemory(leaks);
        for (String name : Dumps.names(Dumps.threads())) {
            if (name.startsWith(PREFIX) && !IMMORTAL_THREADS.contains(name)) {
                leaks.add("thread " + name);
            }
        }
        return leaks;
    }

    private static void files(List<String> leaks) throws IOException {
        String property = System.getProperty("dev.cloister.runDirectory", System.getProperty("java.io.tmpdir"));
        for (Path own : list(Path.of(property), PREFIX + ProcessHandle.current().pid() + "-")) {
            if (!list(own, "").isEmpty()) {
                leaks.add("run directory " + own); // one leak, however many pools use it after that
            }
        }
    }

    /** A segment whose name carries the pid of another living process is that one's, not a leak. */
    private static void sharedMemory(List<String> leaks) throws IOException {
        for (Path segment : list(SHARED, "")) {
            String name = segment.getFileName().toString();
            if (name.contains("cloister") && !isForeign(segment, name)) {
                leaks.add("shared memory " + segment);
            }
        }
    }

    private static boolean isForeign(Path segment, String name) throws IOException {
        Matcher named = NAMED.matcher(name);
        if (!named.matches()) {
            return isOfAnother(name);
        }
        for (Path program : list(SHARED, PREFIX)) {
            String directory = program.getFileName().toString();
            if (directory.endsWith("-names") && isOfAnother(directory)) {
                for (Path process : list(program, "")) {
                    Path link = process.resolve(named.group(1));
                    if (Files.exists(link) && Files.isSameFile(link, segment)) {
                        return true;
                    }
                }
            }
        }
        return !Files.exists(segment); // gone meanwhile
    }

    private static boolean isOfAnother(String name) {
        Matcher owner = OWNER.matcher(name);
        return owner.find()
                && Long.parseLong(owner.group(1)) != ProcessHandle.current().pid()
                && Processes.isAlive(Long.parseLong(owner.group(1)));
    }

    private static List<Path> list(Path directory, String prefix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }
}
