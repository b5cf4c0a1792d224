package dev.cloister.shared;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to another process and receives messages from it, which are objects or bytes: one end of a {@link Pipe} in the
 * same tree of processes, or a {@link dev.cloister.remote.RemoteConnection} over a socket. {@code Connection} of Python's
 * {@code multiprocessing}. Not for users to implement.
 *
 * <p><b>Messages</b> keep their boundaries and their order; objects and bytes can be mixed, and 0 bytes are a message. A
 * message is received whole or not at all. {@link #send} returns when the message is in the pipe, or given to the system for the
 * socket; from then on the sender may end. A message is received once, also if many threads or processes have this end. A
 * sender that dies in the middle of a message has sent nothing to a pipe; the other side of a socket gets a {@link
 * TruncatedMessageException}.
 *
 * <p><b>Objects</b> travel as arguments of tasks do: by value, by Java serialization where they are not plain. What cannot
 * travel is a {@link dev.cloister.CodecException} at {@link #send}, and nothing is sent. That is so for sockets, files and
 * channels, remote connections included: Java cannot pass their descriptors to another process; send what is needed to open
 * them there. The ends of pipes, and all objects of this package, can be sent through pipes.
 *
 * <p><b>The end.</b> When the other side is gone, what it sent before is received, and after that comes an {@link
 * java.io.EOFException}. An end of a pipe is gone when every connection to it is closed, unreachable, or its process dead. Then
 * the other end gets to know within a second; what it
 * sends is refused with an {@link IOException} (broken pipe). A connection that was sent somewhere and has not arrived yet
 * counts for 10 seconds after the last other one to its end was closed: keep a copy open for a task that may have to wait
 * longer for its worker. Close a copy of the end that you gave away, and let the task close its own: else the other end
 * waits for it.
 *
 * <p><b>Closing</b> a connection is local: it never ends a pipe for others that have the same end. After it, everything throws a {@link
 * java.nio.channels.ClosedChannelException}, also what waits at that time on another thread. Safe for use by many threads, platform and virtual;
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
public interface Connection extends AutoCloseable {
    /** Whether it receives: not so for the writing end of a one-way pipe. */
    boolean isReadable();

    /** Whether it sends: not so for the reading end of a one-way pipe. */
    boolean isWritable();

    /** Whether it was closed here. */
    boolean isClosed();

    /** The most bytes that a message may have that is received here; 1 GiB unless set, here or in the options of a listener or client. */
    int maxMessageBytes();

    /**
     * Sets how long a message may be that is received with this handle. Longer ones are thrown away, before any memory is
     * taken for them, with a {@link MessageTooLargeException} that says how long they are. For objects, it is the length of
     * their bytes. What has begun to arrive at a socket counts by the old limit.
     *
     * @throws IllegalArgumentException if it is negative
     */
    void setMaxMessageBytes(int bytes);

    /**
     * Sends an object. Waits while the pipe, or the socket, is full.
     *
     * @throws dev.cloister.CodecException if the object cannot travel; nothing was sent
     * @throws java.nio.channels.ClosedChannelException if this connection is closed, also while waiting
     * @throws IOException if the other end is gone (broken pipe)
     * @throws IllegalStateException if this is the reading end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was sent
     */
    void send(@Nullable Object object) throws IOException, InterruptedException;

    /** Sends all bytes of an array as one message; see {@link #sendBytes(byte[], int, int)}. */
    default void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(bytes, 0, bytes.length);
    }

    /**
     * Sends some bytes as one message. Waits while the pipe, or the socket, is full.
     *
     * @param offset of the first byte
     * @param length how many; 0 is a message too
     * @throws IndexOutOfBoundsException if these are not within the array; nothing was sent
     * @throws java.nio.channels.ClosedChannelException if this connection is closed, also while waiting
     * @throws IOException if the other end is gone (broken pipe)
     * @throws IllegalStateException if this is the reading end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was sent
     */
    void sendBytes(byte[] bytes, int offset, int length) throws IOException, InterruptedException;

    /**
     * Sends the bytes of a buffer from its position to its limit as one message. The position is the limit afterwards, or
     * unchanged if nothing was sent. Else as {@link #sendBytes(byte[], int, int)}.
     */
    default void sendBytes(ByteBuffer buffer) throws IOException, InterruptedException {
        int length = buffer.remaining();
        if (buffer.hasArray()) {
            sendBytes(buffer.array(), buffer.arrayOffset() + buffer.position(), length);
        } else {
            byte[] copy = new byte[length];
            buffer.get(buffer.position(), copy);
            sendBytes(copy, 0, length);
        }
        buffer.position(buffer.limit());
    }

    /**
     * Receives the next message, and waits for it: an object, or a {@code byte[]} if bytes were sent.
     *
     * @throws EOFException if the other end is gone, and all that it sent has been received
     * @throws TruncatedMessageException if the other end is gone in the middle of a message; not for pipes
     * @throws dev.cloister.CodecException if the object cannot be rebuilt here; it is lost, the next message is intact
     * @throws MessageTooLargeException if the message is longer than {@link #maxMessageBytes()}
     * @throws java.nio.channels.ClosedChannelException if this connection is closed, also while waiting
     * @throws IllegalStateException if this is the writing end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was taken
     */
    @Nullable
    Object receive() throws IOException, InterruptedException;

    /**
     * Receives the next message, which must be bytes, and waits for it.
     *
     * @throws EOFException if the other end is gone, and all that it sent has been received
     * @throws TruncatedMessageException if the other end is gone in the middle of a message; not for pipes
     * @throws IOException if the message is an object and no {@code byte[]}: it is lost, the next message is intact
     * @throws MessageTooLargeException if the message is longer than {@link #maxMessageBytes()}
     * @throws java.nio.channels.ClosedChannelException if this connection is closed, also while waiting
     * @throws IllegalStateException if this is the writing end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was taken
     */
    byte[] receiveBytes() throws IOException, InterruptedException;

    /**
     * Receives the next message, which must be bytes, into an array, from its beginning. Else as {@link #receiveBytes()}.
     *
     * @return how many bytes the message has
     * @throws BufferTooShortException if the message is longer than the array; it has the message
     */
    default int receiveBytes(byte[] into) throws IOException, InterruptedException {
        return receiveBytes(ByteBuffer.wrap(into));
    }

    /**
     * Receives the next message, which must be bytes, into a buffer, from its position on, which is after the message then.
     * Else as {@link #receiveBytes()}.
     *
     * @return how many bytes the message has
     * @throws BufferTooShortException if the message is longer than what remains of the buffer; it has the message
     * @throws ReadOnlyBufferException if the buffer cannot be written; nothing was taken
     */
    default int receiveBytes(ByteBuffer into) throws IOException, InterruptedException {
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        byte[] message = receiveBytes();
        if (message.length > into.remaining()) {
            throw new BufferTooShortException(message, into.remaining());
        }
        into.put(message);
        return message.length;
    }

    /**
     * Waits until a message can be received. Takes nothing. With several receivers another may take it first.
     *
     * @param timeout how long; zero or less to look only
     * @return whether one whole message is there
     * @throws EOFException if the other end is gone, and all that it sent has been received
     * @throws TruncatedMessageException if the other end is gone in the middle of a message; not for pipes
     * @throws java.nio.channels.ClosedChannelException if this connection is closed, also while waiting
     * @throws IllegalStateException if this is the writing end of a one-way pipe
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    boolean poll(Duration timeout) throws IOException, InterruptedException;

    /**
     * Closes this connection. Others to the same end of a pipe, here or in other processes, stay open; when this was the last,
     * the other end gets to know. What waits here throws. Never waits; does nothing the second time.
     */
    @Override
    void close();
}
