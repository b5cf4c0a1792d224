package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Words;
import java.io.Serial;

/**
 * A boolean that processes share: {@link java.util.concurrent.atomic.AtomicBoolean} between processes.
 *
 * <p>What holds for all shared values, also about threads, locks and the death of processes, is at {@link SharedValue}. All
 * operations are atomic and have the memory effects of volatile access.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedBoolean found = dev.cloister.shared.SharedBoolean.create(false)) {
 *     pool.map(x -> found.compareAndSet(false, x == 2), java.util.List.of(1, 2, 3));
 *     System.out.println(found.get());
 * }
 * }
 */
public final class SharedBoolean extends SharedValue {
    @Serial
    private static final long serialVersionUID = 1;

    SharedBoolean(Attachment attachment, LockChoice choice) {
        super(attachment, choice);
    }

    /** A new one with a lock of its own. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedBoolean create(boolean initialValue) {
        return make(initialValue, LockChoice.OWN);
    }

    /** A new one whose lock is this one. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedBoolean create(boolean initialValue, SharedLock lock) {
        return make(initialValue, LockChoice.of(lock));
    }

    /** A new one without a lock. Throws {@link dev.cloister.OutOfSharedMemoryException} if there is no space. */
    public static SharedBoolean raw(boolean initialValue) {
        return make(initialValue, LockChoice.NONE);
    }

    private static SharedBoolean make(boolean initialValue, LockChoice choice) {
        SharedBoolean made = new SharedBoolean(create(ObjectKind.VALUE, BYTES, 0), choice);
        made.set(initialValue);
        return made;
    }

    /** The value. */
    public boolean get() {
        return Words.get(memory(), VALUE_AT) != 0;
    }

    /** Sets the value. */
    public void set(boolean newValue) {
        Words.set(memory(), VALUE_AT, word(newValue));
    }

    /** Sets the value and returns the one before. */
    public boolean getAndSet(boolean newValue) {
        return Words.getAndSet(memory(), VALUE_AT, word(newValue)) != 0;
    }

    /** Sets the value if it is the expected one; says whether it was. */
    public boolean compareAndSet(boolean expectedValue, boolean newValue) {
        return Words.compareAndSet(memory(), VALUE_AT, word(expectedValue), word(newValue));
    }

    private static long word(boolean value) {
        return value ? 1 : 0;
    }

    @Override
    String text() {
        return String.valueOf(get());
    }

    @Override
    int form() {
        return Travelling.BOOLEAN;
    }
}
