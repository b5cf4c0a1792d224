package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Elements;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Longs that processes share. What holds for all shared arrays, also about threads, locks, closing and the death of
 * processes, is at {@link SharedArray}. Operations that read and write are atomic, as those of {@link
 * java.util.concurrent.atomic.AtomicLongArray}.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedLongArray shared = dev.cloister.shared.SharedLongArray.of(1L, 2L)) {
 *     System.out.println(pool.submit(() -> shared.get(0)).get()); // 1
 * }
 * }
 */
public final class SharedLongArray extends SharedArray {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHIFT = 3;

    SharedLongArray(Attachment attachment, LockChoice choice, long length) {
        super(attachment, choice, length, SHIFT);
    }

    /**
     * A new one with a lock of its own.
     *
     * @param length how many elements it has, from 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space; nothing is left then
     */
    public static SharedLongArray create(long length) {
        return new SharedLongArray(create(length, SHIFT), LockChoice.OWN, length);
    }

    /** A new one whose lock is this one. As {@link #create(long)} otherwise. */
    public static SharedLongArray create(long length, SharedLock lock) {
        LockChoice choice = LockChoice.of(lock);
        return new SharedLongArray(create(length, SHIFT), choice, length);
    }

    /** A new one without a lock. As {@link #create(long)} otherwise. */
    public static SharedLongArray raw(long length) {
        return new SharedLongArray(create(length, SHIFT), LockChoice.NONE, length);
    }

    /** A new one with these elements and a lock of its own. As {@link #create(long)} otherwise. */
    public static SharedLongArray of(long... elements) {
        SharedLongArray made = create(elements.length);
        made.copyFrom(elements);
        return made;
    }

    /** The element at this index, from 0. */
    public long get(long index) {
        try {
            return Elements.getLong(data, at(index));
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Sets the element at this index, from 0. */
    public void set(long index, long value) {
        try {
            Elements.setLong(data, at(index), value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Adds to the element, in one step with reading it, and returns what was there before. */
    public long getAndAdd(long index, long delta) {
        try {
            return Words.getAndAdd(data, at(index), delta);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Adds to the element, in one step with reading it, and returns the new value. */
    public long addAndGet(long index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Adds one to the element and returns what was there before. */
    public long getAndIncrement(long index) {
        return getAndAdd(index, 1);
    }

    /** Adds one to the element and returns the new value. */
    public long incrementAndGet(long index) {
        return addAndGet(index, 1);
    }

    /** Sets the element, in one step with reading it, and returns what was there before. */
    public long getAndSet(long index, long value) {
        try {
            return Words.getAndSet(data, at(index), value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Sets the element if it is the expected one; says whether it was. */
    public boolean compareAndSet(long index, long expectedValue, long newValue) {
        try {
            return Words.compareAndSet(data, at(index), expectedValue, newValue);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw failure(e);
        }
    }

    /** Copies all of these elements into the first of this array. */
    public void copyFrom(long[] from) {
        copyFrom(0, from, 0, from.length);
    }

    /** Copies {@code count} elements of {@code from}, the first at {@code offset}, into this array from {@code index} on. */
    public void copyFrom(long index, long[] from, int offset, int count) {
        copyIn(index, MemorySegment.ofArray(from), offset, count);
    }

    /** Copies {@code count} elements, the first at {@code index}, into {@code to} from {@code offset} on. */
    public void copyTo(long index, long[] to, int offset, int count) {
        copyOut(index, MemorySegment.ofArray(to), offset, count);
    }

    /** All elements, copied. Throws {@link IllegalStateException} if they do not fit into one Java array. */
    public long[] toLongArray() {
        long[] all = new long[arrayLength()];
        copyTo(0, all, 0, all.length);
        return all;
    }

    /**
     * The elements as a buffer of its own position and limit.
     *
     * @throws UnsupportedOperationException if they take more than 2,147,483,647 bytes; use {@link #segment}
     */
    public LongBuffer asLongBuffer() {
        return segment().asByteBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    @Override
    String elements() {
        return "long";
    }

    @Override
    int form() {
        return Travelling.LONG_ARRAY;
    }
}
