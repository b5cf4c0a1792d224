package dev.cloister.internal.remote;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKey;

/** Sends messages, one after the other. */
final class MessageWriter {
    private static final int FIRST_BUFFER = 512;

    private final Line line;
    private final Records records;

    /** Who has it writes. No lock: a message may be finished by another thread than the one that began it. */
    private final Semaphore turn = new Semaphore(1);

    /** The record that is being written. Whoever has the turn. */
    private ByteBuffer out = Records.buffer(FIRST_BUFFER).limit(0);

    MessageWriter(Line line, SecretKey key) throws IOException {
        this.line = line;
        this.records = new Records(key);
    }

    /**
     * Sends a message. An interrupt ends the wait before its first byte is out; after that it is finished by
     * another thread, so that this one goes on, and counts as sent.
     *
     * @param connection stays reachable until the message is out, and with it the line open
     */
    void put(Object connection, int kind, byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        turn.acquire();
        boolean keepTurn = false;
        try {
            int first = Math.min(length, Records.PIECE);
            seal(kind, length, bytes, offset, first);
            try {
                flush();
            } catch (InterruptedException e) {
                if (out.position() == 0) {
                    records.takeBack();
                    out.limit(0);
                    throw e;
                }
                keepTurn = finishElsewhere(connection, bytes, offset + first, length - first);
                return;
            }
            keepTurn = putRest(connection, bytes, offset + first, length - first);
        } finally {
            if (!keepTurn) {
                turn.release();
            }
        }
    }

    /** Whether another thread does it. */
    private boolean putRest(Object connection, byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int piece = Math.min(length - done, Records.PIECE);
            seal(Records.MORE, 0, bytes, offset + done, piece);
            done += piece;
            try {
                flush();
            } catch (InterruptedException e) {
                return finishElsewhere(connection, bytes, offset + done, length - done);
            }
        }
        return false;
    }

    /** The caller was interrupted in the middle of a message: somebody else has to wait for the other side. */
    private boolean finishElsewhere(Object connection, byte[] bytes, int offset, int length) {
        byte[] rest = Arrays.copyOfRange(bytes, offset, offset + length);
        Thread _ = Thread.ofVirtual().name("cloister-remote-rest").start(() -> {
            boolean keepTurn = false;
            try {
                flush();
                keepTurn = putRest(connection, rest, 0, rest.length);
            } catch (IOException | InterruptedException e) { // the connection is of no use any more: later calls say so
                line.close();
            } finally {
                if (!keepTurn) {
                    turn.release();
                }
                Reference.reachabilityFence(connection);
            }
        });
        Thread.currentThread().interrupt();
        return true;
    }

    private void seal(int type, int total, byte[] bytes, int offset, int length) {
        int head = type == Records.MORE || type == Records.END ? 1 : Records.HEAD;
        int needed = Records.LENGTH + head + length + Records.TAG;
        if (out.capacity() < needed) {
            out = Records.buffer(Math.max(needed, Math.min(2 * out.capacity(), Records.MAX_PAYLOAD + 64)));
        }
        out.clear();
        out.putInt(head + length).put((byte) type);
        if (head == Records.HEAD) {
            out.putInt(total);
        }
        out.put(bytes, offset, length);
        out.put(records.tag(out, 0, out.position()));
        out.flip();
    }

    private void flush() throws IOException, InterruptedException {
        while (!line.write(out)) {
            boolean _ = line.awaitWritable(Watch.NO_DEADLINE);
        }
    }

    /** Says that nothing more will come, if that can be said at once. */
    void end() {
        if (turn.tryAcquire()) {
            try {
                if (!out.hasRemaining()) {
                    seal(Records.END, 0, new byte[0], 0, 0);
                    boolean _ = line.write(out);
                }
            } catch (IOException e) {
                // the other side was faster
            } finally {
                turn.release();
            }
        }
    }
}
