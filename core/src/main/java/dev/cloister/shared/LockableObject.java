package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A shared object that may have a lock: its own, which lies at its beginning, or another. */
abstract class LockableObject extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient LockChoice choice;

    /** The own lock, made when it is asked for; null until then, and if there is none. Guarded by this for writing. */
    private transient volatile @Nullable SharedLock own;

    LockableObject(Attachment attachment, LockChoice choice) {
        super(attachment);
        this.choice = choice;
    }

    /** Whether it has a lock. */
    public final boolean hasLock() {
        return choice.own() || choice.other() != null;
    }

    /**
     * Its lock, for sections of several operations; single operations need none. It is a lock as any other: it can be given to
     * tasks by itself. It ends with this object unless it was given when this object was created. Each call returns the same
     * handle.
     *
     * @throws IllegalStateException if it has none, because it was created as a raw one, or if it is closed
     */
    public final SharedLock lock() {
        Attachment whole = open();
        SharedLock other = choice.other();
        if (other != null) {
            return other;
        }
        if (!choice.own()) {
            throw new IllegalStateException(whole + " is a raw one: it has no lock. Create it with one");
        }
        SharedLock known = own;
        return known != null ? known : ownLock(whole);
    }

    private synchronized SharedLock ownLock(Attachment whole) {
        SharedLock known = own;
        if (known == null) {
            known = SharedLock.of(whole);
            own = known;
        }
        return known;
    }

    /** Which lock it has, and {@link #extent}. */
    @Override
    final @Nullable Object[] details() {
        return new @Nullable Object[] {choice.own(), choice.other(), extent()};
    }

    /** How long it is, or what it consists of; null if all of its kind are alike. */
    @Nullable
    Object extent() {
        return null;
    }

    /** Its memory, for an operation on it. Throws if it is closed. */
    final MemorySegment memory() {
        return open().memory();
    }
}
