package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Waits;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;

/**
 * A lock between threads of any processes. Not reentrant: a thread that locks it twice waits for itself. Any thread of any
 * process may release it. To lock and unlock when nobody else wants it costs some ten nanoseconds and allocates nothing.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var lock = dev.cloister.shared.SharedLock.create()) {
 *     pool.submit(() -> {
 *         lock.lock();
 *         try {
 *             System.out.println("one process at a time");
 *         } finally {
 *             lock.unlock();
 *         }
 *     }).get();
 * }
 * }
 *
 * <p>When the process that holds it dies or exits, the lock is free at once: the next that asks for it, by whatever method, gets
 * an {@link dev.cloister.AbandonedLockException} and does not hold it, and after that the lock works as ever; see
 * {@link #onAbandoned} for the alternative. When a waiting process dies nobody notices. Threads that wait for each other in a
 * circle are not refused, because another thread could release the lock: see {@link Deadlocks}.
 *
 * <p>Not fair: who comes at the right moment can overtake those that wait. For platform and virtual threads. Handles are
 * {@link Serializable} within a program and its workers. Memory: 24 bytes.
 */
public final class SharedLock extends MutexLock {
    @Serial
    private static final long serialVersionUID = 1;

    SharedLock(Attachment attachment) {
        super(attachment, Waits.How.HOLDER_UNINTERRUPTIBLY, Waits.How.HOLDER);
    }

    /**
     * A new one, free.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedLock create() {
        return new SharedLock(create(ObjectKind.LOCK, BYTES, 0));
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

    /**
     * From now on, when a thread of this process takes the lock by this handle and the holder before it had died, it runs this
     * while it holds the lock, before the locking method returns normally, instead of an {@code AbandonedLockException}. What it
     * throws comes out of the locking method; then the lock is free, and the next to take it is told again. Belongs to this
     * handle and does not travel with it.
     *
     * @param repair looks at what the lock protects and mends it
     * @return this handle
     */
    public SharedLock onAbandoned(Runnable repair) {
        recovery(repair);
        return this;
    }

    /**
     * Frees it, whoever holds it.
     *
     * @throws IllegalMonitorStateException if nobody holds it
     */
    @Override
    public void unlock() {
        Attachment attachment = open();
        if (!mutex.unlock()) {
            throw new IllegalMonitorStateException(
                    attachment + " is not locked, so it cannot be unlocked: was it unlocked twice?");
        }
    }

    @Override
    boolean reenter(long token) {
        return false;
    }

    @Override
    void letGo() {}

    @Override
    int form() {
        return Travelling.LOCK;
    }
}
