package dev.cloister.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Bytes on their way from one thread to others. Who writes waits while much was not read. */
final class BoundedPipe {
    private static final int MAX_BYTES = 64 * 1024;

    /** Guarded by this, as all. */
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();

    /** How much of the first piece was read. */
    private int at;

    private int bytes;
    private boolean unbound;
    private boolean ended;
    private boolean closed;

    synchronized void write(byte[] from, int offset, int length) {
        boolean interrupted = false;
        while (bytes >= MAX_BYTES && !unbound && !closed) {
            try {
                wait();
            } catch (InterruptedException e) { // nobody has a reason to; what was printed must not be lost
                interrupted = true;
            }
        }
        if (!closed && length > 0) {
            pieces.add(Arrays.copyOfRange(from, offset, offset + length));
            bytes += length;
            notifyAll();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on nobody waits to write. */
    synchronized void unbound() {
        unbound = true;
        notifyAll();
    }

    /** Nothing more will be written. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized int read(byte[] into, int offset, int length) throws IOException {
        while (bytes == 0 && !ended && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for output of the process");
            }
        }
        requireOpen();
        byte[] piece = pieces.peek();
        if (piece == null) {
            return -1;
        }
        int n = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, offset, n);
        at += n;
        bytes -= n;
        if (at == piece.length) {
            pieces.remove();
            at = 0;
        }
        notifyAll();
        return n;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    private synchronized void close() {
        closed = true;
        pieces.clear();
        bytes = 0;
        notifyAll();
    }

    private synchronized int available() throws IOException {
        requireOpen();
        return bytes;
    }

    /** The end to read from. Closing it drops what is still written. */
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return BoundedPipe.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : BoundedPipe.this.read(into, offset, length);
            }

            @Override
            public int available() throws IOException {
                return BoundedPipe.this.available();
            }

            @Override
            public void close() {
                BoundedPipe.this.close();
            }
        };
    }
}
