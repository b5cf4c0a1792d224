package dev.cloister.internal.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that this process has mapped. Its memory is there until {@link #close}, also when the file was removed. */
public final class MappedFile implements AutoCloseable {
    private static final int ZEROS = 1 << 20;

    private final Path path;
    private final Arena arena;
    private final MemorySegment memory;

    private MappedFile(Path path, Arena arena, MemorySegment memory) {
        this.path = path;
        this.arena = arena;
        this.memory = memory;
    }

    /**
     * Creates a file of zeros, readable by its user only, with its space reserved before it is mapped: what does not fit
     * fails here, and never as a fault in mapped memory. Leaves nothing behind if it fails.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it is there already
     * @throws OutOfSharedMemory if there is not so much space
     */
    public static MappedFile create(Path path, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ownerOnly(path, "rw-------"))) {
            try {
                reserve(path, channel, bytes);
                return map(path, channel, bytes);
            } catch (IOException | RuntimeException | Error e) {
                Files.deleteIfExists(path);
                throw e;
            }
        }
    }

    /** These permissions for a new file, on systems that have them. */
    public static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void reserve(Path path, FileChannel channel, long bytes) throws IOException {
        long free = path.toFile().getUsableSpace();
        if (free < bytes) {
            throw new OutOfSharedMemory(path, bytes, free, null);
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, bytes));
        try {
            for (long left = bytes; left > 0; ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), left));
                left -= channel.write(zeros);
            }
        } catch (IOException e) {
            throw new OutOfSharedMemory(path, bytes, path.toFile().getUsableSpace(), e);
        }
    }

    /** Maps all of a file that another process created. */
    public static MappedFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(path, channel, channel.size());
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // close() does
    private static MappedFile map(Path path, FileChannel channel, long bytes) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new MappedFile(path, arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena));
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    public MemorySegment memory() {
        return memory;
    }

    /** Ends the mapping: later access throws {@link IllegalStateException}. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
