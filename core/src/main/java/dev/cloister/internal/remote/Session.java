package dev.cloister.internal.remote;

import dev.cloister.internal.codec.MessageCodec;
import dev.cloister.internal.member.Awaitable;
import dev.cloister.internal.member.ClosedHere;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.remote.RemoteConnection;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A connection whose two sides know each other. */
final class Session implements RemoteConnection, Awaitable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Line line;
    private final String peerText;
    private final ObjectInputFilter filter;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final Cleaner.Cleanable cleanable;

    /** Who has it reads from the line. */
    private final ReentrantLock reading = new ReentrantLock();

    /** In bytes. */
    private volatile int maxMessageBytes;

    private volatile boolean closed;

    /**
     * Begins to speak.
     *
     * @param peerText what the other side is called in errors
     */
    Session(Line line, String peerText, SecretKey sends, SecretKey receives, SessionLimits limits) throws IOException {
        this.line = line;
        this.peerText = peerText;
        this.filter = limits.filter();
        this.maxMessageBytes = limits.maxMessageBytes();
        this.reader = new MessageReader(line, receives, peerText);
        this.writer = new MessageWriter(line, sends);
        this.cleanable = CLEANER.register(this, new Release(line));
    }

    /** Gives the socket back when its connection is closed or unreachable. Must not refer to the connection. */
    private record Release(Line line) implements Runnable {
        @Override
        public void run() {
            line.close();
        }
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    @Override
    public void setMaxMessageBytes(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxMessageBytes must be 0 or more: " + bytes);
        }
        maxMessageBytes = bytes;
    }

    @Override
    public @Nullable SocketAddress peer() {
        return line.peer();
    }

    @Override
    public @Nullable SocketAddress local() {
        return line.local();
    }

    @Override
    public void send(@Nullable Object object) throws IOException, InterruptedException {
        requireOpen();
        ByteSink message = MessageCodec.encode(object);
        put(Records.OBJECT, message.array(), 0, message.size());
    }

    @Override
    public void sendBytes(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        requireOpen();
        int _ = Objects.checkFromIndexSize(offset, length, bytes.length);
        put(Records.BYTES, bytes, offset, length);
    }

    private void put(int kind, byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        try {
            writer.put(this, kind, bytes, offset, length);
        } catch (IOException e) {
            requireOpen();
            throw new IOException(
                    "broken pipe: " + this + " cannot send, because the other side is gone (" + e.getMessage() + ")",
                    e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public @Nullable Object receive() throws IOException, InterruptedException {
        MessageReader.Message message = next();
        byte[] bytes = Objects.requireNonNull(message.bytes());
        return message.kind() == Records.BYTES ? bytes : MessageCodec.decode(bytes, filter);
    }

    @Override
    public byte[] receiveBytes() throws IOException, InterruptedException {
        MessageReader.Message message = next();
        byte[] bytes = Objects.requireNonNull(message.bytes());
        if (message.kind() == Records.BYTES) {
            return bytes;
        }
        if (MessageCodec.isByteArray(bytes) && MessageCodec.decode(bytes, filter) instanceof byte[] sent) {
            return sent;
        }
        throw new IOException("the message is an object and not bytes: receive it with receive()");
    }

    private MessageReader.Message next() throws IOException, InterruptedException {
        requireOpen();
        reading.lockInterruptibly();
        try {
            boolean _ = awaitMessage(Watch.NO_DEADLINE);
            return reader.take(maxMessageBytes);
        } finally {
            reading.unlock();
            Reference.reachabilityFence(this);
        }
    }

    /** Whether there is a message or the end; not so if the time is up. */
    private boolean awaitMessage(long deadline) throws IOException, InterruptedException {
        while (true) {
            requireOpen();
            try {
                if (reader.fill(maxMessageBytes)) {
                    requireOpen();
                    return true;
                }
            } catch (ClosedChannelException e) {
                throw closedHere();
            }
            if ((deadline != Watch.NO_DEADLINE && deadline - System.nanoTime() <= 0) || !line.awaitReadable(deadline)) {
                return false;
            }
        }
    }

    @Override
    public boolean poll(Duration timeout) throws IOException, InterruptedException {
        requireOpen();
        long nanos = Watch.nanos(timeout);
        long deadline = System.nanoTime() + nanos;
        if (!reading.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            if (!awaitMessage(deadline)) {
                return false;
            }
            reader.requireMessage();
            return true;
        } finally {
            reading.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean isReady() {
        if (closed) {
            return true;
        }
        if (!reading.tryLock()) {
            return false; // another thread takes what comes
        }
        try {
            return reader.fill(maxMessageBytes);
        } catch (ClosedChannelException e) {
            return true;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void whenReady(Runnable action) {
        line.whenReadable(action);
    }

    @Override
    public void forget(Runnable action) {
        line.forget(action);
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw closedHere();
        }
    }

    private ClosedChannelException closedHere() {
        return new ClosedHere(this + " is closed in this process");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            writer.end();
            cleanable.clean();
        }
    }

    @Override
    public String toString() {
        return "the connection to " + peerText;
    }
}
