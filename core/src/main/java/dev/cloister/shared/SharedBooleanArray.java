package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Elements;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Booleans that processes share. What holds for all shared arrays, also about threads, locks, closing and the death of
 * processes, is at {@link SharedArray}. Each takes a byte: 0 is false, all else true.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedBooleanArray shared = dev.cloister.shared.SharedBooleanArray.of(true, false)) {
 *     System.out.println(pool.submit(() -> shared.get(0)).get()); // true
 * }
 * }
 */
public final class SharedBooleanArray extends SharedArray {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHIFT = 0;

    SharedBooleanArray(Attachment attachment, LockChoice choice, long length) {
        super(attachment, choice, length, SHIFT);
    }

    /**
     * A new one with a lock of its own.
     *
     * @param length how many elements it has, from 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedBooleanArray create(long length) {
        return new SharedBooleanArray(create(length, SHIFT), LockChoice.OWN, length);
    }

    /** A new one whose lock is this one. As {@link #create(long)} otherwise. */
    public static SharedBooleanArray create(long length, SharedLock lock) {
        LockChoice choice = LockChoice.of(lock);
        return new SharedBooleanArray(create(length, SHIFT), choice, length);
    }

    /** A new one without a lock. As {@link #create(long)} otherwise. */
    public static SharedBooleanArray raw(long length) {
        return new SharedBooleanArray(create(length, SHIFT), LockChoice.NONE, length);
    }

    /** A new one with these elements and a lock of its own. As {@link #create(long)} otherwise. */
    public static SharedBooleanArray of(boolean... elements) {
        SharedBooleanArray made = create(elements.length);
        made.copyFrom(elements);
        return made;
    }

    /** The element at this index, from 0. */
    public boolean get(long index) {
        try {
            return Elements.getByte(data, at(index)) != 0;
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Sets the element at this index, from 0. */
    public void set(long index, boolean value) {
        try {
            Elements.setByte(data, at(index), (byte) (value ? 1 : 0));
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Copies all of these elements into the first of this array. */
    public void copyFrom(boolean[] from) {
        copyFrom(0, from, 0, from.length);
    }

    /** Copies {@code count} elements of {@code from}, the first at {@code offset}, into this array from {@code index} on. */
    public void copyFrom(long index, boolean[] from, int offset, int count) {
        copyIn(index, MemorySegment.ofArray(bytes(from)), offset, count);
    }

    /** Copies {@code count} elements, the first at {@code index}, into {@code to} from {@code offset} on. */
    public void copyTo(long index, boolean[] to, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, to.length);
        byte[] bytes = new byte[count];
        copyOut(index, MemorySegment.ofArray(bytes), 0, count);
        for (int i = 0; i < count; i++) {
            to[offset + i] = bytes[i] != 0;
        }
    }

    /** All elements, copied. Throws {@link IllegalStateException} if they do not fit into one Java array. */
    public boolean[] toBooleanArray() {
        boolean[] all = new boolean[arrayLength()];
        copyTo(0, all, 0, all.length);
        return all;
    }

    private static byte[] bytes(boolean[] from) {
        byte[] bytes = new byte[from.length];
        for (int i = 0; i < from.length; i++) {
            bytes[i] = (byte) (from[i] ? 1 : 0);
        }
        return bytes;
    }

    @Override
    String elements() {
        return "boolean";
    }

    @Override
    int form() {
        return Travelling.BOOLEAN_ARRAY;
    }
}
