package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Holdings;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.ReadWriteLayout;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A pair of locks between threads of any processes: one that many readers can hold at the same time, and one that a single writer
 * holds while there is no reader. Neither is reentrant, and a reader cannot become a writer.
 *
 * {@snippet :
 * try (var table = dev.cloister.shared.SharedReadWriteLock.create()) {
 *     table.readLock().lock();
 *     try {
 *         System.out.println("other processes may read as well");
 *     } finally {
 *         table.readLock().unlock();
 *     }
 * }
 * }
 *
 * <p>Writers do not starve: while one waits, no reader enters. So a thread that takes the read lock twice can wait for ever.
 * The write lock is released by the thread that holds it, a read lock by any thread of the process that took it; else they
 * throw {@link IllegalMonitorStateException}. They have no conditions.
 *
 * <p>When a process dies or exits, the read locks that it holds come back at once, and nobody is told. When it held the write lock,
 * the next that asks for either lock gets an {@link dev.cloister.AbandonedLockException} and does not hold it, and after that
 * the locks work as ever; see {@link #onAbandoned} for the alternative. When a waiting process dies nobody notices. At most 510
 * processes can hold the read lock at the same time. Circles of waits for writers are told by {@link Deadlocks}, not refused.
 *
 * <p>For platform and virtual threads. Closing it ends waits with {@link IllegalStateException}. Handles are
 * {@link Serializable} within a program and its workers. Memory: 8 KiB.
 */
public final class SharedReadWriteLock extends SharedObject implements ReadWriteLock {
    @Serial
    private static final long serialVersionUID = 1;

    /** Held by who writes, or waits for the readers to leave. */
    final transient Mutex writer;

    final transient Holdings readers;
    private final transient ReadSide readLock = new ReadSide(this);
    private final transient WriteSide writeLock = new WriteSide(this);
    private transient volatile @Nullable Runnable recovery;

    SharedReadWriteLock(Attachment attachment) {
        super(attachment);
        this.writer = new Mutex(attachment.memory(), ReadWriteLayout.WRITER, attachment);
        this.readers = new Holdings(
                attachment.memory(),
                ReadWriteLayout.READERS,
                attachment,
                attachment.member().number());
    }

    /**
     * A new one, free.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedReadWriteLock create() {
        SharedReadWriteLock lock =
                new SharedReadWriteLock(create(ObjectKind.READ_WRITE_LOCK, ReadWriteLayout.BYTES, 0));
        lock.readers.begin(0, Integer.MAX_VALUE);
        return lock;
    }

    /**
     * From now on, when a thread of this process takes one of the locks by this handle and the last writer had died, it runs this
     * while it holds the write lock, before the locking method returns normally, instead of an {@code AbandonedLockException}.
     * What it throws comes out of the locking method; then the locks are free, and the next to take one is told again. Belongs
     * to this handle and does not travel with it.
     *
     * @param repair looks at what the lock protects and mends it
     * @return this handle
     */
    public SharedReadWriteLock onAbandoned(Runnable repair) {
        recovery = repair;
        return this;
    }

    @Nullable
    Runnable recovery() {
        return recovery;
    }

    /** The lock for readers. */
    @Override
    public Lock readLock() {
        return readLock;
    }

    /** The lock for a writer. */
    @Override
    public Lock writeLock() {
        return writeLock;
    }

    /** How many hold the read lock just now. Never waits. */
    public int getReadLockCount() {
        Attachment _ = open();
        return (int) readers.count();
    }

    /** Whether a writer holds the write lock, or waits for readers to leave. Never waits. */
    public boolean isWriteLocked() {
        Attachment _ = open();
        return writer.owner() != 0;
    }

    /** What it is, and who holds it; does not wait for anybody who could be dead or stopped longer than 0.1 s. */
    @Override
    public String toString() {
        if (isClosed()) {
            return attachment() + " (closed)";
        }
        long owner = writer.owner();
        String writing = owner == 0
                ? writer.isAbandoned() ? "; the last process that wrote died" : ""
                : ", held by " + attachment().member().describe(owner);
        return attachment() + " (" + readers.count() + " readers" + writing + ")";
    }

    @Override
    int form() {
        return Travelling.READ_WRITE_LOCK;
    }
}
