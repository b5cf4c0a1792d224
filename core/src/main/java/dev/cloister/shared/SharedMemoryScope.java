package dev.cloister.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Segments of {@link SharedMemory} that all go together: when the scope is closed, each is unlinked, and closed in this
 * process. They go also when this process ends without closing the scope, however it ends.
 *
 * <p>Thread-safe. Tasks use the segments, not the scope, which does not travel. No method waits for other processes.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedMemoryScope scope = dev.cloister.shared.SharedMemoryScope.open()) {
 *     dev.cloister.shared.SharedMemory pixels = scope.create(1 << 20);
 *     pool.submit(() -> pixels.segment().fill((byte) 255)).get();
 * }
 * }
 */
public final class SharedMemoryScope implements AutoCloseable {
    /** In the order of their creation. Guarded by this. */
    private final List<SharedMemory> segments = new ArrayList<>();

    /** Guarded by this. */
    private boolean closed;

    private SharedMemoryScope() {}

    /** A new scope without segments. */
    public static SharedMemoryScope open() {
        return new SharedMemoryScope();
    }

    /**
     * Creates a segment with a name that no other has.
     *
     * @param bytes its size, at least 1
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space
     * @throws IllegalStateException if this scope is closed
     */
    public synchronized SharedMemory create(long bytes) {
        requireOpen();
        return add(SharedMemory.create(bytes));
    }

    /**
     * Creates a segment with this name.
     *
     * @param bytes its size, at least 1
     * @throws FileAlreadyExistsException if a segment has that name
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space
     * @throws IllegalStateException if this scope is closed
     */
    public synchronized SharedMemory create(String name, long bytes) throws IOException {
        requireOpen();
        return add(SharedMemory.create(name, bytes));
    }

    private SharedMemory add(SharedMemory segment) {
        segments.add(segment);
        return segment;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the scope of shared memory is closed");
        }
    }

    /** The segments that were made through it and not taken back by its end, in the order of their creation. */
    public synchronized List<SharedMemory> segments() {
        return List.copyOf(segments);
    }

    /** Unlinks all its segments and closes them in this process. Does nothing the second time. */
    @Override
    public synchronized void close() {
        closed = true;
        UncheckedIOException failure = null;
        for (SharedMemory segment : segments) {
            failure = end(segment, failure);
        }
        segments.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable UncheckedIOException end(SharedMemory segment, @Nullable UncheckedIOException before) {
        try {
            segment.close();
            segment.unlink();
            return before;
        } catch (NoSuchFileException e) { // somebody was faster
            return before;
        } catch (IOException e) {
            UncheckedIOException failure = new UncheckedIOException(segment + " could not be unlinked: " + e, e);
            if (before != null) {
                failure.addSuppressed(before);
            }
            return failure;
        }
    }
}
