package dev.cloister.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place where tasks of any backend meet: files in a directory. Each task that enters leaves a file with its process
 * id and a number of its own, and waits until the gate is open; an interrupt ends its waiting.
 *
 * @param directory an empty directory of the test's own
 */
public record Gate(String directory) implements Serializable {
    private static final Duration LIMIT = Duration.ofSeconds(50);
    private static final String OPEN = "open";

    /** Creates one in a directory. */
    public static Gate in(Path directory) {
        return new Gate(directory.toString());
    }

    /** In a task: leaves a mark, fails if there is one with this number already, and waits for {@link #open()}. */
    public long pass(int number) throws Exception {
        mark(number);
        Await.until("the gate " + directory + " was not opened", LIMIT, () -> Files.exists(path(OPEN)));
        return ProcessHandle.current().pid();
    }

    /** In a task: leaves a mark and goes on. Fails if there is one with this number already. */
    public long mark(int number) throws IOException {
        long pid = ProcessHandle.current().pid();
        Files.createFile(path("once-" + number)); // throws when it is there
        Path unfinished = path("begun-" + number);
        Files.writeString(unfinished, Long.toString(pid));
        Files.move(unfinished, path("mark-" + number)); // so that who sees it can read it
        return pid;
    }

    /** Lets all pass that wait and that come. */
    public void open() throws IOException {
        Files.createFile(path(OPEN));
    }

    /** Makes a key, by which the gate can be opened also when no descriptor is left for a file. */
    public Path key() throws IOException {
        return Files.createFile(path("key"));
    }

    /** As {@link #open()}, with a key: renames it, which needs no descriptor. */
    public void open(Path key) throws IOException {
        Files.move(key, path(OPEN));
    }

    /** The process id of each mark. */
    public List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        for (Path mark : marks()) {
            pids.add(Long.valueOf(Files.readString(mark)));
        }
        return pids;
    }

    /** How many marks there are. */
    public int count() throws IOException {
        return marks().size();
    }

    /** Waits until there are {@code count} marks. */
    public void awaitMarks(int count) throws Exception {
        Await.until(() -> "marks of " + count + " tasks", LIMIT, () -> count() >= count);
    }

    private List<Path> marks() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.filter(file -> file.getFileName().toString().startsWith("mark-"))
                    .toList();
        }
    }

    private Path path(String name) {
        return Path.of(directory, name);
    }
}
