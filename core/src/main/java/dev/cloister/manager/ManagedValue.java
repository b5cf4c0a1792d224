package dev.cloister.manager;

import dev.cloister.internal.manager.ArrayOperations;
import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of any type that lives at a manager and that many processes use. Methods as in {@link
 * java.util.concurrent.atomic.AtomicReference}, and for numbers {@link #getAndAdd}.
 *
 * {@snippet :
 * static int next(dev.cloister.manager.ManagedValue<Integer> counter) {
 *     return counter.getAndAdd(1); // another number for each caller
 * }
 * }
 *
 * <p>Values are copied on their way, but for managed objects: to change what {@link #get} returned changes nothing at the manager until it is set
 * again, for which there is {@link #updateAndGet}. Each method is one call, done as a whole while nobody else uses the value; a function runs
 * where it lives, and must not wait for others that use it. When the manager is gone, every method throws. When another process that
 * uses it is gone nobody notices. Thread-safe. Handles are {@link java.io.Serializable}: what arrives is a handle on the same value.
 *
 * @param <T> what it is
 */
public final class ManagedValue<T extends @Nullable Object> extends StandardType<ArrayOperations<T>> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedValue(ArrayOperations<T> operations) {
        super(operations);
    }

    /** A copy of the value. */
    public T get() {
        return operations.get(0);
    }

    /** Sets it. */
    public void set(T value) {
        operations.set(0, value);
    }

    /** Sets it and returns what it was before. */
    public T getAndSet(T value) {
        return operations.getAndSet(0, value);
    }

    /** Sets it if it equals {@code expected}, arrays by their elements; says whether it did. */
    public boolean compareAndSet(T expected, T value) {
        return operations.compareAndSet(0, expected, value);
    }

    /** Changes it where it lives, where the function gets a copy; returns what it was before. */
    public T getAndUpdate(SerializableUnaryOperator<T> change) {
        return operations.update(0, Objects.requireNonNull(change, "change"), false);
    }

    /** Changes it where it lives, where the function gets a copy; returns what it is then. */
    public T updateAndGet(SerializableUnaryOperator<T> change) {
        return operations.update(0, Objects.requireNonNull(change, "change"), true);
    }

    /**
     * Adds to a number; returns what it was before. Numbers of fixed size overflow as in Java.
     *
     * @throws UnsupportedOperationException if both are not numbers of the same type: Integer, Long, Short, Byte, Double, Float,
     *     BigInteger or BigDecimal
     */
    public T getAndAdd(T delta) {
        return operations.getAndAdd(0, delta);
    }

    /** The value. */
    @Override
    public String toString() {
        return "managed value (" + get() + ")";
    }
}
