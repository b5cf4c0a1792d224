package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A long that processes share: {@link java.util.concurrent.atomic.AtomicLong} between processes. It wraps as longs do.
 *
 * <p>What holds for all shared values, also about threads, locks and the death of processes, is at {@link SharedValue}. All
 * operations are atomic and have the memory effects of volatile access.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedLong total = dev.cloister.shared.SharedLong.create(0)) {
 *     pool.map(x -> total.addAndGet(x), java.util.List.of(1, 2, 3));
 *     System.out.println(total.get());
 * }
 * }
 */
public final class SharedLong extends SharedValue {
    @Serial
    private static final long serialVersionUID = 1;

    SharedLong(Attachment attachment, LockChoice choice) {
        super(attachment, choice);
    }

    /** A new one with a lock of its own. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedLong create(long initialValue) {
        return make(initialValue, LockChoice.OWN);
    }

    /** A new one whose lock is this one. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedLong create(long initialValue, SharedLock lock) {
        return make(initialValue, LockChoice.of(lock));
    }

    /** A new one without a lock. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedLong raw(long initialValue) {
        return make(initialValue, LockChoice.NONE);
    }

    private static SharedLong make(long initialValue, LockChoice choice) {
        SharedLong made = new SharedLong(create(ObjectKind.VALUE, BYTES, 0), choice);
        made.set(initialValue);
        return made;
    }

    /** The value. */
    public long get() {
        return Words.get(memory(), VALUE_AT);
    }

    /** Sets the value. */
    public void set(long newValue) {
        Words.set(memory(), VALUE_AT, newValue);
    }

    /** Sets the value and returns the one before. */
    public long getAndSet(long newValue) {
        return Words.getAndSet(memory(), VALUE_AT, newValue);
    }

    /** Sets the value if it is the expected one; says whether it was. */
    public boolean compareAndSet(long expectedValue, long newValue) {
        return Words.compareAndSet(memory(), VALUE_AT, expectedValue, newValue);
    }

    /** Adds and returns the value before. */
    public long getAndAdd(long delta) {
        return Words.getAndAdd(memory(), VALUE_AT, delta);
    }

    /** Adds and returns the new value. */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds one and returns the value before. */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /** Subtracts one and returns the value before. */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Adds one and returns the new value. */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** Subtracts one and returns the new value. */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /** Replaces the value by what the function makes of it and returns the value before. See {@link #updateAndGet}. */
    public long getAndUpdate(LongUnaryOperator updateFunction) {
        long before = get();
        while (!compareAndSet(before, updateFunction.applyAsLong(before))) {
            before = get();
        }
        return before;
    }

    /**
     * Replaces the value by what the function makes of it and returns the new value. The function is called again if another
     * thread or process changes the value meanwhile: it should only compute.
     */
    public long updateAndGet(LongUnaryOperator updateFunction) {
        while (true) {
            long before = get();
            long next = updateFunction.applyAsLong(before);
            if (compareAndSet(before, next)) {
                return next;
            }
        }
    }

    /** Replaces the value by what the function makes of it and {@code x}; returns the value before. */
    public long getAndAccumulate(long x, LongBinaryOperator accumulatorFunction) {
        return getAndUpdate(value -> accumulatorFunction.applyAsLong(value, x));
    }

    /** Replaces the value by what the function makes of it and {@code x}; returns the new value. */
    public long accumulateAndGet(long x, LongBinaryOperator accumulatorFunction) {
        return updateAndGet(value -> accumulatorFunction.applyAsLong(value, x));
    }

    @Override
    String text() {
        return String.valueOf(get());
    }

    @Override
    int form() {
        return Travelling.LONG;
    }
}
