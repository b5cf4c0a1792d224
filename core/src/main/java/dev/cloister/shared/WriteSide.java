package dev.cloister.shared;

import dev.cloister.AbandonedLockException;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.ReadWriteLayout;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.Serial;

/**
 * The lock for a writer: takes the mutex, which keeps readers out, waits until those inside have left, and then says that it
 * writes, so that its death tells whether something may be half written.
 */
final class WriteSide extends RawLock {
    @Serial
    private static final long serialVersionUID = 1;

    WriteSide(SharedReadWriteLock whole) {
        super(whole);
    }

    @Override
    boolean tryTake(Attachment attachment) {
        if (whole.readers.count() != 0) {
            return false;
        }
        Mutex.Outcome outcome = whole.writer.tryLock(attachment.token());
        if (!outcome.locked()) {
            return false;
        }
        if (readersInside(attachment) != 0) {
            letGo();
            return false;
        }
        begin(attachment, outcome);
        return true;
    }

    @Override
    boolean take(Attachment attachment, Waits.How how, long deadline) throws InterruptedException {
        Mutex.Outcome outcome = whole.writer.lock(attachment.token(), how, deadline);
        if (!outcome.locked()) {
            return false;
        }
        boolean alone = false;
        try {
            alone = awaitReaders(attachment, how, deadline);
        } finally {
            if (!alone) {
                letGo();
            }
        }
        if (alone) {
            begin(attachment, outcome);
        }
        return alone;
    }

    /** No reader enters any more. */
    private boolean awaitReaders(Attachment attachment, Waits.How how, long deadline) throws InterruptedException {
        Waits.How change = how.interruptible() ? Waits.How.CHANGE : Waits.How.CHANGE_UNINTERRUPTIBLY;
        long inside = readersInside(attachment);
        while (inside != 0) {
            if (!attachment.await(whole.readers.word(), whole.readers.waiters(), inside, change, deadline)) {
                return whole.readers.count() == 0;
            }
            inside = whole.readers.count();
        }
        return true;
    }

    /** A reader that saw the mutex free has counted itself when this returns. */
    private long readersInside(Attachment attachment) {
        whole.readers.lock(attachment.token());
        try {
            return whole.readers.count();
        } finally {
            whole.readers.unlock();
        }
    }

    private void begin(Attachment attachment, Mutex.Outcome outcome) {
        Words.set(attachment.memory(), ReadWriteLayout.WRITING, 1);
        if (outcome == Mutex.Outcome.LOCKED_ABANDONED) {
            mend(attachment);
        }
    }

    /** The writer before died, and this thread holds the lock. Throws without it, or holds it when what it guards is mended. */
    void mend(Attachment attachment) {
        Runnable repair = whole.recovery();
        if (repair == null) {
            end(attachment);
            throw new AbandonedLockException("a process that held the write lock of " + attachment
                    + " died; what the lock protects may be half changed. The lock is free again: take it, look at what it"
                    + " protects, and mend that");
        }
        boolean mended = false;
        try {
            repair.run();
            mended = true;
        } finally {
            if (!mended) {
                whole.writer.abandon();
            }
        }
    }

    void end(Attachment attachment) {
        Words.set(attachment.memory(), ReadWriteLayout.WRITING, 0);
        letGo();
    }

    private void letGo() {
        boolean _ = whole.writer.unlock();
    }

    @Override
    public void unlock() {
        Attachment attachment = whole.open();
        if (whole.writer.owner() != attachment.token()) {
            throw new IllegalMonitorStateException(
                    "unlock: thread " + Thread.currentThread().threadId() + " of process "
                            + ProcessHandle.current().pid() + " does not hold the write lock of " + whole);
        }
        end(attachment);
    }

    @Override
    public String toString() {
        return "write lock of " + whole;
    }
}
