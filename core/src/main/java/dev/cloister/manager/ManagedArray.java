package dev.cloister.manager;

import dev.cloister.internal.manager.ArrayOperations;
import dev.cloister.internal.manager.Piece;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array that lives at a manager and that many processes use: values of any type, and a length that never changes.
 *
 * {@snippet :
 * static void done(dev.cloister.manager.ManagedArray<Integer> counts, int worker) {
 *     counts.getAndAdd(worker, 1);
 *     System.out.println(counts.slice(0, 3));
 * }
 * }
 *
 * <p>Values are copied on their way, but for managed objects. Each method is one call, done as a whole while nobody else uses
 * the array, except for iterations, which take a part of it with each call; a function runs where the array lives, and must not wait for others that use
 * it. An index out of bounds throws {@link IndexOutOfBoundsException}. When the manager is gone, every method throws. When another
 * process that uses it is gone nobody notices. Thread-safe. Handles are {@link java.io.Serializable}: what arrives is a handle on
 * the same array.
 *
 * @param <T> what the elements are
 */
public final class ManagedArray<T extends @Nullable Object> extends StandardType<ArrayOperations<T>>
        implements Iterable<T> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedArray(ArrayOperations<T> operations) {
        super(operations);
    }

    /** How many elements it has; never changes. */
    public int length() {
        return operations.length();
    }

    /** A copy of the element at this index, from 0. */
    public T get(int index) {
        return operations.get(index);
    }

    /** Sets the element at this index, from 0. */
    public void set(int index, T value) {
        operations.set(index, value);
    }

    /** Sets an element and returns what it was before. */
    public T getAndSet(int index, T value) {
        return operations.getAndSet(index, value);
    }

    /** Sets an element if it equals {@code expected}, arrays by their elements; says whether it did. */
    public boolean compareAndSet(int index, T expected, T value) {
        return operations.compareAndSet(index, expected, value);
    }

    /** Changes an element where the array lives, where the function gets a copy; returns what it was before. */
    public T getAndUpdate(int index, SerializableUnaryOperator<T> change) {
        return operations.update(index, Objects.requireNonNull(change, "change"), false);
    }

    /** Changes an element where the array lives, where the function gets a copy; returns what it is then. */
    public T updateAndGet(int index, SerializableUnaryOperator<T> change) {
        return operations.update(index, Objects.requireNonNull(change, "change"), true);
    }

    /**
     * Adds to an element that is a number; returns what it was before. Numbers of fixed size overflow as in Java.
     *
     * @throws UnsupportedOperationException if both are not numbers of the same type: Integer, Long, Short, Byte, Double, Float,
     *     BigInteger or BigDecimal
     */
    public T getAndAdd(int index, T delta) {
        return operations.getAndAdd(index, delta);
    }

    /**
     * Copies of the elements from one index to before another. Below 0 they count from the end, and what is out of bounds is left
     * out, as in Python's {@code array[from:to]}.
     */
    public List<T> slice(int from, int to) {
        return operations.slice(from, to);
    }

    /** Sets as many elements as there are values, from this index on. */
    public void setAll(int from, Collection<? extends T> values) {
        operations.setSlice(from, new ArrayList<>(values));
    }

    /** Sets all elements to this value. */
    public void fill(T value) {
        operations.fill(value);
    }

    /** All elements as they are at one moment; the copy is the caller's. Must fit into one message. */
    public List<T> toList() {
        return operations.slice(0, Integer.MAX_VALUE);
    }

    /** The elements from the first to the last; nothing can be removed. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private Iterator<T> piece = List.<T>of().iterator();
            private int next;

            @Override
            public boolean hasNext() {
                if (!piece.hasNext()) {
                    List<T> more = operations.slice(next, next + Piece.SIZE);
                    next += more.size();
                    piece = more.iterator();
                }
                return piece.hasNext();
            }

            @Override
            public T next() {
                boolean _ = hasNext();
                return piece.next();
            }
        };
    }

    /** The elements. */
    @Override
    public String toString() {
        return "managed array " + toList();
    }
}
