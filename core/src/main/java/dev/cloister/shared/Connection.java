package dev.cloister.shared;

import dev.cloister.CodecException;
import dev.cloister.internal.member.AnyWait;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.PipeLayout;
import dev.cloister.internal.memory.Waits;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}: sends and receives messages, which are objects or bytes. {@code Connection} of Python's {@code
 * multiprocessing}.
 *
 * <p><b>Messages</b> keep their boundaries and their order; objects and bytes can be mixed, and 0 bytes are a message. A
 * message is received whole or not at all: a sender that dies in the middle has sent nothing, so there is no error for half a
 * message. {@link #send} returns when the message is in the pipe; from then on the sender may end. A message is received
 * once, also if many threads or processes have this end.
 *
 * <p><b>Objects</b> travel as arguments of tasks do: by value, by Java serialization where they are not plain. What cannot
 * travel is a {@link CodecException} at {@link #send}, and nothing is sent. That is so for sockets, files and channels: Java
 * cannot pass their descriptors to another process; send what is needed to open them there. Connections themselves, and all
 * objects of this package, can be sent.
 *
 * <p><b>The end.</b> An end of a pipe is gone when every connection to it is closed, unreachable, or its process dead. Then
 * the other end receives what was sent before, and after that gets an {@link EOFException}, within a second of a death; what it
 * sends is refused with an {@link IOException} (broken pipe). A connection that was sent somewhere and has not arrived yet
 * counts for 10 seconds after the last other one to its end was closed: keep a copy open for a task that may have to wait
 * longer for its worker. Close a copy of the end that you gave away, and let the task close its own: else the other end
 * waits for it.
 *
 * <p><b>Closing</b> a connection is local: it never ends the pipe for others. After it, everything throws a {@link
 * ClosedChannelException}, also what waits at that time on another thread. Safe for use by many threads, platform and virtual;
 * their messages do not mix. All that waits ends with an {@link InterruptedException} when its thread is interrupted; nothing
 * was sent or taken then.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(1); var pipe = dev.cloister.shared.Pipe.oneWay()) {
 *     dev.cloister.shared.Connection writer = pipe.writer();
 *     pool.submit(() -> {
 *         try (writer) {
 *             for (int i = 0; i < 3; i++) {
 *                 writer.send(i);
 *             }
 *             return 3;
 *         }
 *     });
 *     writer.close();
 *     try {
 *         while (true) {
 *             System.out.println(pipe.reader().receive());
 *         }
 *     } catch (java.io.EOFException e) {
 *         System.out.println("that was all");
 *     }
 * }
 * }
 */
public final class Connection extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** What a new connection receives at most, in bytes. */
    private static final int MAX_MESSAGE_BYTES = 1 << 30;

    private final transient int end;
    private final transient @Nullable PipeReader reader;
    private final transient @Nullable PipeWriter writer;

    /** In bytes. */
    private transient volatile int maxMessageBytes = MAX_MESSAGE_BYTES;

    Connection(Attachment attachment, int end) {
        super(attachment);
        this.end = end;
        Waits waits = new HandleWaits();
        PipeAreas areas = new PipeAreas(attachment);
        this.reader = PipeLayout.isRead(attachment.memory(), end)
                ? new PipeReader(PipeLayout.ring(attachment.memory(), end, waits, areas))
                : null;
        this.writer = PipeLayout.isRead(attachment.memory(), 1 - end)
                ? new PipeWriter(PipeLayout.ring(attachment.memory(), 1 - end, waits, areas))
                : null;
    }

    /** Whether it receives. */
    public boolean isReadable() {
        return reader != null;
    }

    /** Whether it sends. */
    public boolean isWritable() {
        return writer != null;
    }

    /** The most bytes that a message may have that is received here; 1 GiB unless set. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * Sets how long a message may be that is received with this handle. Longer ones are thrown away, before any memory is
     * taken for them, with a {@link MessageTooLargeException} that says how long they are. For objects, it is the length of
     * their bytes.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void setMaxMessageBytes(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxMessageBytes must be 0 or more: " + bytes);
        }
        maxMessageBytes = bytes;
    }

    /**
     * Sends an object. Waits while the pipe is full.
     *
     * @throws CodecException if the object cannot travel; nothing was sent
     * @throws ClosedChannelException if this connection is closed, also while waiting
     * @throws IOException if the other end is gone (broken pipe)
     * @throws IllegalStateException if this is the reading end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was sent
     */
    public void send(@Nullable Object object) throws IOException, InterruptedException {
        PipeWriter to = writing();
        PipeMessage message = PipeMessage.ofObject(object);
        put(to, message.bytes(), 0, message.length(), PipeMessage.OBJECT);
    }

    /** Sends all bytes of an array as one message; see {@link #sendBytes(byte[], int, int)}. */
    public void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(bytes, 0, bytes.length);
    }

    /**
     * Sends some bytes as one message. Waits while the pipe is full.
     *
     * @param offset of the first byte
     * @param length how many; 0 is a message too
     * @throws IndexOutOfBoundsException if these are not within the array; nothing was sent
     * @throws ClosedChannelException if this connection is closed, also while waiting
     * @throws IOException if the other end is gone (broken pipe)
     * @throws IllegalStateException if this is the reading end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was sent
     */
    public void sendBytes(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        PipeWriter to = writing();
        int _ = Objects.checkFromIndexSize(offset, length, bytes.length);
        put(to, bytes, offset, length, PipeMessage.BYTES);
    }

    /**
     * Sends the bytes of a buffer from its position to its limit as one message. The position is the limit afterwards, or
     * unchanged if nothing was sent. Else as {@link #sendBytes(byte[], int, int)}.
     */
    public void sendBytes(ByteBuffer buffer) throws IOException, InterruptedException {
        PipeWriter to = writing();
        int length = buffer.remaining();
        if (buffer.hasArray()) {
            put(to, buffer.array(), buffer.arrayOffset() + buffer.position(), length, PipeMessage.BYTES);
        } else {
            byte[] copy = new byte[length];
            buffer.get(buffer.position(), copy);
            put(to, copy, 0, length, PipeMessage.BYTES);
        }
        buffer.position(buffer.limit());
    }

    private void put(PipeWriter to, byte[] bytes, int offset, int length, int kind)
            throws IOException, InterruptedException {
        try {
            if (!to.put(usable().token(), bytes, offset, length, kind)) {
                Attachment _ = usable();
                throw new IOException(
                        "broken pipe: " + this + " cannot send, because the other end is gone: all that had it"
                                + " have closed it or are dead");
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            throw closedMeanwhile(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** What ended an operation, if that was not the end of this connection, its memory included. */
    private RuntimeException closedMeanwhile(RuntimeException thrown) throws IOException {
        if (thrown instanceof UncheckedIOException io) {
            throw io.getCause();
        }
        Attachment _ = usable();
        return thrown;
    }

    /**
     * Receives the next message, and waits for it: an object, or a {@code byte[]} if bytes were sent.
     *
     * @throws EOFException if the other end is gone, and all that it sent has been received
     * @throws CodecException if the object cannot be rebuilt here; it is lost, the next message is intact
     * @throws MessageTooLargeException if the message is longer than {@link #maxMessageBytes()}
     * @throws ClosedChannelException if this connection is closed, also while waiting
     * @throws IllegalStateException if this is the writing end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was taken
     */
    public @Nullable Object receive() throws IOException, InterruptedException {
        return take().value();
    }

    /**
     * Receives the next message, which must be bytes, and waits for it.
     *
     * @throws EOFException if the other end is gone, and all that it sent has been received
     * @throws IOException if the message is an object and no {@code byte[]}: it is lost, the next message is intact
     * @throws MessageTooLargeException if the message is longer than {@link #maxMessageBytes()}
     * @throws ClosedChannelException if this connection is closed, also while waiting
     * @throws IllegalStateException if this is the writing end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was taken
     */
    public byte[] receiveBytes() throws IOException, InterruptedException {
        PipeMessage message = take();
        if (message.value() instanceof byte[] bytes) {
            return bytes;
        }
        throw new IOException("the message is an object and not bytes: receive it with receive()");
    }

    /**
     * Receives the next message, which must be bytes, into an array, from its beginning. Else as {@link #receiveBytes()}.
     *
     * @return how many bytes the message has
     * @throws BufferTooShortException if the message is longer than the array; it has the message
     */
    public int receiveBytes(byte[] into) throws IOException, InterruptedException {
        return receiveBytes(ByteBuffer.wrap(into));
    }

    /**
     * Receives the next message, which must be bytes, into a buffer, from its position on, which is after the message then.
     * Else as {@link #receiveBytes()}.
     *
     * @return how many bytes the message has
     * @throws BufferTooShortException if the message is longer than what remains of the buffer; it has the message
     * @throws java.nio.ReadOnlyBufferException if the buffer cannot be written; nothing was taken
     */
    public int receiveBytes(ByteBuffer into) throws IOException, InterruptedException {
        if (into.isReadOnly()) {
            throw new java.nio.ReadOnlyBufferException();
        }
        byte[] message = receiveBytes();
        if (message.length > into.remaining()) {
            throw new BufferTooShortException(message, into.remaining());
        }
        into.put(message);
        return message.length;
    }

    private PipeMessage take() throws IOException, InterruptedException {
        PipeReader from = reading();
        try {
            PipeMessage message = from.take(usable().token(), maxMessageBytes);
            if (message == null) {
                throw end();
            }
            return message;
        } catch (UncheckedIOException | IllegalStateException e) {
            throw closedMeanwhile(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private EOFException end() throws ClosedChannelException {
        Attachment _ = usable();
        return new EOFException("the other end of " + this + " is gone: all that had it have closed it or are dead; all"
                + " that was sent has been received");
    }

    /**
     * Waits until a message can be received. Takes nothing. With several receivers another may take it first.
     *
     * @param timeout how long; zero or less to look only
     * @return whether one whole message is there
     * @throws EOFException if the other end is gone, and all that it sent has been received
     * @throws ClosedChannelException if this connection is closed, also while waiting
     * @throws IllegalStateException if this is the writing end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    public boolean poll(Duration timeout) throws IOException, InterruptedException {
        PipeReader from = reading();
        Attachment _ = usable();
        try {
            return switch (from.ring.awaitItem(Deadlines.after(timeout))) {
                case DONE -> true;
                case CLOSED -> throw end();
                default -> false;
            };
        } catch (UncheckedIOException | IllegalStateException e) {
            throw closedMeanwhile(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Closes this connection. Others to the same end, here or in other processes, stay open; when this was the last, the
     * other end gets to know. What waits here throws. Never waits; does nothing the second time.
     */
    @Override
    public void close() {
        super.close();
        attachment().member().lookAgain(attachment());
    }

    @Override
    boolean endsWithCreator() {
        return false;
    }

    @Override
    WaitSource waitSource() {
        return new RingSource(this, reading().ring);
    }

    private PipeReader reading() {
        PipeReader known = reader;
        if (known == null) {
            throw new IllegalStateException(this + " is the writing end of a one-way pipe: it cannot receive");
        }
        return known;
    }

    private PipeWriter writing() {
        PipeWriter known = writer;
        if (known == null) {
            throw new IllegalStateException(this + " is the reading end of a one-way pipe: it cannot send");
        }
        return known;
    }

    private Attachment usable() throws ClosedChannelException {
        if (isClosed()) {
            throw new ClosedHere(this + " is closed in this process");
        }
        return attachment();
    }

    @Override
    public String toString() {
        String direction = reader == null ? "writing" : writer == null ? "reading" : end == 0 ? "first" : "second";
        return "the " + direction + " end of " + attachment();
    }

    /** As its parent, with words. */
    private static final class ClosedHere extends ClosedChannelException {
        @Serial
        private static final long serialVersionUID = 1;

        private final String text;

        ClosedHere(String text) {
            this.text = text;
        }

        @Override
        public String getMessage() {
            return text;
        }
    }

    /** The waits of this handle: they end when it is closed. */
    private final class HandleWaits implements Waits {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline)
                throws InterruptedException {
            Attachment pipe = attachment();
            boolean woken;
            try (AnyWait wait = AnyWait.taking()) {
                wait.at(pipe, word, waiters, expected, how, deadline != Long.MAX_VALUE);
                woken = isClosed() || wait.await(how.interruptible(), deadline); // looked at after others can see it
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (isClosed()) {
                pipe.wake(word, 1); // another may wait for what this one was woken for
                throw new UncheckedIOException(
                        new ClosedHere(Connection.this + " was closed while a thread waited at it"));
            }
            return woken;
        }

        @Override
        public void wake(long word, int count) {
            attachment().wake(word, count);
        }
    }

    @Override
    int form() {
        return Travelling.CONNECTION;
    }

    @Override
    @Nullable
    Object[] details() {
        return new @Nullable Object[] {end};
    }
}
