package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Mutex;
import java.io.IOException;
import java.io.Serial;

/**
 * A lock between processes.
 *
 * {@snippet :
 * try (var lock = dev.cloister.shared.SharedLock.create()) {
 *     lock.lock();
 *     lock.unlock();
 * }
 * }
 */
public final class SharedLock extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Mutex mutex;

    private SharedLock(Attachment attachment) {
        super(attachment);
        this.mutex = new Mutex(attachment.memory(), 0, attachment);
    }

    /** A new one, free. */
    public static SharedLock create() {
        return new SharedLock(create(ObjectKind.LOCK, Mutex.BYTES, 0));
    }

    /** The lock at the beginning of another object of this process. It is closed with that object, and not the reverse. */
    static SharedLock of(Attachment whole) {
        try {
            return new SharedLock(whole.member().attach(whole.id()));
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + whole + " cannot be used: " + e, e);
        }
    }

    @Override
    boolean endsWithCreator() {
        return attachment().kind() == ObjectKind.LOCK;
    }

    /** Waits. */
    public void lock() {
        mutex.lock(open().token());
    }

    /** Frees. */
    public void unlock() {
        if (!mutex.unlock()) {
            throw new IllegalMonitorStateException("not locked");
        }
    }

    @Serial
    private Object writeReplace() {
        return new Travelling(handle());
    }

    private record Travelling(Handle handle) implements java.io.Serializable {
        @Serial
        private Object readResolve() throws java.io.InvalidObjectException {
            return new SharedLock(handle.attach());
        }
    }
}
