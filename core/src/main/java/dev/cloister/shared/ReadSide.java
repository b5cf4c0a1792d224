package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.Holdings;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.ReadWriteLayout;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.Serial;

/** The lock for readers: they count themselves while they see that no writer has the mutex. */
final class ReadSide extends RawLock {
    @Serial
    private static final long serialVersionUID = 1;

    /** A reader that was woken wakes so many others: all readers come in soon, and not all writers are woken for nothing. */
    private static final int PASSED_ON = 2;

    ReadSide(SharedReadWriteLock whole) {
        super(whole);
    }

    @Override
    boolean tryTake(Attachment attachment) {
        while (whole.writer.owner() == 0) {
            if (whole.writer.isAbandoned()) {
                mend(attachment);
            }
            if (enter(attachment)) {
                return true;
            }
        }
        return false;
    }

    private boolean enter(Attachment attachment) {
        Holdings readers = whole.readers;
        readers.lock(attachment.token());
        try {
            if (whole.writer.owner() != 0 || whole.writer.isAbandoned()) {
                return false;
            }
            if (!readers.change(readers.count() + 1, readers.own() + 1)) {
                throw new IllegalStateException(Holdings.MAX_HOLDERS + " processes hold the read lock of " + attachment
                        + ", which is the most; use fewer processes, or locks for parts of what they read");
            }
            return true;
        } finally {
            readers.unlock();
        }
    }

    private void mend(Attachment attachment) {
        Mutex.Outcome outcome = whole.writer.tryLock(attachment.token());
        if (outcome == Mutex.Outcome.LOCKED_ABANDONED) {
            WriteSide asWriter = (WriteSide) whole.writeLock();
            asWriter.mend(attachment);
            asWriter.end(attachment);
        } else if (outcome.locked()) {
            boolean _ = whole.writer.unlock();
        }
    }

    @Override
    boolean take(Attachment attachment, Waits.How how, long deadline) throws InterruptedException {
        boolean waited = false;
        while (!tryTake(attachment)) {
            long holder = whole.writer.owner();
            if (holder != 0
                    && !attachment.await(ReadWriteLayout.WRITER, ReadWriteLayout.WRITER + 8, holder, how, deadline)) {
                return tryTake(attachment);
            }
            waited = true;
        }
        if (waited && Words.get(attachment.memory(), ReadWriteLayout.WRITER + 8) != 0) {
            attachment.wake(ReadWriteLayout.WRITER, PASSED_ON);
        }
        return true;
    }

    @Override
    public void unlock() {
        Attachment attachment = whole.open();
        Holdings readers = whole.readers;
        long left;
        readers.lock(attachment.token());
        try {
            long own = readers.own();
            if (own == 0) {
                throw new IllegalMonitorStateException("unlock: no thread of process "
                        + ProcessHandle.current().pid() + " holds the read lock of " + whole);
            }
            left = readers.count() - 1;
            boolean _ = readers.change(left, own - 1);
        } finally {
            readers.unlock();
        }
        if (left == 0 && Words.get(attachment.memory(), readers.waiters()) != 0) {
            attachment.wake(readers.word(), 1);
        }
    }

    @Override
    public String toString() {
        return "read lock of " + whole;
    }
}
