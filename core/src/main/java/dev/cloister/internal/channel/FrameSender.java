package dev.cloister.internal.channel;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a stream, several with one system call; once a ring is attached, to the ring. Thread-safe; blocks
 * while the other side does not read.
 */
public final class FrameSender {
    private static final int BUFFER_BYTES = 64 * 1024;
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    /** Appended and not written. Guarded by lock. */
    private final ByteSink buffer = new ByteSink(BUFFER_BYTES);

    /** Where frames go instead. Guarded by lock. */
    private @Nullable ReplyRing ring;

    /** Whether the ring has frames for which the reader is to be woken. Guarded by lock. */
    private boolean urgent;

    public FrameSender(OutputStream out) {
        this.out = out;
    }

    /** Sends RING_ATTACHED, and everything after it through the ring. */
    public void attach(ReplyRing attached) throws IOException {
        lock.lock();
        try {
            send(FrameType.RING_ATTACHED, 0, Frame.NO_BODY);
            ring = attached;
        } finally {
            lock.unlock();
        }
    }

    /** Appends a frame; writes when much has gathered. */
    public void append(FrameType type, long id, byte[] body) throws IOException {
        lock.lock();
        try {
            ReplyRing attached = ring;
            if (attached == null) {
                appendToBuffer(type, id, body);
            } else if (attached.fits(body.length)) {
                appendToRing(attached, type, id, body);
            } else {
                appendToRing(attached, FrameType.NEXT_IN_PIPE, 0, Frame.NO_BODY);
                publish(attached);
                appendToBuffer(type, id, body);
                writeBuffer();
            }
        } finally {
            lock.unlock();
        }
    }

    private void appendToRing(ReplyRing attached, FrameType type, long id, byte[] body) throws IOException {
        while (!attached.hasRoom(body.length)) {
            publish(attached);
            ReplyRing.awaitRoom();
        }
        attached.write(type, id, body);
        urgent = true;
    }

    private void publish(ReplyRing attached) throws IOException {
        urgent = false;
        if (attached.publish()) {
            appendToBuffer(FrameType.DOORBELL, 0, Frame.NO_BODY);
            writeBuffer();
        }
    }

    private void appendToBuffer(FrameType type, long id, byte[] body) throws IOException {
        if (buffer.size() + FrameLayout.HEADER_BYTES + body.length > BUFFER_BYTES) {
            writeBuffer();
        }
        int at = buffer.reserve(FrameLayout.HEADER_BYTES); // may replace the array
        FrameLayout.write(buffer.array(), at, type, id, body.length);
        if (body.length < BUFFER_BYTES - FrameLayout.HEADER_BYTES) {
            buffer.putBytes(body, 0, body.length);
        } else {
            writeBuffer();
            out.write(body);
        }
    }

    /** Writes what was appended. */
    public void flush() throws IOException {
        lock.lock();
        try {
            writeOut();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a frame so that it is there also if this process dies the next moment; whoever reads need not be woken for it
     * as long as there is room for many more.
     */
    public void stream(FrameType type, long id, byte[] body, int length) throws IOException {
        lock.lock();
        try {
            ReplyRing attached = ring;
            if (attached == null || !attached.fits(length)) {
                append(type, id, Arrays.copyOf(body, length));
                writeOut();
                return;
            }
            if (!attached.hasRoomForMany()) {
                publish(attached);
            }
            while (!attached.hasRoom(length)) {
                publish(attached);
                ReplyRing.awaitRoom();
            }
            attached.write(type, id, body, length);
            attached.publishQuietly();
            urgent = true;
        } finally {
            lock.unlock();
        }
    }

    /** Appends a frame and writes. */
    public void send(FrameType type, long id, byte[] body) throws IOException {
        lock.lock();
        try {
            append(type, id, body);
            writeOut();
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #send}, but this frame alone need not wake the reader: it is there for who reads on, or reads what a dead
     * process left.
     */
    public void note(FrameType type, long id) throws IOException {
        lock.lock();
        try {
            ReplyRing attached = ring;
            boolean wake = urgent;
            append(type, id, Frame.NO_BODY);
            if (attached == null || wake) {
                writeOut();
            } else {
                attached.publishQuietly();
                urgent = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #send}, unless the stream stays busy for that long: then nothing is sent. */
    public void trySend(FrameType type, byte[] body, long timeoutMillis) throws IOException, InterruptedException {
        if (lock.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
            try {
                send(type, 0, body);
            } finally {
                lock.unlock();
            }
        }
    }

    private void writeOut() throws IOException {
        ReplyRing attached = ring;
        if (attached == null) {
            writeBuffer();
        } else {
            publish(attached);
        }
    }

    private void writeBuffer() throws IOException {
        if (buffer.size() > 0) {
            out.write(buffer.array(), 0, buffer.size());
            buffer.clear();
        }
    }
}
