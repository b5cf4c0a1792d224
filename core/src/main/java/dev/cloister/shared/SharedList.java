package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Cell;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed length that processes share, of mixed values: {@code null}, {@link Boolean}, {@link Integer}, {@link Long},
 * {@link Double}, {@link String} and {@code byte[]}. Each element has a slot of fixed capacity, at least 8 bytes; any of
 * these values can stand in any slot that has room for it, whatever stood there before. Strings take the bytes of their UTF-8,
 * and come back as they were, with all their zeros and halves of character pairs.
 *
 * <p>Each element is read and written whole: who reads it gets what one {@link #set} wrote, never a mix, and when a process
 * dies in the middle of a {@code set}, the element is the old or the new one and its neighbours are untouched. Operations on
 * several elements (search, iteration, {@link #toList}) read one after the other; use a {@link SharedLock} where nobody is to
 * change others meanwhile.
 *
 * <p>Handles are thread-safe and can be given to tasks of any pool. An index out of bounds throws {@link
 * IndexOutOfBoundsException}. The list is there until the process that created it closes it or ends; after that every use
 * throws {@link IllegalStateException}. Reading waits for nobody; {@code set} keeps others out for the time of its copy.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedList list = dev.cloister.shared.SharedList.of("howdy", 42, 2.5, true, null)) {
 *     pool.submit(() -> list.set(1, 43)).get();
 *     System.out.println(list.get(1)); // 43
 * }
 * }
 */
public final class SharedList extends SharedObject implements Iterable<@Nullable Object> {
    @Serial
    private static final long serialVersionUID = 1;

    /** The smallest slot: any number fits. */
    private static final int MIN_CAPACITY = 8;

    private static final long SIZE_AT = 64;
    private static final long TABLE_AT = SIZE_AT + 8;

    private final transient Cell[] cells;

    SharedList(Attachment attachment) {
        super(attachment);
        MemorySegment memory = attachment.memory();
        Mutex mutex = new Mutex(memory, Mutex.BYTES, attachment);
        this.cells = new Cell[(int) Words.get(memory, SIZE_AT)];
        long at = TABLE_AT + 8L * cells.length;
        for (int i = 0; i < cells.length; i++) {
            int capacity = (int) Words.get(memory, TABLE_AT + 8L * i);
            cells[i] = new Cell(memory, at, capacity, mutex);
            at += Cell.bytes(capacity);
        }
    }

    /** A new list of these values. See {@link #of(List)}. */
    public static SharedList of(@Nullable Object... values) {
        return of(Arrays.asList(values));
    }

    /**
     * A new list of these values. Each slot has room for its first value, and at least 8 bytes.
     *
     * @throws IllegalArgumentException if there is a value of another type
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space
     */
    public static SharedList of(List<? extends @Nullable Object> values) {
        List<Cell.Content> contents = new ArrayList<>(values.size());
        int[] capacities = new int[values.size()];
        for (int i = 0; i < capacities.length; i++) {
            Cell.Content content = ListValue.encode(values.get(i));
            contents.add(content);
            capacities[i] = (Math.max(MIN_CAPACITY, content.bytes().length) + 7) & ~7;
        }
        SharedList made = make(capacities);
        for (int i = 0; i < capacities.length; i++) {
            made.cells[i].write(made.open().token(), contents.get(i));
        }
        return made;
    }

    /**
     * A new list of nulls.
     *
     * @param size how many elements it has, from 0
     * @param slotBytes how much room each has, at least 8; numbers take 8
     * @throws dev.cloister.OutOfSharedMemoryException if there is not so much space
     */
    public static SharedList create(int size, int slotBytes) {
        if (size < 0 || slotBytes < MIN_CAPACITY || slotBytes > Cell.MAX_CAPACITY) {
            throw new IllegalArgumentException("a shared list needs a size from 0 and slots of " + MIN_CAPACITY + " to "
                    + Cell.MAX_CAPACITY + " bytes: size " + size + ", slots of " + slotBytes);
        }
        int[] capacities = new int[size];
        Arrays.fill(capacities, slotBytes);
        return make(capacities);
    }

    private static SharedList make(int[] capacities) {
        long bytes = TABLE_AT + 8L * capacities.length;
        for (int capacity : capacities) {
            bytes += Cell.bytes(capacity);
        }
        Attachment attachment = create(ObjectKind.LIST, bytes, 0);
        MemorySegment memory = attachment.memory();
        for (int i = 0; i < capacities.length; i++) {
            Words.setPlain(memory, TABLE_AT + 8L * i, capacities[i]);
        }
        Words.set(memory, SIZE_AT, capacities.length);
        return new SharedList(attachment);
    }

    /** How many elements it has; never changes. */
    public int size() {
        return cells.length;
    }

    /** How many bytes there is room for at this index, from 0. */
    public int capacity(int index) {
        return cells[Objects.checkIndex(index, cells.length)].capacity();
    }

    /** The element at this index, from 0. A {@code byte[]} is a copy. */
    public @Nullable Object get(int index) {
        long token = open().token();
        return ListValue.decode(cells[Objects.checkIndex(index, cells.length)].read(token));
    }

    /**
     * Sets the element at this index, from 0.
     *
     * @throws IllegalArgumentException if the value is of another type than a list can hold, or takes more bytes than its slot
     *     has; nothing is changed then
     */
    public void set(int index, @Nullable Object value) {
        long token = open().token();
        Cell cell = cells[Objects.checkIndex(index, cells.length)];
        Cell.Content content = ListValue.encode(value);
        if (content.bytes().length > cell.capacity()) {
            throw new IllegalArgumentException("the value takes " + content.bytes().length + " bytes, and slot " + index
                    + " of " + attachment() + " has " + cell.capacity());
        }
        cell.write(token, content);
    }

    /** The index of the first element that equals this value, a {@code byte[]} by its bytes; -1 if there is none. */
    public int indexOf(@Nullable Object value) {
        for (int i = 0; i < cells.length; i++) {
            if (Objects.deepEquals(get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an element equals this value, a {@code byte[]} by its bytes. */
    public boolean contains(@Nullable Object value) {
        return indexOf(value) >= 0;
    }

    /** How many elements equal this value, a {@code byte[]} by its bytes. */
    public int count(@Nullable Object value) {
        int count = 0;
        for (Object element : this) {
            count += Objects.deepEquals(element, value) ? 1 : 0;
        }
        return count;
    }

    /** All elements, copied; the list is the caller's. */
    public List<@Nullable Object> toList() {
        List<@Nullable Object> all = new ArrayList<>(cells.length);
        for (Object element : this) {
            all.add(element);
        }
        return all;
    }

    /** The elements from the first to the last, each as it is when it is asked for. Nothing can be removed. */
    @Override
    public Iterator<@Nullable Object> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < cells.length;
            }

            @Override
            public @Nullable Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the list has " + cells.length + " elements");
                }
                return get(next++);
            }
        };
    }

    /** The elements as text; if it is closed, that. */
    @Override
    public String toString() {
        try {
            return toList().toString();
        } catch (IllegalStateException e) {
            return attachment() + " (closed)";
        }
    }

    @Override
    int form() {
        return Travelling.LIST;
    }
}
