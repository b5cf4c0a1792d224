package dev.cloister.internal.process;

import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the parent writes the standard input of a process. No more is on its way than the process has taken, and 64 KiB. */
final class PipedInput extends OutputStream {
    private static final int MAX_UNREAD = 64 * 1024;

    /** Null until the process can take something. Guarded by this, as all. */
    private @Nullable WorkerProcess worker;

    private int unread;
    private boolean closed;
    private boolean ended;

    /** The process says hello, and was told what it runs. */
    synchronized void open(WorkerProcess process) {
        worker = process;
        if (closed) {
            process.send(FrameType.INPUT, 0, Frame.NO_BODY);
        }
        notifyAll();
    }

    /** The process has read so much. */
    synchronized void taken(int bytes) {
        unread -= bytes;
        notifyAll();
    }

    /** The process has ended. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int at, int length) throws IOException {
        int done = 0;
        while (done < length) {
            WorkerProcess process = awaitRoom();
            int n = Math.min(length - done, MAX_UNREAD - unread);
            unread += n;
            process.send(FrameType.INPUT, 0, Arrays.copyOfRange(bytes, at + done, at + done + n));
            done += n;
        }
    }

    private WorkerProcess awaitRoom() throws IOException {
        while (true) {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            if (ended) {
                throw new IOException("the process has ended: nobody reads its standard input");
            }
            WorkerProcess known = worker;
            if (known != null && unread < MAX_UNREAD) {
                return known;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the process to read");
            }
        }
    }

    /** The process finds the end of its input behind what was written. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (worker != null && !ended) {
                worker.send(FrameType.INPUT, 0, Frame.NO_BODY);
            }
            notifyAll();
        }
    }
}
