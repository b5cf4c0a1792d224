package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone when the command ends, also by an interrupt from the keyboard. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread hook;

    private TemporaryFolder(Path path) {
        this.path = path;
        hook = new Thread(this::delete, "cloister-bench-cleaner");
    }

    /** Makes one. */
    public static TemporaryFolder make() throws IOException {
        var folder = new TemporaryFolder(Files.createTempDirectory("cloister-bench-"));
        Runtime.getRuntime().addShutdownHook(folder.hook);
        return folder;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("bench: could not delete " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // the JVM is ending: the hook does it
            return;
        }
        delete();
    }
}
