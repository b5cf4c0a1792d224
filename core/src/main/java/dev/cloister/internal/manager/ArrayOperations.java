package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableUnaryOperator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with managed values: an array of fixed length, or a single value, which is an array of one. Each is one step.
 *
 * @param <T> what the elements are
 */
public interface ArrayOperations<T extends @Nullable Object> {
    int length();

    T get(int index);

    /** Returns what was there. */
    T getAndSet(int index, T value);

    /** Without an answer. */
    void set(int index, T value);

    boolean compareAndSet(int index, T expected, T value);

    /** Adds to a number; returns the one before. */
    T getAndAdd(int index, T delta);

    /** The value before or after. */
    T update(int index, SerializableUnaryOperator<T> change, boolean after);

    /** From one index to before another; less than 0 or beyond the end as in Python. */
    List<T> slice(int from, int to);

    void setSlice(int from, List<? extends T> values);

    void fill(T value);
}
