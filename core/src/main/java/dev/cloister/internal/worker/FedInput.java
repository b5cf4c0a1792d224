package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;

/** Standard input that the parent writes. The parent sends no more than was taken, so what is here is bounded. */
final class FedInput extends InputStream {
    private final FrameSender sender;

    /** What has come and was not read; an empty one is the end. Guarded by this, as the other two. */
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();

    /** How much of the first piece was read. */
    private int at;

    private boolean closed;

    FedInput(FrameSender sender) {
        this.sender = sender;
    }

    /** The loop got bytes. */
    synchronized void feed(byte[] bytes) throws IOException {
        if (closed) {
            taken(bytes.length);
        } else {
            pieces.add(bytes);
            notifyAll();
        }
    }

    private void taken(int bytes) throws IOException {
        if (bytes > 0) {
            sender.send(FrameType.INPUT_TAKEN, 0, new ByteSink(4).putInt(bytes).toBytes());
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        byte[] piece = first();
        if (piece.length == 0) {
            return -1; // and it stays the first, for who reads next
        }
        int n = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, offset, n);
        at += n;
        if (at == piece.length) {
            pieces.remove();
            at = 0;
            taken(piece.length);
        }
        return n;
    }

    private byte[] first() throws IOException {
        while (true) {
            if (closed) {
                throw new IOException("standard input is closed");
            }
            byte[] piece = pieces.peek();
            if (piece != null) {
                return piece;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for standard input");
            }
        }
    }

    @Override
    public synchronized int available() {
        int sum = -at;
        for (byte[] piece : pieces) {
            sum += piece.length;
        }
        return Math.max(0, sum);
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            taken(available() + at);
            pieces.clear();
            at = 0;
            notifyAll();
        }
    }
}
