package dev.cloister.internal.remote;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is said before both sides know each other: frames of two bytes of length (little-endian), the version line, a type, and
 * a body, at most 256 bytes in all. Nothing else is read, and all of it until one deadline.
 */
final class HandshakeFrames {
    static final byte[] VERSION = "cloister/1\n".getBytes(StandardCharsets.US_ASCII);

    static final int MAX_BYTES = 256;

    static final int HELLO = 1;
    static final int SERVER_PROOF = 2;
    static final int CLIENT_PROOF = 3;
    static final int WELCOME = 4;
    static final int REFUSAL = 5;

    private static final int HEADER = 2;

    private final Line line;
    private final String peer;

    /** Of {@link System#nanoTime}. */
    private final long deadline;

    HandshakeFrames(Line line, String peer, long deadline) {
        this.line = line;
        this.peer = peer;
        this.deadline = deadline;
    }

    /** The body of the next frame, which must be of this type. */
    byte[] receive(int type) throws IOException, InterruptedException {
        ByteBuffer header = read(HEADER);
        int length = (header.get(0) & 0xff) | (header.get(1) & 0xff) << 8;
        int first = VERSION.length + 1;
        if (length < first || length > MAX_BYTES - HEADER) {
            throw new IOException(peer + " is no partner: its first bytes say a length of " + length
                    + ", where a handshake has " + first + " to " + (MAX_BYTES - HEADER));
        }
        byte[] frame = read(length).array();
        if (!Arrays.equals(frame, 0, VERSION.length, VERSION, 0, VERSION.length)) {
            throw new HandshakeException(
                    Refusal.VERSION,
                    peer + " speaks another version of the protocol than "
                            + "cloister/1, or another protocol; there is no other version to fall back to");
        }
        int actual = frame[VERSION.length] & 0xff;
        byte[] body = Arrays.copyOfRange(frame, first, length);
        if (actual == REFUSAL) {
            throw refused(body);
        }
        if (actual != type) {
            throw new IOException(
                    peer + " is out of step: a handshake message of type " + actual + " where " + type + " was due");
        }
        return body;
    }

    private IOException refused(byte[] body) {
        Refusal refusal = body.length == 1 ? Refusal.of(body[0]) : null;
        String why = refusal == null ? "it does not say why" : refusal.text();
        return new RefusedException(refusal, peer + " refused the handshake: " + why);
    }

    private ByteBuffer read(int length) throws IOException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            int count = line.read(bytes);
            if (count < 0) {
                throw new EOFException(peer + " ended the connection in the middle of the handshake");
            }
            if (count == 0 && !line.awaitReadable(deadline)) {
                throw late();
            }
        }
        return bytes;
    }

    /** Sends a frame. */
    void send(int type, byte[] body) throws IOException, InterruptedException {
        ByteBuffer frame = frame(type, body);
        while (!line.write(frame)) {
            if (!line.awaitWritable(deadline)) {
                throw late();
            }
        }
    }

    /** Tells the other side why, if there is room for that. */
    static void refuse(Line line, Refusal why) {
        try {
            boolean _ = line.write(frame(REFUSAL, new byte[] {(byte) why.code()}));
        } catch (IOException e) {
            // it is gone
        }
    }

    private static ByteBuffer frame(int type, byte[] body) {
        int length = VERSION.length + 1 + body.length;
        ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
        frame.put((byte) length).put((byte) (length >> 8));
        frame.put(VERSION).put((byte) type).put(body);
        return frame.flip();
    }

    private IOException late() {
        return new SocketTimeoutException(
                "the handshake with " + peer + " was not over in time (RemoteOptions.withHandshakeTimeout)");
    }
}
