package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Elements;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.CharBuffer;

/**
 * Chars that processes share. What holds for all shared arrays, also about threads, locks, closing and the death of
 * processes, is at {@link SharedArray}.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedCharArray shared = dev.cloister.shared.SharedCharArray.of('a', 'b')) {
 *     System.out.println(pool.submit(() -> shared.get(0)).get()); // a
 * }
 * }
 */
public final class SharedCharArray extends SharedArray {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHIFT = 1;

    SharedCharArray(Attachment attachment, LockChoice choice, long length) {
        super(attachment, choice, length, SHIFT);
    }

    /**
     * A new one with a lock of its own.
     *
     * @param length how many elements it has, from 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedCharArray create(long length) {
        return new SharedCharArray(create(length, SHIFT), LockChoice.OWN, length);
    }

    /** A new one whose lock is this one. As {@link #create(long)} otherwise. */
    public static SharedCharArray create(long length, SharedLock lock) {
        LockChoice choice = LockChoice.of(lock);
        return new SharedCharArray(create(length, SHIFT), choice, length);
    }

    /** A new one without a lock. As {@link #create(long)} otherwise. */
    public static SharedCharArray raw(long length) {
        return new SharedCharArray(create(length, SHIFT), LockChoice.NONE, length);
    }

    /** A new one with these elements and a lock of its own. As {@link #create(long)} otherwise. */
    public static SharedCharArray of(char... elements) {
        SharedCharArray made = create(elements.length);
        made.copyFrom(elements);
        return made;
    }

    /** The element at this index, from 0. */
    public char get(long index) {
        try {
            return Elements.getChar(data, at(index));
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Sets the element at this index, from 0. */
    public void set(long index, char value) {
        try {
            Elements.setChar(data, at(index), value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Copies all of these elements into the first of this array. */
    public void copyFrom(char[] from) {
        copyFrom(0, from, 0, from.length);
    }

    /** Copies {@code count} elements of {@code from}, the first at {@code offset}, into this array from {@code index} on. */
    public void copyFrom(long index, char[] from, int offset, int count) {
        copyIn(index, MemorySegment.ofArray(from), offset, count);
    }

    /** Copies {@code count} elements, the first at {@code index}, into {@code to} from {@code offset} on. */
    public void copyTo(long index, char[] to, int offset, int count) {
        copyOut(index, MemorySegment.ofArray(to), offset, count);
    }

    /** All elements, copied. Throws {@link IllegalStateException} if they do not fit into one Java array. */
    public char[] toCharArray() {
        char[] all = new char[arrayLength()];
        copyTo(0, all, 0, all.length);
        return all;
    }

    /**
     * The elements as a buffer of its own position and limit.
     *
     * @throws UnsupportedOperationException if they take more than 2,147,483,647 bytes; use {@link #segment}
     */
    public CharBuffer asCharBuffer() {
        return segment().asByteBuffer().order(ByteOrder.nativeOrder()).asCharBuffer();
    }

    @Override
    String elements() {
        return "char";
    }

    @Override
    int form() {
        return Travelling.CHAR_ARRAY;
    }
}
