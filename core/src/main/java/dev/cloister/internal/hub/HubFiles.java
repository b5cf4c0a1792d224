package dev.cloister.internal.hub;

import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.parent.Guardian;
import dev.cloister.internal.parent.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub's files are: the memory of objects in {@code /dev/shm/cloister-PID-memory-NUMBER} where that can be written, else
 * in the run directory. There while there are objects; the guardian removes them should this process be killed. Guarded by
 * the hub's lock.
 */
final class HubFiles {
    private static final Path SHARED = Path.of("/dev/shm");

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private @Nullable Memory memory;

    /** The memory of objects; made for the first of them. */
    Memory memory() throws IOException {
        Memory known = memory;
        if (known == null) {
            Path runDirectory = acquire();
            try {
                Guardian.begin(runDirectory);
                known = new Memory(createDirectory(runDirectory));
                memory = known;
            } finally {
                if (known == null) {
                    release();
                }
            }
        }
        return known;
    }

    private static Path createDirectory(Path runDirectory) throws IOException {
        Path base = Files.isWritable(SHARED) ? SHARED : runDirectory;
        Path directory =
                base.resolve("cloister-" + ProcessHandle.current().pid() + "-memory-" + NUMBERS.incrementAndGet());
        if (Files.isDirectory(directory)) { // of a process that had this number before, whose guardian was killed too
            removeLeftOvers(directory);
        }
        Files.createDirectory(directory, MappedFile.ownerOnly(directory, "rwx------"));
        return directory;
    }

    private static void removeLeftOvers(Path directory) throws IOException {
        try (var left = Files.newDirectoryStream(directory)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    /** An object is no more. Returns its file if that is gone with it. */
    @Nullable
    MappedFile free(Block block) {
        Memory known = memory;
        return known == null ? null : known.free(block);
    }

    /** The run directory; one user more. */
    Path acquire() throws IOException {
        return RunDirectory.acquire();
    }

    /** One user less. */
    void release() {
        RunDirectory.release();
    }

    /** Removes the memory of objects, of which none is left. Returns the names of the files that were removed. */
    List<String> close() {
        Memory known = memory;
        if (known == null) {
            return List.of();
        }
        memory = null;
        List<String> names = known.close();
        release();
        return names;
    }
}
