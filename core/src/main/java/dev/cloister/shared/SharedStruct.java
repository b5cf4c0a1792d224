package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import java.io.Serial;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * Memory that processes share, with fields by a {@link MemoryLayout}: of structs, unions, sequences and values, but without
 * addresses, which mean nothing in another process. All of it is zero at first.
 *
 * <p>Fields are read and written by VarHandles, as plain or as volatile or atomic access, as each of them allows; see {@link
 * VarHandle}. Fields of up to 8 bytes at their natural alignment are never torn. For sections of several fields it has a
 * {@link #lock()}, unless it was created with another's lock, or as a raw one. A process that dies between two writes leaves
 * the first of them done; who locks next is told that the last holder died.
 *
 * <p>Handles are thread-safe and can be given to tasks of any pool. The struct is there until the process that created it
 * closes it or ends; after that, use throws {@link IllegalStateException}, also through segments that were asked for before.
 * Keep the handle while these are in use. No operation waits, but for the lock.
 *
 * {@snippet :
 * var layout = java.lang.foreign.MemoryLayout.structLayout(
 *         java.lang.foreign.ValueLayout.JAVA_LONG.withName("count"),
 *         java.lang.foreign.ValueLayout.JAVA_DOUBLE.withName("mean"));
 * try (dev.cloister.shared.SharedStruct struct = dev.cloister.shared.SharedStruct.create(layout)) {
 *     var count = struct.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("count"));
 *     count.setVolatile(3L);
 *     System.out.println((long) count.getVolatile());
 * }
 * }
 */
public final class SharedStruct extends LockableObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** Where the fields begin: the lock has cache lines of its own. Also the largest alignment that a layout may ask for. */
    private static final long DATA_AT = 128;

    private final transient MemoryLayout layout;
    private final transient MemorySegment data;

    SharedStruct(Attachment attachment, LockChoice choice, MemoryLayout layout) {
        super(attachment, choice);
        this.layout = layout;
        this.data = attachment.memory().asSlice(DATA_AT, layout.byteSize());
    }

    /**
     * A new one with a lock of its own.
     *
     * @throws IllegalArgumentException if the layout has addresses, is empty, or asks for an alignment above 128 bytes
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedStruct create(MemoryLayout layout) {
        return make(layout, LockChoice.OWN);
    }

    /** A new one whose lock is this one. As {@link #create(MemoryLayout)} otherwise. */
    public static SharedStruct create(MemoryLayout layout, SharedLock lock) {
        return make(layout, LockChoice.of(lock));
    }

    /** A new one without a lock. As {@link #create(MemoryLayout)} otherwise. */
    public static SharedStruct raw(MemoryLayout layout) {
        return make(layout, LockChoice.NONE);
    }

    private static SharedStruct make(MemoryLayout layout, LockChoice choice) {
        TravellingLayout _ = TravellingLayout.of(Objects.requireNonNull(layout, "layout"));
        if (layout.byteSize() == 0 || layout.byteAlignment() > DATA_AT) {
            throw new IllegalArgumentException(
                    "a shared struct needs a layout of at least 1 byte and an alignment of at most " + DATA_AT
                            + " bytes: " + layout);
        }
        return new SharedStruct(create(ObjectKind.STRUCT, DATA_AT + layout.byteSize(), 0), choice, layout);
    }

    /** What it was created with. */
    public MemoryLayout layout() {
        return layout;
    }

    /** All of its memory. Throws {@link IllegalStateException} if it is closed. */
    public MemorySegment segment() {
        MemorySegment _ = memory();
        return data;
    }

    /**
     * Access to the part that the path leads to; its coordinates are the indexes that the path leaves open, of type
     * {@code long}. Ask once and keep it. It is valid as long as this struct: then access throws {@link IllegalStateException}.
     *
     * @throws IllegalArgumentException if the path does not lead to a value of the layout
     */
    public VarHandle varHandle(PathElement... path) {
        return MethodHandles.insertCoordinates(layout.varHandle(path), 0, segment(), 0L);
    }

    /** Names the layout; if it is closed, that. */
    @Override
    public String toString() {
        return attachment() + ": " + layout + (isClosed() ? " (closed)" : "");
    }

    @Override
    int form() {
        return Travelling.STRUCT;
    }

    @Override
    Object extent() {
        return TravellingLayout.of(layout);
    }
}
