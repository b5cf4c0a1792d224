package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableUnaryOperator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values where they live. None is ever changed, only replaced: functions get copies.
 *
 * @param <T> what the elements are
 */
public final class ArrayServant<T extends @Nullable Object> implements ValueOperations<T> {
    /** Guarded by this. */
    private final List<T> values;

    /** With these values at first. */
    public ArrayServant(List<? extends T> values) {
        this.values = new ArrayList<>(values);
    }

    @Override
    public int length() {
        return values.size();
    }

    @Override
    public synchronized T get(int index) {
        return values.get(index);
    }

    @Override
    public synchronized T getAndSet(int index, T value) {
        return values.set(index, value);
    }

    @Override
    public synchronized void set(int index, T value) {
        values.set(index, value);
    }

    @Override
    public synchronized boolean compareAndSet(int index, T expected, T value) {
        if (!Objects.deepEquals(values.get(index), expected)) {
            return false;
        }
        values.set(index, value);
        return true;
    }

    @Override
    @SuppressWarnings("unchecked") // a sum has the type of what is added to
    public synchronized T getAndAdd(int index, T delta) {
        T before = values.get(index);
        values.set(index, (T) Sums.add(before, delta));
        return before;
    }

    @Override
    public synchronized T update(int index, SerializableUnaryOperator<T> change, boolean after) {
        T before = values.get(index);
        T result = change.apply(ByValue.copyOf(before));
        values.set(index, result);
        return after ? result : before;
    }

    @Override
    public synchronized List<T> slice(int from, int to) {
        return Slices.of(values, from, to);
    }

    @Override
    public synchronized void setSlice(int from, List<? extends T> more) {
        int _ = Objects.checkFromIndexSize(from, more.size(), values.size());
        for (int i = 0; i < more.size(); i++) {
            values.set(from + i, more.get(i));
        }
    }

    @Override
    public synchronized void fill(T value) {
        Collections.fill(values, value);
    }

    @Override
    public synchronized String toString() {
        return values.toString();
    }
}
