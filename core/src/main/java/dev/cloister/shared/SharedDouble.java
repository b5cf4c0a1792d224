package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A double that processes share: {@link java.util.concurrent.atomic.AtomicLong} between processes. Here the operations are on doubles.
 *
 * <p>What holds for all shared values, also about threads, locks and the death of processes, is at {@link SharedValue}. All
 * operations are atomic and have the memory effects of volatile access.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedDouble sum = dev.cloister.shared.SharedDouble.create(0.0)) {
 *     pool.map(x -> sum.addAndGet(x / 2.0), java.util.List.of(1, 2, 3));
 *     System.out.println(sum.get());
 * }
 * }
 */
public final class SharedDouble extends SharedValue {
    @Serial
    private static final long serialVersionUID = 1;

    SharedDouble(Attachment attachment, LockChoice choice) {
        super(attachment, choice);
    }

    /** A new one with a lock of its own. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedDouble create(double initialValue) {
        return make(initialValue, LockChoice.OWN);
    }

    /** A new one whose lock is this one. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedDouble create(double initialValue, SharedLock lock) {
        return make(initialValue, LockChoice.of(lock));
    }

    /** A new one without a lock. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedDouble raw(double initialValue) {
        return make(initialValue, LockChoice.NONE);
    }

    private static SharedDouble make(double initialValue, LockChoice choice) {
        SharedDouble made = new SharedDouble(create(ObjectKind.VALUE, BYTES, 0), choice);
        made.set(initialValue);
        return made;
    }

    /** The value. */
    public double get() {
        return Double.longBitsToDouble(Words.get(memory(), VALUE_AT));
    }

    /** Sets the value. */
    public void set(double newValue) {
        Words.set(memory(), VALUE_AT, Double.doubleToRawLongBits(newValue));
    }

    /** Sets the value and returns the one before. */
    public double getAndSet(double newValue) {
        return Double.longBitsToDouble(Words.getAndSet(memory(), VALUE_AT, Double.doubleToRawLongBits(newValue)));
    }

    /** Sets the value if it is the expected one, bit for bit (so NaN equals NaN, and 0.0 does not equal -0.0); says whether it was. */
    public boolean compareAndSet(double expectedValue, double newValue) {
        return Words.compareAndSet(
                memory(), VALUE_AT, Double.doubleToRawLongBits(expectedValue), Double.doubleToRawLongBits(newValue));
    }

    /** Adds and returns the value before. */
    public double getAndAdd(double delta) {
        double before = get();
        while (!compareAndSet(before, before + delta)) {
            before = get();
        }
        return before;
    }

    /** Adds and returns the new value. */
    public double addAndGet(double delta) {
        return getAndAdd(delta) + delta;
    }

    /** Replaces the value by what the function makes of it and returns the value before. See {@link #updateAndGet}. */
    public double getAndUpdate(DoubleUnaryOperator updateFunction) {
        double before = get();
        while (!compareAndSet(before, updateFunction.applyAsDouble(before))) {
            before = get();
        }
        return before;
    }

    /**
     * Replaces the value by what the function makes of it and returns the new value. The function is called again if another
     * thread or process changes the value meanwhile: it should only compute.
     */
    public double updateAndGet(DoubleUnaryOperator updateFunction) {
        while (true) {
            double before = get();
            double next = updateFunction.applyAsDouble(before);
            if (compareAndSet(before, next)) {
                return next;
            }
        }
    }

    /** Replaces the value by what the function makes of it and {@code x}; returns the value before. */
    public double getAndAccumulate(double x, DoubleBinaryOperator accumulatorFunction) {
        return getAndUpdate(value -> accumulatorFunction.applyAsDouble(value, x));
    }

    /** Replaces the value by what the function makes of it and {@code x}; returns the new value. */
    public double accumulateAndGet(double x, DoubleBinaryOperator accumulatorFunction) {
        return updateAndGet(value -> accumulatorFunction.applyAsDouble(value, x));
    }

    @Override
    String text() {
        return String.valueOf(get());
    }

    @Override
    int form() {
        return Travelling.DOUBLE;
    }
}
