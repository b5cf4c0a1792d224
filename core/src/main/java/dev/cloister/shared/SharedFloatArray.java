package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Elements;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Floats that processes share. What holds for all shared arrays, also about threads, locks, closing and the death of
 * processes, is at {@link SharedArray}.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedFloatArray shared = dev.cloister.shared.SharedFloatArray.of(1.5f, 2.5f)) {
 *     System.out.println(pool.submit(() -> shared.get(0)).get()); // 1.5
 * }
 * }
 */
public final class SharedFloatArray extends SharedArray {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHIFT = 2;

    SharedFloatArray(Attachment attachment, LockChoice choice, long length) {
        super(attachment, choice, length, SHIFT);
    }

    /**
     * A new one with a lock of its own.
     *
     * @param length how many elements it has, from 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedFloatArray create(long length) {
        return new SharedFloatArray(create(length, SHIFT), LockChoice.OWN, length);
    }

    /** A new one whose lock is this one. As {@link #create(long)} otherwise. */
    public static SharedFloatArray create(long length, SharedLock lock) {
        LockChoice choice = LockChoice.of(lock);
        return new SharedFloatArray(create(length, SHIFT), choice, length);
    }

    /** A new one without a lock. As {@link #create(long)} otherwise. */
    public static SharedFloatArray raw(long length) {
        return new SharedFloatArray(create(length, SHIFT), LockChoice.NONE, length);
    }

    /** A new one with these elements and a lock of its own. As {@link #create(long)} otherwise. */
    public static SharedFloatArray of(float... elements) {
        SharedFloatArray made = create(elements.length);
        made.copyFrom(elements);
        return made;
    }

    /** The element at this index, from 0. */
    public float get(long index) {
        try {
            return Elements.getFloat(data, at(index));
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Sets the element at this index, from 0. */
    public void set(long index, float value) {
        try {
            Elements.setFloat(data, at(index), value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Copies all of these elements into the first of this array. */
    public void copyFrom(float[] from) {
        copyFrom(0, from, 0, from.length);
    }

    /** Copies {@code count} elements of {@code from}, the first at {@code offset}, into this array from {@code index} on. */
    public void copyFrom(long index, float[] from, int offset, int count) {
        copyIn(index, MemorySegment.ofArray(from), offset, count);
    }

    /** Copies {@code count} elements, the first at {@code index}, into {@code to} from {@code offset} on. */
    public void copyTo(long index, float[] to, int offset, int count) {
        copyOut(index, MemorySegment.ofArray(to), offset, count);
    }

    /** All elements, copied. Throws {@link IllegalStateException} if they do not fit into one Java array. */
    public float[] toFloatArray() {
        float[] all = new float[arrayLength()];
        copyTo(0, all, 0, all.length);
        return all;
    }

    /**
     * The elements as a buffer of its own position and limit.
     *
     * @throws UnsupportedOperationException if they take more than 2,147,483,647 bytes; use {@link #segment}
     */
    public FloatBuffer asFloatBuffer() {
        return segment().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    String elements() {
        return "float";
    }

    @Override
    int form() {
        return Travelling.FLOAT_ARRAY;
    }
}
