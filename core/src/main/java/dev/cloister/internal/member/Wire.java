package dev.cloister.internal.member;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of the connection between a process and the hub. The channel is non-blocking, so that the interrupt of a thread
 * that sends does not close it, and sending never waits: what the other side does not take yet is kept. Any thread may
 * send; one thread, that of the selector, receives.
 */
public final class Wire implements AutoCloseable {
    /** Longer messages are refused before anything is allocated for them. */
    public static final int MAX_MESSAGE = 1 << 20;

    /** So much may wait for a side that does not read; it is as good as dead then. */
    private static final int MAX_WAITING = 64 << 20;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private ByteBuffer in = ByteBuffer.allocate(16 * 1024).order(ByteOrder.LITTLE_ENDIAN);

    /** What the other side has not taken. Guarded by this, as the next. */
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

    private long waitingBytes;

    /** Registers the channel, which must be connected. */
    public Wire(SocketChannel channel, Selector selector, @Nullable Object attachment) throws IOException {
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        if (channel.getLocalAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        this.key = channel.register(selector, SelectionKey.OP_READ, attachment);
    }

    /** Begins a message; hand it to {@link #send}. */
    public static ByteSink begin(Message message) {
        return new ByteSink(64).putInt(0).putByte(message.code());
    }

    /** Sends what was begun, in the order of the calls. */
    public void send(ByteSink message) throws IOException {
        message.setInt(0, message.size() - 4);
        ByteBuffer bytes = ByteBuffer.wrap(message.array(), 0, message.size());
        try {
            write(bytes);
        } catch (CancelledKeyException e) {
            throw new IOException("the connection is closed", e);
        }
    }

    private synchronized void write(ByteBuffer bytes) throws IOException {
        if (waiting.isEmpty()) {
            int _ = channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            keep(bytes);
        }
    }

    private void keep(ByteBuffer bytes) throws IOException {
        waitingBytes += bytes.remaining();
        if (waitingBytes > MAX_WAITING) {
            throw new IOException(waitingBytes + " bytes wait for a process that does not read");
        }
        waiting.add(bytes);
        if (waiting.size() == 1) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            selector.wakeup();
        }
    }

    /** The other side can take more. */
    public synchronized void flush() throws IOException {
        for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
            waitingBytes -= channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            waiting.remove();
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    /**
     * Takes in what has come.
     *
     * @throws EOFException if the other side has ended
     */
    public void fill() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the connection has ended");
        }
    }

    /** The next message that has come whole, its number first; null if there is none. */
    public @Nullable ByteSource next() throws IOException {
        int available = in.position();
        if (available < 4) {
            return null;
        }
        int length = in.getInt(0);
        if (length < 1 || length > MAX_MESSAGE) {
            throw new IOException("malformed message: a length of " + length);
        }
        if (available - 4 < length) {
            reserve(4 + length);
            return null;
        }
        byte[] message = new byte[length];
        in.get(4, message);
        in.flip().position(4 + length);
        in.compact();
        return new ByteSource(message);
    }

    private void reserve(int bytes) {
        if (in.capacity() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(in.flip());
            in = larger;
        }
    }

    /** Any thread: nothing more is to be said. The thread of the selector finds the connection at its end, and closes it. */
    public void hangUp() {
        try {
            channel.shutdownInput();
            channel.shutdownOutput();
        } catch (IOException e) {
            selector.wakeup(); // it has ended already
        }
    }

    /** By the thread of the selector. Does nothing the second time. */
    @Override
    public void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // there is nothing left of it that could be lost
        }
        selector.wakeup();
    }
}
