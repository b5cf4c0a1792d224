package dev.cloister.internal.parent;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on their way to a worker, in the order in which they were added. Little is written by the thread that flushes;
 * what might not fit into the pipe is written by a thread of its own, so that nobody who submits a task waits for a
 * worker to read.
 */
final class Outbox {
    /** A pipe takes at least this much at once (PIPE_BUF on Linux, also when the user has many pipes). */
    private static final int DIRECT_BYTES = 4096;

    /** Larger bodies are not copied. */
    private static final int COPIED_BYTES = 16 * 1024;

    private final OutputStream out;
    private final int directBytes;
    private final String threadName;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Added and not written, in order: sealed pieces, then the open one. Guarded by lock. */
    private final ArrayDeque<byte[]> sealed = new ArrayDeque<>();

    private ByteSink open = new ByteSink(1024);

    /** Bytes added since the beginning; bytes the worker has surely read. Guarded by lock. */
    private long added;

    private long consumed;

    /** Whether a thread writes; it writes also what is added meanwhile. Guarded by lock. */
    private boolean writing;

    /** Whether the writer thread was started; whether it is to end. Guarded by lock. */
    private boolean threadStarted;

    private boolean closed;

    /**
     * Creates one.
     *
     * @param direct whether the thread that flushes may write; to a socket it must not, because an interrupt of a
     *     thread that writes closes the socket
     */
    Outbox(OutputStream out, boolean direct, String threadName) {
        this.out = out;
        this.directBytes = direct ? DIRECT_BYTES : -1;
        this.threadName = threadName;
    }

    /** Adds a frame and returns its end, counted from the beginning, for {@link #consumed}. Does not wait. */
    long add(FrameType type, long id, byte[] body) {
        lock.lock();
        try {
            int at = open.reserve(FrameLayout.HEADER_BYTES); // may replace the array
            FrameLayout.write(open.array(), at, type, id, body.length);
            if (body.length <= COPIED_BYTES) {
                open.putBytes(body, 0, body.length);
            } else {
                seal();
                sealed.add(body);
            }
            added += FrameLayout.HEADER_BYTES + body.length;
            return added;
        } finally {
            lock.unlock();
        }
    }

    private void seal() {
        if (open.size() > 0) {
            sealed.add(open.toBytes());
            open = new ByteSink(1024);
        }
    }

    /** The worker has read up to here: it answered something that was there. */
    void consumed(long position) {
        lock.lock();
        try {
            consumed = Math.max(consumed, position);
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that what was added is written. Does not wait for the worker. */
    void flush() {
        lock.lock();
        try {
            if (writing || closed) {
                return;
            }
            if (added - consumed > directBytes) {
                if (wakeWriter()) {
                    return;
                }
            }
            writeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns false if the system gives no more threads: then the caller writes, and waits should the pipe be full. */
    private boolean wakeWriter() {
        if (!threadStarted) {
            try {
                Thread.ofPlatform().daemon().name(threadName).start(this::writeUntilClosed);
            } catch (OutOfMemoryError e) { // no thread
                return false;
            }
            threadStarted = true;
        }
        changed.signal();
        return true;
    }

    private void writeUntilClosed() {
        lock.lock();
        try {
            while (!closed) {
                if (writing || (sealed.isEmpty() && open.size() == 0)) {
                    changed.awaitUninterruptibly();
                } else {
                    writeAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes everything, without the lock while it writes. */
    private void writeAll() {
        writing = true;
        try {
            while (!closed) {
                seal();
                byte[] piece = sealed.poll();
                if (piece == null) {
                    return;
                }
                lock.unlock();
                try {
                    out.write(piece);
                    out.flush();
                } finally {
                    lock.lock();
                }
            }
        } catch (IOException e) { // the worker is gone or going; who reads its stream will say so
            closed = true;
        } finally {
            writing = false;
            changed.signal();
        }
    }

    /** The worker is gone: what was not written is of no use. */
    void close() {
        lock.lock();
        try {
            closed = true;
            sealed.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
