package dev.cloister.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What code of any worker leaves behind for a test, in order of time for each worker: empty files in a directory.
 *
 * @param directory an empty directory of the test's own
 */
public record Marks(String directory) implements Serializable {
    /** Creates one in a directory. */
    public static Marks in(Path directory) {
        return new Marks(directory.toString());
    }

    /** Leaves a mark; throws if this very one was left before. */
    public void leave(String name) throws IOException {
        Files.createFile(Path.of(directory, name));
    }

    /** As {@link #leave}, for code that may throw no checked exception. */
    public void leaveOnce(String name) {
        try {
            leave(name);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Whether this mark was left. */
    public boolean has(String name) {
        return Files.exists(Path.of(directory, name));
    }

    /** The marks that begin so, sorted. */
    public List<String> all(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
