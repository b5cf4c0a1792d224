package dev.cloister.cli.bench;

import dev.cloister.ExitHooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone when the command ends, also by an interrupt from the keyboard. */
public final class TemporaryFolder implements AutoCloseable {
    private static final int MAX_TRIES = 20;

    private final Path path;
    private final ExitHooks.Hook hook;

    private TemporaryFolder(Path path) {
        this.path = path;
        hook = ExitHooks.register(0, this::delete);
    }

    /** Makes one. */
    public static TemporaryFolder make() throws IOException {
        return new TemporaryFolder(Files.createTempDirectory("cloister-bench-"));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    private void delete() {
        try {
            for (int tries = 1; !deleteAll(); tries++) {
                if (tries == MAX_TRIES) {
                    System.err.println("bench: could not delete " + path + ": files are still being made there");
                    return;
                }
            }
        } catch (IOException e) {
            System.err.println("bench: could not delete " + path + ": " + e);
        }
    }

    /** Returns false if somebody made or deleted a file meanwhile, as the command does that was interrupted. */
    private boolean deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (DirectoryNotEmptyException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (hook.cancel()) { // else this process exits, and the hook does it
            delete();
        }
    }
}
