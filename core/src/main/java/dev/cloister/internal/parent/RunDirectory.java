package dev.cloister.internal.parent;

import dev.cloister.internal.exit.ExitSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's directory for argument files and crash reports: {@code cloister-PID-NUMBER}, readable by its user only,
 * under the system property {@code dev.cloister.runDirectory} or the directory for temporary files. It is there while
 * somebody uses it; when this JVM is killed, the {@link Guardian} removes it.
 */
public final class RunDirectory {
    private static int users;
    private static volatile @Nullable Path path;

    private RunDirectory() {}

    /** Creates it if it is not there, and counts one user more. */
    public static synchronized Path acquire() throws IOException {
        Path known = path;
        if (known == null) {
            known = create(base());
            path = known;
            ExitSequence.beforeHalt(new Removal());
        }
        users++;
        return known;
    }

    /** Where it is created. */
    public static Path base() {
        return Path.of(System.getProperty("dev.cloister.runDirectory", System.getProperty("java.io.tmpdir", "/tmp")))
                .toAbsolutePath();
    }

    /**
     * Creates a directory that only its user can enter. Not by {@code Files.createTempDirectory}: its random numbers load
     * the security providers, some 20 ms in a young JVM, and the name need not be secret.
     */
    private static Path create(Path base) throws IOException {
        String prefix = "cloister-" + ProcessHandle.current().pid() + "-";
        boolean posix = base.getFileSystem().supportedFileAttributeViews().contains("posix");
        for (long number = System.nanoTime(); ; number++) {
            Path path = base.resolve(prefix + Long.toHexString(number));
            try {
                return posix
                        ? Files.createDirectory(
                                path,
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                        : Files.createDirectory(path);
            } catch (FileAlreadyExistsException e) {
                // somebody was here before: the next number
            }
        }
    }

    /** For a JVM that is halted perhaps before it has a guardian. Takes no lock; what cannot be removed is the guardian's. */
    private static final class Removal implements Runnable {
        @Override
        public void run() {
            Path left = path;
            if (left != null) {
                try {
                    delete(left);
                } catch (IOException e) { // a worker has just made a file there
                }
            }
        }
    }

    /** The directory if somebody uses it, else null. */
    static synchronized @Nullable Path inUse() {
        return path;
    }

    /** Counts one user less; the last one removes it. */
    public static synchronized void release() {
        if (--users == 0 && path != null) {
            Path unused = path;
            path = null;
            AotCache.stopMaking();
            try {
                delete(unused);
                Guardian.stop(); // after the removal: should this JVM end in the middle of it, the guardian goes on
            } catch (IOException e) {
                Guardian.stop();
                throw new UncheckedIOException("the run directory " + unused + " could not be removed", e);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) { // somebody was faster
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
