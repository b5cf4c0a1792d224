package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Elements;
import java.io.Serial;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * An array of primitive elements that processes share, of a fixed length, which may be more than 2,147,483,647. There is one
 * class for each primitive type; all elements are zero at first. A task that is given an array works on the same memory:
 * nothing is copied, however large it is, and its worker maps it once.
 *
 * <p>Single elements are read and written whole, and are seen in all processes at once: who reads what another wrote also
 * sees what that one had written before (as by acquire and release). Bulk copies, segments and buffers are plain access, in no
 * order, which is some times faster: use them for loops over many elements. Each array has a {@link #lock()} for longer
 * sections, unless it was created with another's lock, or as a raw one. A process that dies in the middle of a bulk copy leaves
 * part of the elements written, each whole.
 *
 * <p>Handles are thread-safe. An index out of bounds throws {@link IndexOutOfBoundsException}. The array is there until the
 * process that created it closes it or ends; after that, use throws {@link IllegalStateException}, also through segments and
 * buffers that were asked for before. Keep the handle while these are in use. No operation waits, but for the lock.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedIntArray squares = dev.cloister.shared.SharedArray.ofInts(100)) {
 *     pool.submit(() -> squares.set(7, 49)).get();
 *     System.out.println(squares.get(7)); // 49
 * }
 * }
 */
public abstract sealed class SharedArray extends LockableObject
        permits SharedBooleanArray,
                SharedByteArray,
                SharedCharArray,
                SharedDoubleArray,
                SharedFloatArray,
                SharedIntArray,
                SharedLongArray,
                SharedShortArray {
    @Serial
    private static final long serialVersionUID = 1;

    /** Where the elements begin: the lock has cache lines of its own. */
    private static final long DATA_AT = 128;

    private static final MemorySegment CLOSED = closed();

    /** How many elements there are. */
    final transient long length;

    /**
     * The elements; {@link #CLOSED} when this handle is closed. Written by close; not volatile, so that loops over elements
     * stay fast: another thread may see a little later that the handle was closed, which does no harm.
     */
    transient MemorySegment data;

    private final transient int shift;

    /** {@code shift}: an element has 2 to the power of this bytes. */
    SharedArray(Attachment attachment, LockChoice choice, long length, int shift) {
        super(attachment, choice);
        this.length = length;
        this.shift = shift;
        this.data = attachment.memory().asSlice(DATA_AT, length << shift);
    }

    private static MemorySegment closed() {
        try (Arena arena = Arena.ofShared()) {
            return arena.allocate(1);
        }
    }

    static Attachment create(long length, int shift) {
        if (length < 0 || length > (Long.MAX_VALUE - DATA_AT) >> shift) {
            throw new IllegalArgumentException("the length of a shared array must be from 0 to "
                    + ((Long.MAX_VALUE - DATA_AT) >> shift) + ": " + length);
        }
        return create(ObjectKind.ARRAY, DATA_AT + (length << shift), 0);
    }

    /** Bytes, with a lock of its own. As {@link SharedByteArray#create(long)}. */
    public static SharedByteArray ofBytes(long length) {
        return SharedByteArray.create(length);
    }

    /** Booleans, with a lock of its own. As {@link SharedBooleanArray#create(long)}. */
    public static SharedBooleanArray ofBooleans(long length) {
        return SharedBooleanArray.create(length);
    }

    /** Chars, with a lock of its own. As {@link SharedCharArray#create(long)}. */
    public static SharedCharArray ofChars(long length) {
        return SharedCharArray.create(length);
    }

    /** Shorts, with a lock of its own. As {@link SharedShortArray#create(long)}. */
    public static SharedShortArray ofShorts(long length) {
        return SharedShortArray.create(length);
    }

    /** Ints, with a lock of its own. As {@link SharedIntArray#create(long)}. */
    public static SharedIntArray ofInts(long length) {
        return SharedIntArray.create(length);
    }

    /** Longs, with a lock of its own. As {@link SharedLongArray#create(long)}. */
    public static SharedLongArray ofLongs(long length) {
        return SharedLongArray.create(length);
    }

    /** Floats, with a lock of its own. As {@link SharedFloatArray#create(long)}. */
    public static SharedFloatArray ofFloats(long length) {
        return SharedFloatArray.create(length);
    }

    /** Doubles, with a lock of its own. As {@link SharedDoubleArray#create(long)}. */
    public static SharedDoubleArray ofDoubles(long length) {
        return SharedDoubleArray.create(length);
    }

    /** How many elements it has. */
    public final long length() {
        return length;
    }

    /** How many bytes its elements take. */
    public final long sizeBytes() {
        return length << shift;
    }

    /** The memory of its elements, in the byte order of this machine. Throws {@link IllegalStateException} if it is closed. */
    public final MemorySegment segment() {
        MemorySegment _ = memory();
        return data;
    }

    /** The element type's name; also how it travels. */
    abstract String elements();

    /** Names the element type and the length; if it is closed, that. */
    @Override
    public final String toString() {
        return attachment() + ": " + elements() + "[" + length + "]" + (isClosed() ? " (closed)" : "");
    }

    /**
     * Ends the array for all processes if this is the process that created it; elsewhere only this handle. Every later use
     * throws {@link IllegalStateException}. Never waits; does nothing the second time.
     */
    @Override
    public final void close() {
        data = CLOSED;
        super.close();
    }

    /** Where the element is, from the beginning of all elements. */
    final long at(long index) {
        return Objects.checkIndex(index, length) << shift;
    }

    /** What is to be thrown for what an access to memory threw: that it is closed, if it is. */
    final RuntimeException failure(RuntimeException thrown) {
        var _ = open();
        return thrown;
    }

    final void copyIn(long index, MemorySegment from, int offset, int count) {
        var _ = open();
        Objects.checkFromIndexSize(index, count, length);
        Objects.checkFromIndexSize(offset, count, from.byteSize() >> shift);
        try {
            Elements.copy(from, (long) offset << shift, data, index << shift, (long) count << shift);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    final void copyOut(long index, MemorySegment to, int offset, int count) {
        var _ = open();
        Objects.checkFromIndexSize(index, count, length);
        Objects.checkFromIndexSize(offset, count, to.byteSize() >> shift);
        try {
            MemorySegment.copy(data, index << shift, to, (long) offset << shift, (long) count << shift);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The length, for a Java array. */
    final int arrayLength() {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(this + " does not fit into one Java array; copy parts of it");
        }
        return (int) length;
    }

    @Override
    final Object extent() {
        return length;
    }
}
