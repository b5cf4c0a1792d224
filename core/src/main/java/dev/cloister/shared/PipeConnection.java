package dev.cloister.shared;

import dev.cloister.internal.member.AnyWait;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ClosedHere;
import dev.cloister.internal.memory.PipeLayout;
import dev.cloister.internal.memory.Waits;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end of a {@link Pipe} in this process. */
final class PipeConnection extends SharedObject implements Connection {
    @Serial
    private static final long serialVersionUID = 1;

    /** What a new connection receives at most, in bytes. */
    private static final int MAX_MESSAGE_BYTES = 1 << 30;

    private final transient int end;
    private final transient @Nullable PipeReader reader;
    private final transient @Nullable PipeWriter writer;

    /** In bytes. */
    private transient volatile int maxMessageBytes = MAX_MESSAGE_BYTES;

    PipeConnection(Attachment attachment, int end) {
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

    @Override
    public boolean isReadable() {
        return reader != null;
    }

    @Override
    public boolean isWritable() {
        return writer != null;
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
    public void send(@Nullable Object object) throws IOException, InterruptedException {
        PipeWriter to = writing();
        PipeMessage message = PipeMessage.ofObject(object);
        put(to, message.bytes(), 0, message.length(), PipeMessage.OBJECT);
    }

    @Override
    public void sendBytes(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        PipeWriter to = writing();
        int _ = Objects.checkFromIndexSize(offset, length, bytes.length);
        put(to, bytes, offset, length, PipeMessage.BYTES);
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

    @Override
    public @Nullable Object receive() throws IOException, InterruptedException {
        return take().value();
    }

    @Override
    public byte[] receiveBytes() throws IOException, InterruptedException {
        PipeMessage message = take();
        if (message.value() instanceof byte[] bytes) {
            return bytes;
        }
        throw new IOException("the message is an object and not bytes: receive it with receive()");
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

    @Override
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
                        new ClosedHere(PipeConnection.this + " was closed while a thread waited at it"));
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
