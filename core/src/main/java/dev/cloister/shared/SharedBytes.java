package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Cell;
import dev.cloister.internal.memory.Cell.Content;
import dev.cloister.internal.memory.Mutex;
import java.io.Serial;
import java.util.Objects;

/**
 * Bytes that processes share, as many as there are, up to a capacity: what {@link
 * java.util.concurrent.atomic.AtomicReference} is for a {@code byte[]}. Each change replaces all of them, their number
 * included; who reads gets what one change wrote, never a mix, also when a process dies in the middle of a change: then it is
 * what was there before.
 *
 * <p>What holds for all shared values is at {@link SharedValue}. Reading needs no lock; who changes them keeps other changes
 * out, for the time of the copy. Arrays that are given are copied, and those that are returned are the caller's. Zeros at the
 * end are kept.
 *
 * {@snippet :
 * try (dev.cloister.shared.SharedBytes model = dev.cloister.shared.SharedBytes.create(1 << 20)) {
 *     model.set(new byte[] {1, 2, 0});
 *     System.out.println(model.get().length); // 3
 * }
 * }
 */
public final class SharedBytes extends SharedValue {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Cell cell;

    SharedBytes(Attachment attachment, LockChoice choice, int capacity) {
        super(attachment, choice);
        Mutex mutex = new Mutex(attachment.memory(), Mutex.BYTES, attachment);
        this.cell = new Cell(attachment.memory(), VALUE_AT, capacity, mutex);
    }

    /**
     * A new one with a lock of its own, empty.
     *
     * @param capacity how many bytes it can hold, from 0; twice as much memory is taken
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space
     */
    public static SharedBytes create(int capacity) {
        return make(capacity, LockChoice.OWN);
    }

    /** A new one whose lock is this one, empty. As {@link #create(int)} otherwise. */
    public static SharedBytes create(int capacity, SharedLock lock) {
        return make(capacity, LockChoice.of(lock));
    }

    /** A new one without a lock, empty. As {@link #create(int)} otherwise; single operations are as safe. */
    public static SharedBytes raw(int capacity) {
        return make(capacity, LockChoice.NONE);
    }

    private static SharedBytes make(int capacity, LockChoice choice) {
        if (capacity < 0 || capacity > Cell.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "the capacity of shared bytes must be from 0 to " + Cell.MAX_CAPACITY + ": " + capacity);
        }
        return new SharedBytes(create(ObjectKind.BYTES, VALUE_AT + Cell.bytes(capacity), 0), choice, capacity);
    }

    /** How many bytes it can hold. */
    public int capacity() {
        return cell.capacity();
    }

    /** The bytes. */
    public byte[] get() {
        return cell.read(open().token()).bytes();
    }

    /**
     * Replaces the bytes.
     *
     * @throws IllegalArgumentException if there are more than the capacity; nothing is changed then
     */
    public void set(byte[] newValue) {
        cell.write(open().token(), content(newValue));
    }

    /** Replaces the bytes and returns those before. See {@link #set}. */
    public byte[] getAndSet(byte[] newValue) {
        return cell.getAndSet(open().token(), content(newValue)).bytes();
    }

    /** Replaces the bytes if they are the expected ones, as many and each equal; says whether they were. See {@link #set}. */
    public boolean compareAndSet(byte[] expectedValue, byte[] newValue) {
        Content expected = new Content(0, Objects.requireNonNull(expectedValue, "expectedValue"));
        return cell.compareAndSet(open().token(), expected, content(newValue));
    }

    private Content content(byte[] newValue) {
        if (newValue.length > capacity()) {
            throw new IllegalArgumentException(
                    newValue.length + " bytes do not fit: " + attachment() + " was created for " + capacity());
        }
        return new Content(0, newValue);
    }

    @Override
    String text() {
        return get().length + " bytes";
    }

    @Override
    int form() {
        return Travelling.BYTES;
    }

    @Override
    Object extent() {
        return capacity();
    }
}
