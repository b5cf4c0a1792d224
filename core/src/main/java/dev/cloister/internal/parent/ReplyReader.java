package dev.cloister.internal.parent;

import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.ReplyRing;
import dev.cloister.internal.channel.SpinBudget;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a worker sends, in order: from its pipe, and from its ring once it has one. One thread waits for the
 * pipe; whoever holds the lock reads the ring.
 */
final class ReplyReader {
    /** So many frames are handed over together at most. */
    private static final int MAX_BATCH = 1024;

    /** After a batch of this size more is likely to come: the thread looks again instead of having itself woken. */
    private static final int BUSY_BATCH = 8;

    private static final long LOOK_AGAIN_NANOS = 50_000;

    /** Takes what came in. */
    interface Receiver {
        /** At least one frame. */
        void received(List<Frame> frames) throws IOException;
    }

    private final FrameReader pipe;
    private final Receiver receiver;
    private final ReentrantLock lock = new ReentrantLock();

    /** Set once, by the thread that waits for the pipe, under the lock. */
    private volatile @Nullable ReplyRing ring;

    /** Whether there ever was a ring, which is this object's to close. Set by the thread that waits for the pipe. */
    private volatile boolean hasRing;

    /** Whether the ring was given up. Guarded by lock. */
    private boolean ended;

    /** Guarded by lock. */
    private final SpinBudget spins = new SpinBudget();

    /** A frame that came through the pipe and whose place in the ring was not reached. Guarded by lock. */
    private @Nullable Frame fromPipe;

    ReplyReader(FrameReader pipe, Receiver receiver) {
        this.pipe = pipe;
        this.receiver = receiver;
    }

    /** From the pipe, until its end or a frame of type RING_ATTACHED. Returns true for the latter. */
    boolean readPipe() throws IOException {
        List<Frame> batch = new ArrayList<>();
        boolean attached = false;
        for (Frame frame; !attached && (frame = pipe.read()) != null; ) {
            attached = frame.type() == FrameType.RING_ATTACHED;
            if (!attached) {
                batch.add(frame);
            }
            if (!batch.isEmpty() && (attached || !pipe.hasFrame())) {
                receiver.received(batch);
                batch = new ArrayList<>();
            }
        }
        return attached;
    }

    /** From the ring, until the end of the pipe. */
    void readRing(ReplyRing attached) throws IOException {
        hasRing = true;
        ring = attached;
        while (true) {
            awaitSilence(attached);
            Frame frame = pipe.read();
            lock.lock();
            try {
                boolean _ = attached.awake();
                if (frame == null) {
                    int _ = drain(attached);
                    return;
                }
                if (frame.type() != FrameType.DOORBELL) {
                    fromPipe = frame;
                    int _ = drain(attached);
                    if (fromPipe != null) {
                        throw new IOException(frame + " came through the pipe without a mark in the ring");
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Returns when the ring is empty, or stops at a frame in the pipe, and the worker knows that it has to wake this thread. */
    private void awaitSilence(ReplyRing attached) throws IOException {
        while (true) {
            lock.lock();
            try {
                if (drain(attached) < BUSY_BATCH && attached.prepareToSleep()) {
                    return;
                }
                if (attached.atMarker()) {
                    return; // the frame in the pipe wakes
                }
            } finally {
                lock.unlock();
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Hands over what is in the ring. Returns how much that was. Under the lock. */
    private int drain(ReplyRing attached) throws IOException {
        int count = 0;
        List<Frame> batch;
        do {
            batch = new ArrayList<>();
            for (Frame frame; batch.size() < MAX_BATCH && (frame = attached.read(fromPipe != null)) != null; ) {
                if (frame.type() == FrameType.NEXT_IN_PIPE) {
                    frame = fromPipe;
                    fromPipe = null;
                }
                if (frame != null) {
                    batch.add(frame);
                }
            }
            attached.release();
            if (!batch.isEmpty()) {
                receiver.received(batch);
            }
            count += batch.size();
        } while (batch.size() == MAX_BATCH);
        return count;
    }

    /**
     * For a thread that waits for something this worker is about to send: reads the ring itself for some microseconds, or
     * until that has come, if this mostly pays; so no thread has to be woken for it.
     */
    void watch(BooleanSupplier hasCome) throws IOException {
        ReplyRing attached = ring;
        if (attached == null || !lock.tryLock()) { // a thread that reads already
            return;
        }
        try {
            if (!ended && spins.isWorthwhile()) {
                boolean slept = attached.awake();
                spins.count(spin(attached, hasCome));
                while (slept && !attached.atMarker() && !attached.prepareToSleep()) {
                    int _ = drain(attached);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean spin(ReplyRing attached, BooleanSupplier hasCome) throws IOException {
        long start = System.nanoTime();
        while (!hasCome.getAsBoolean()) {
            if (System.nanoTime() - start > SpinBudget.SPIN_NANOS) {
                return false;
            }
            if (attached.hasFrames()) {
                int _ = drain(attached);
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Whether this object has or had a ring, and closes it. */
    boolean hasRing() {
        return hasRing;
    }

    /** The worker has ended: hands over what it left in the ring, and gives the ring up. The last call. */
    void end() throws IOException {
        try {
            if (!lock.tryLock(1, TimeUnit.SECONDS)) {
                return; // a thread reads and does not come back; it must not lose the ring under its hands
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        ReplyRing attached = ring;
        try {
            if (attached != null) {
                int _ = drain(attached);
            }
        } finally {
            ring = null;
            ended = true;
            if (attached != null) {
                attached.close();
            }
            lock.unlock();
        }
    }
}
