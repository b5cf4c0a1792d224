package dev.cloister.internal.parent;

import dev.cloister.internal.channel.ReplyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file behind a worker's ring, {@code cloister-PARENT-WORKER.ring} in memory where there is {@code /dev/shm}, else in
 * the run directory. Removed as soon as both sides have mapped it.
 *
 * @param path where it is
 * @param ring the ring in it, for reading
 */
record RingFile(Path path, ReplyRing ring) {
    private static final Path MEMORY = Path.of("/dev/shm");

    /** False if the system property {@code dev.cloister.ring} is {@code off}: then replies stay in the pipe. */
    static boolean isEnabled() {
        return !"off".equals(System.getProperty("dev.cloister.ring"));
    }

    /** Creates it; leaves nothing behind if that fails. */
    static RingFile create(long worker, Path runDirectory) throws IOException {
        Path directory = Files.isWritable(MEMORY) ? MEMORY : runDirectory;
        Path path = directory.resolve("cloister-" + ProcessHandle.current().pid() + "-" + worker + ".ring");
        Files.deleteIfExists(path); // of a process that had this number before
        try {
            return new RingFile(path, ReplyRing.create(path));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) { // somebody changed the directory's permissions; the file is small
            System.err.println("cloister: " + path + " could not be removed: " + e);
        }
    }
}
