package dev.cloister.shared;

import dev.cloister.OutOfSharedMemoryException;
import dev.cloister.internal.Membership;
import dev.cloister.internal.member.HubPort;
import dev.cloister.internal.memory.IdleMappings;
import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.memory.NamedFile;
import dev.cloister.internal.memory.OutOfSharedMemory;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A segment of memory that processes find by a name. Every process of this user on this machine can attach it, whether or not
 * it has to do with the one that created it; a handle that is given to a task is attached in its worker.
 *
 * <p><b>The name</b> is there until somebody calls {@link #unlink}, or until the process that created the segment ends,
 * however it ends: if it is killed, the name is gone some moments later. It does not go when processes end that only
 * attached it. Names are any text of at least one character without NUL; they are encoded, and 200 characters may come out,
 * where letters, digits, {@code _}, {@code -} and {@code .} count once and each byte of UTF-8 of all others three times.
 *
 * <p><b>The memory</b> is there as long as it has its name or a process has it attached. All of it is zero at first. It is
 * reserved when it is created, so a full file system fails there and never at a later access. What one thread writes, others
 * see at once; in which order, and what is needed for both to write, is as between threads: use {@link SharedLock}, or
 * VarHandles.
 *
 * <p>Handles are thread-safe. Close a handle to unmap the memory in this process: after that, also through segments and
 * buffers that were asked for before, access throws {@link IllegalStateException}. Access out of bounds throws
 * {@link IndexOutOfBoundsException}. Keep the handle while the memory is in use: when it is unreachable and the name is gone,
 * the memory is unmapped some time later. No method waits for other processes.
 *
 * {@snippet :
 * try (dev.cloister.shared.SharedMemory memory = dev.cloister.shared.SharedMemory.create("prices", 1 << 20)) {
 *     memory.segment().set(java.lang.foreign.ValueLayout.JAVA_DOUBLE, 0, 17.5);
 *     // meanwhile, in any process of this user:
 *     try (dev.cloister.shared.SharedMemory same = dev.cloister.shared.SharedMemory.attach("prices")) {
 *         System.out.println(same.segment().get(java.lang.foreign.ValueLayout.JAVA_DOUBLE, 0));
 *     }
 *     memory.unlink();
 * }
 * }
 */
public final class SharedMemory implements AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final Cleaner CLEANER = Cleaner.create();

    private final String name;
    private final String key;
    private final transient MappedFile file;
    private final transient Cleaner.Cleanable cleanable;
    private final transient Release release;

    private SharedMemory(String name, String key, MappedFile file) {
        this.name = name;
        this.key = key;
        this.file = file;
        this.release = new Release(key, file, new AtomicBoolean());
        this.cleanable = CLEANER.register(this, release);
    }

    /** Lets go of the mapping. Must not refer to the handle. */
    private record Release(String key, MappedFile file, AtomicBoolean closed) implements Runnable {
        @Override
        public void run() {
            if (closed.get()) {
                file.close();
            } else { // somebody may still use the memory although nobody has the handle
                IdleMappings.current().add(key, file);
            }
        }
    }

    /**
     * Creates a segment with a name that no other has.
     *
     * @param bytes its size, at least 1
     * @throws OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedMemory create(long bytes) {
        try {
            return create("unnamed-" + UUID.randomUUID(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a segment of shared memory could not be created: " + e, e);
        }
    }

    /**
     * Creates a segment with this name.
     *
     * @param bytes its size, at least 1
     * @throws FileAlreadyExistsException if a segment has that name
     * @throws IllegalArgumentException if it cannot be a name, or if the size is not positive
     * @throws OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedMemory create(String name, long bytes) throws IOException {
        Path path = NamedFile.path(Objects.requireNonNull(name, "name"));
        if (bytes <= 0) {
            throw new IllegalArgumentException("the size of a segment of shared memory must be positive: " + bytes);
        }
        HubPort hub = Membership.current().port();
        Path ownLinks = Path.of(hub.beginNaming());
        try {
            MappedFile file = NamedFile.create(ownLinks, path, bytes);
            return new SharedMemory(name, NamedFile.key(path), file);
        } catch (OutOfSharedMemory e) {
            throw new OutOfSharedMemoryException(String.valueOf(e.getMessage()), e.needed(), e.free(), e);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(
                    path.toString(), null, "a segment of shared memory has the name already: " + name);
        } finally {
            hub.endNaming(true);
        }
    }

    /**
     * Attaches the segment that has this name.
     *
     * @throws NoSuchFileException if there is none
     * @throws IllegalArgumentException if it cannot be a name
     */
    public static SharedMemory attach(String name) throws IOException {
        Path path = NamedFile.path(Objects.requireNonNull(name, "name"));
        try {
            String key = NamedFile.key(path);
            return new SharedMemory(name, key, IdleMappings.current().open(path, key));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.toString(), null, "no segment of shared memory has the name: " + name);
        }
    }

    /** The name by which it is attached. */
    public String name() {
        return name;
    }

    /** Its size in bytes: what it was created with, in every process. */
    public long size() {
        return open().byteSize();
    }

    /** All of its memory. Throws {@link IllegalStateException} if this handle is closed. */
    public MemorySegment segment() {
        return open();
    }

    /**
     * All of its memory as a buffer of its own position and limit, in the byte order of this machine.
     *
     * @throws UnsupportedOperationException if it is larger than 2,147,483,647 bytes; use {@link #segment}
     */
    public ByteBuffer asByteBuffer() {
        return open().asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private MemorySegment open() {
        if (isClosed()) {
            throw new IllegalStateException(this + " is closed: close() was called in this process");
        }
        return file.memory();
    }

    /** Whether this handle was closed. */
    public boolean isClosed() {
        return release.closed().get();
    }

    /**
     * Takes the name away, in whichever process. Nobody can attach the segment any more; who has it attached can go on. Works
     * also when this handle is closed.
     *
     * @throws NoSuchFileException if it has no name any more
     */
    public void unlink() throws IOException {
        Path path = NamedFile.path(name);
        try {
            NamedFile.unlink(path, key);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.toString(), null, this + " was unlinked before");
        }
        Membership.current().port().endNaming(false);
    }

    /** Unmaps the memory in this process; the name stays. Does nothing the second time. */
    @Override
    public void close() {
        release.closed().set(true);
        cleanable.clean();
    }

    /** Names the segment, with its size. */
    @Override
    public String toString() {
        return "shared memory \"" + name + "\""
                + (isClosed() ? "" : " of " + file.memory().byteSize() + " bytes");
    }

    @Serial
    private Object writeReplace() {
        MemorySegment _ = open();
        return new Travelling(name, key);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("only handles travel");
    }

    private record Travelling(String name, String key) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                if (!NamedFile.key(NamedFile.path(name)).equals(key)) {
                    throw new IllegalStateException("shared memory \"" + name
                            + "\" cannot be attached: it was unlinked, and another has its name now");
                }
                return attach(name);
            } catch (IOException | IllegalStateException e) {
                InvalidObjectException failure = new InvalidObjectException(String.valueOf(
                        e instanceof NoSuchFileException
                                ? "shared memory \"" + name
                                        + "\" cannot be attached: it was unlinked, or the process that created it has ended"
                                : e.getMessage()));
                failure.initCause(e);
                throw failure;
            }
        }
    }
}
