package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * An int that processes share: {@link java.util.concurrent.atomic.AtomicInteger} between processes. It wraps as ints do.
 *
 * <p>What holds for all shared values, also about threads, locks and the death of processes, is at {@link SharedValue}. All
 * operations are atomic and have the memory effects of volatile access.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedInteger count = dev.cloister.shared.SharedInteger.create(0)) {
 *     pool.map(x -> count.addAndGet(x), java.util.List.of(1, 2, 3));
 *     System.out.println(count.get());
 * }
 * }
 */
public final class SharedInteger extends SharedValue {
    @Serial
    private static final long serialVersionUID = 1;

    SharedInteger(Attachment attachment, LockChoice choice) {
        super(attachment, choice);
    }

    /** A new one with a lock of its own. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedInteger create(int initialValue) {
        return make(initialValue, LockChoice.OWN);
    }

    /** A new one whose lock is this one. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedInteger create(int initialValue, SharedLock lock) {
        return make(initialValue, LockChoice.of(lock));
    }

    /** A new one without a lock. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedInteger raw(int initialValue) {
        return make(initialValue, LockChoice.NONE);
    }

    private static SharedInteger make(int initialValue, LockChoice choice) {
        SharedInteger made = new SharedInteger(create(ObjectKind.VALUE, BYTES, 0), choice);
        made.set(initialValue);
        return made;
    }

    /** The value. */
    public int get() {
        return (int) Words.get(memory(), VALUE_AT);
    }

    /** Sets the value. */
    public void set(int newValue) {
        Words.set(memory(), VALUE_AT, newValue);
    }

    /** Sets the value and returns the one before. */
    public int getAndSet(int newValue) {
        return (int) Words.getAndSet(memory(), VALUE_AT, newValue);
    }

    /** Sets the value if it is the expected one; says whether it was. */
    public boolean compareAndSet(int expectedValue, int newValue) {
        MemorySegment memory = memory();
        long word = Words.get(memory, VALUE_AT);
        while ((int) word == expectedValue) { // of the word only the lower half counts: additions carry into the other
            if (Words.compareAndSet(memory, VALUE_AT, word, newValue)) {
                return true;
            }
            word = Words.get(memory, VALUE_AT);
        }
        return false;
    }

    /** Adds and returns the value before. */
    public int getAndAdd(int delta) {
        return (int) Words.getAndAdd(memory(), VALUE_AT, delta);
    }

    /** Adds and returns the new value. */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds one and returns the value before. */
    public int getAndIncrement() {
        return getAndAdd(1);
    }

    /** Subtracts one and returns the value before. */
    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Adds one and returns the new value. */
    public int incrementAndGet() {
        return addAndGet(1);
    }

    /** Subtracts one and returns the new value. */
    public int decrementAndGet() {
        return addAndGet(-1);
    }

    /** Replaces the value by what the function makes of it and returns the value before. See {@link #updateAndGet}. */
    public int getAndUpdate(IntUnaryOperator updateFunction) {
        int before = get();
        while (!compareAndSet(before, updateFunction.applyAsInt(before))) {
            before = get();
        }
        return before;
    }

    /**
     * Replaces the value by what the function makes of it and returns the new value. The function is called again if another
     * thread or process changes the value meanwhile: it should only compute.
     */
    public int updateAndGet(IntUnaryOperator updateFunction) {
        while (true) {
            int before = get();
            int next = updateFunction.applyAsInt(before);
            if (compareAndSet(before, next)) {
                return next;
            }
        }
    }

    /** Replaces the value by what the function makes of it and {@code x}; returns the value before. */
    public int getAndAccumulate(int x, IntBinaryOperator accumulatorFunction) {
        return getAndUpdate(value -> accumulatorFunction.applyAsInt(value, x));
    }

    /** Replaces the value by what the function makes of it and {@code x}; returns the new value. */
    public int accumulateAndGet(int x, IntBinaryOperator accumulatorFunction) {
        return updateAndGet(value -> accumulatorFunction.applyAsInt(value, x));
    }

    @Override
    String text() {
        return String.valueOf(get());
    }

    @Override
    int form() {
        return Travelling.INTEGER;
    }
}
