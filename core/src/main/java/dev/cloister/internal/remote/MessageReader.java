package dev.cloister.internal.remote;

import dev.cloister.remote.AuthenticationException;
import dev.cloister.shared.MessageTooLargeException;
import dev.cloister.shared.TruncatedMessageException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Receives messages. For one thread at a time. Nothing of a record is looked at until its MAC has been found right. */
final class MessageReader {
    private static final int FIRST_BUFFER = 4096;

    /** What is taken at once for a message that is said to be longer. */
    private static final int FIRST_BODY = 1 << 20;

    /** Somebody who sends without end must not keep those that only look. */
    private static final int READS_AT_ONCE = 64;

    private final Line line;
    private final Records records;
    private final String peer;

    /** What has arrived: from its position to its limit. */
    private ByteBuffer in = Records.buffer(FIRST_BUFFER).limit(0);

    /** The message that is arriving: its bytes so far; null if there is none, or it is thrown away. */
    private byte @Nullable [] body;

    private int kind;

    /** How many bytes it has, and how many of them have arrived. */
    private int total;

    private int arrived;

    /** A message, or the size of one that was refused, that nobody has taken yet. */
    private @Nullable Message ready;

    /** Why no more will come; null while some may. */
    private @Nullable IOException end;

    /**
     * A message.
     *
     * @param kind of {@link Records}
     * @param bytes null if it was too long
     * @param length in bytes
     */
    record Message(int kind, byte @Nullable [] bytes, int length) {}

    MessageReader(Line line, SecretKey key, String peer) throws IOException {
        this.line = line;
        this.records = new Records(key);
        this.peer = peer;
    }

    /** Whether there is something to take: a message or the end. Never waits. */
    boolean fill(int maxMessageBytes) throws ClosedChannelException {
        for (int reads = 0; ready == null && end == null; reads++) {
            try {
                if (nextRecord(maxMessageBytes)) {
                    continue;
                }
                int count = reads < READS_AT_ONCE ? read() : 0;
                if (count == 0) {
                    return false;
                }
                if (count < 0) {
                    end = isBetweenMessages() ? gone(null) : truncated(null);
                }
            } catch (ClosedChannelException e) {
                throw e;
            } catch (AuthenticationException e) {
                end = e;
                line.close();
            } catch (IOException e) { // reset by the other side
                end = isBetweenMessages() ? gone(e) : truncated(e);
            }
        }
        return true;
    }

    private boolean isBetweenMessages() {
        return arrived == total && !in.hasRemaining();
    }

    private int read() throws IOException {
        in.compact();
        try {
            return line.read(in);
        } finally {
            in.flip();
        }
    }

    /** Whether there was a whole record, or there is nothing to read for. */
    private boolean nextRecord(int maxMessageBytes) throws IOException {
        if (in.remaining() < Records.LENGTH) {
            return false;
        }
        int length = in.getInt(in.position());
        if (length < 1 || length > Records.MAX_PAYLOAD) {
            throw forged("a record of " + Integer.toUnsignedString(length) + " bytes, where 1 to " + Records.MAX_PAYLOAD
                    + " are possible");
        }
        int whole = Records.LENGTH + length + Records.TAG;
        if (in.remaining() < whole) {
            ensureRoom(whole);
            return false;
        }
        int at = in.position();
        byte[] tag = records.tag(in, at, at + whole - Records.TAG);
        byte[] shown = new byte[Records.TAG];
        in.get(at + whole - Records.TAG, shown);
        if (!MessageDigest.isEqual(tag, shown)) {
            throw forged("the MAC of a record is wrong");
        }
        in.position(at + whole);
        accept(in.slice(at + Records.LENGTH, length).order(ByteOrder.LITTLE_ENDIAN), maxMessageBytes);
        return true;
    }

    private void ensureRoom(int whole) {
        if (in.capacity() < whole) {
            ByteBuffer larger = Records.buffer(Math.max(whole, Math.min(4 * in.capacity(), Records.PIECE + 128)));
            in = larger.put(in).flip();
        }
    }

    private void accept(ByteBuffer payload, int maxMessageBytes) throws IOException {
        int type = payload.get();
        switch (type) {
            case Records.OBJECT, Records.BYTES -> {
                if (arrived != total || payload.remaining() < Records.HEAD - 1) {
                    throw forged("a message begins within another");
                }
                begin(type, payload.getInt(), maxMessageBytes);
                append(payload);
            }
            case Records.MORE -> append(payload);
            case Records.END ->
                end = arrived == total
                        ? new EOFException(peer + " has closed the connection; all that it sent has been received")
                        : truncated(null);
            default -> throw forged("a record of type " + type);
        }
    }

    private void begin(int type, int bytes, int maxMessageBytes) throws IOException {
        if (bytes < 0) {
            throw forged("a message of " + Integer.toUnsignedString(bytes) + " bytes");
        }
        kind = type;
        total = bytes;
        arrived = 0;
        if (bytes > maxMessageBytes) {
            body = null;
            ready = new Message(type, null, bytes);
        } else {
            body = new byte[Math.min(bytes, FIRST_BODY)];
        }
    }

    private void append(ByteBuffer piece) throws IOException {
        int length = piece.remaining();
        if (length > total - arrived) {
            throw forged("more of a message than it was to have");
        }
        byte[] into = body;
        if (into != null) {
            if (into.length - arrived < length) { // only as much as has come, however long it is said to be
                into = Arrays.copyOf(into, (int) Math.min(total, Math.max(2L * into.length, (long) arrived + length)));
                body = into;
            }
            piece.get(into, arrived, length);
        }
        arrived += length;
        if (arrived == total && into != null) {
            ready = new Message(kind, into, total);
            body = null;
        }
    }

    /** What {@link #fill} has found. */
    Message take(int maxMessageBytes) throws IOException {
        Message message = ready;
        if (message == null) {
            throw again(Objects.requireNonNull(end));
        }
        ready = null;
        if (message.bytes() == null || message.length() > maxMessageBytes) {
            throw new MessageTooLargeException(message.length(), maxMessageBytes);
        }
        return message;
    }

    /** Throws if {@link #fill} has found the end. */
    void requireMessage() throws IOException {
        if (ready == null && end != null) {
            throw again(end);
        }
    }

    /** Each call gets an exception with its own stack. */
    private static IOException again(IOException end) {
        String text = String.valueOf(end.getMessage());
        IOException fresh = switch (end) {
            case EOFException _ -> new EOFException(text);
            case TruncatedMessageException _ -> new TruncatedMessageException(text);
            default -> new AuthenticationException(text);
        };
        fresh.initCause(end.getCause());
        return fresh;
    }

    private EOFException gone(@Nullable IOException cause) {
        EOFException gone =
                new EOFException(peer + " is gone without having closed the connection: it died, or the line"
                        + " was cut; all that has arrived was received"
                        + (cause == null ? "" : " (" + cause.getMessage() + ")"));
        gone.initCause(cause);
        return gone;
    }

    private TruncatedMessageException truncated(@Nullable IOException cause) {
        String had = total == arrived ? "a record" : arrived + " of " + total + " bytes had arrived";
        TruncatedMessageException truncated =
                new TruncatedMessageException(peer + " is gone in the middle of a message: " + had);
        truncated.initCause(cause);
        return truncated;
    }

    private AuthenticationException forged(String evidence) {
        return new AuthenticationException("the connection to " + peer
                + " was ended, because what arrived is not what it" + " sent, or it breaks the protocol: " + evidence);
    }
}
