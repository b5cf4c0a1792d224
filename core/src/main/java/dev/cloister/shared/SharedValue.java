package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import java.io.Serial;

/**
 * One value that processes share. Single operations are atomic and need no lock; no process can die in the middle of one.
 * For sections of several operations each value has a {@link #lock()}, unless it was created with another's lock, which then is
 * its lock, or as a raw one.
 *
 * <p>Handles are thread-safe and can be given to tasks of any pool, where they show the same value. When a process dies the
 * value stays as it is. The value is there until the process that created it closes it or ends; after that every use throws
 * {@link IllegalStateException}. No operation waits, but for the lock.
 *
 * {@snippet :
 * try (dev.cloister.Pool pool = dev.cloister.Pool.ofProcesses(2);
 *         dev.cloister.shared.SharedLong total = dev.cloister.shared.SharedLong.create(0)) {
 *     pool.map(x -> total.addAndGet(x), java.util.List.of(1, 2, 3));
 *     System.out.println(total.get()); // 6
 * }
 * }
 */
public abstract sealed class SharedValue extends LockableObject
        permits SharedBoolean, SharedBytes, SharedDouble, SharedInteger, SharedLong {
    @Serial
    private static final long serialVersionUID = 1;

    /** Where the value is: the lock at the beginning has its own cache line. */
    static final long VALUE_AT = 64;

    static final long BYTES = VALUE_AT + 8;

    SharedValue(Attachment attachment, LockChoice choice) {
        super(attachment, choice);
    }

    /** The value as text; if it is closed, that. */
    @Override
    public final String toString() {
        try {
            return text();
        } catch (IllegalStateException e) {
            return attachment() + " (closed)";
        }
    }

    abstract String text();
}
