package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Waits;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The methods of one side of a read-write lock, made of two. Travels with the whole. */
abstract class RawLock implements Lock, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    final transient SharedReadWriteLock whole;

    RawLock(SharedReadWriteLock whole) {
        this.whole = whole;
    }

    /** One attempt. */
    abstract boolean tryTake(Attachment attachment);

    /** Waits until the deadline. */
    abstract boolean take(Attachment attachment, Waits.How how, long deadline) throws InterruptedException;

    @Override
    public final void lock() {
        Attachment attachment = whole.open();
        try {
            boolean _ = tryTake(attachment) || take(attachment, Waits.How.HOLDER_UNINTERRUPTIBLY, Deadlines.NONE);
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted; please report this", e);
        }
    }

    private Attachment openUninterrupted() throws InterruptedException {
        Attachment attachment = whole.open();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment);
        }
        return attachment;
    }

    @Override
    public final void lockInterruptibly() throws InterruptedException {
        Attachment attachment = openUninterrupted();
        boolean _ = tryTake(attachment) || take(attachment, Waits.How.HOLDER, Deadlines.NONE);
    }

    @Override
    public final boolean tryLock() {
        return tryTake(whole.open());
    }

    @Override
    public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        Attachment attachment = openUninterrupted();
        return tryTake(attachment) || (time > 0 && take(attachment, Waits.How.HOLDER, Deadlines.after(time, unit)));
    }

    @Override
    public final Condition newCondition() {
        throw new UnsupportedOperationException("a read-write lock has no conditions; use a SharedLock");
    }

    /** The whole lock travels. */
    @Serial
    final Object writeReplace() {
        return new Travelling(whole, this instanceof WriteSide);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("only handles travel");
    }

    private record Travelling(SharedReadWriteLock whole, boolean write) implements Serializable {
        @Serial
        private Object readResolve() {
            return write ? whole.writeLock() : whole.readLock();
        }
    }
}
