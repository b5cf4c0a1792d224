package dev.cloister.shared;

import dev.cloister.ParticipantDiedException;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.LatchLayout;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * A count that threads of any processes count down, and for whose 0 they wait. It opens once. Methods as in
 * {@link java.util.concurrent.CountDownLatch}.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var loaded = dev.cloister.shared.SharedLatch.create(2)) {
 *     pool.submit(() -> loaded.countDown());
 *     pool.submit(() -> loaded.countDown());
 *     loaded.await();
 * }
 * }
 *
 * <p>The living do not wait for the dead: when a process dies that has the latch (a handle came to it that was neither closed nor
 * collected as garbage), while the count is above 0, then all that wait at this moment get a
 * {@link ParticipantDiedException}, once: the latch is whole, and who finds that the others will do it, or counts down for
 * the dead, waits again. Whether the dead had counted down before is not known. A worker process that its pool ends in order has not
 * died.
 *
 * <p>For platform and virtual threads. Closing it ends waits with {@link IllegalStateException}. Handles are
 * {@link Serializable} within a program and its workers. Memory: 24 bytes.
 */
public final class SharedLatch extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient MemorySegment memory;

    SharedLatch(Attachment attachment) {
        super(attachment);
        this.memory = attachment.memory();
    }

    /**
     * A new one.
     *
     * @param count how often it is to be counted down, 0 or more
     * @throws IllegalArgumentException if {@code count} is below 0
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedLatch create(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count is " + count + "; a latch counts down from 0 or more");
        }
        SharedLatch latch = new SharedLatch(create(ObjectKind.LATCH, LatchLayout.BYTES, 0));
        Words.set(latch.memory, LatchLayout.STATE, count);
        return latch;
    }

    /** Counts down, and wakes all that wait if that makes it 0; does nothing if it is 0. */
    public void countDown() {
        Attachment attachment = open();
        long state = Words.get(memory, LatchLayout.STATE);
        while (LatchLayout.count(state) > 0 && !Words.compareAndSet(memory, LatchLayout.STATE, state, state - 1)) {
            state = Words.get(memory, LatchLayout.STATE);
        }
        if (LatchLayout.count(state) == 1 && Words.get(memory, LatchLayout.WAITERS) != 0) {
            attachment.wake(LatchLayout.STATE, Integer.MAX_VALUE);
        }
    }

    /** What is left to count. Never waits. */
    public int getCount() {
        Attachment _ = open();
        return (int) LatchLayout.count(Words.get(memory, LatchLayout.STATE));
    }

    /**
     * Waits until the count is 0; an interrupt ends the wait.
     *
     * @throws ParticipantDiedException if a process that has the latch dies meanwhile
     */
    public void await() throws InterruptedException {
        boolean _ = await(Deadlines.NONE);
    }

    /**
     * As {@link #await()}, at most so long; false if the time was up.
     *
     * @throws ParticipantDiedException if a process that has the latch dies meanwhile
     */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Deadlines.after(time, unit));
    }

    private boolean await(long deadline) throws InterruptedException {
        Attachment attachment = open();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment);
        }
        long state = Words.get(memory, LatchLayout.STATE);
        long deaths = LatchLayout.deaths(state);
        while (LatchLayout.count(state) > 0) {
            if (LatchLayout.deaths(state) != deaths) {
                throw died(attachment, state);
            }
            if (Deadlines.isOver(deadline)
                    || !attachment.await(LatchLayout.STATE, LatchLayout.WAITERS, state, Waits.How.CHANGE, deadline)) {
                return LatchLayout.count(Words.get(memory, LatchLayout.STATE)) == 0;
            }
            state = Words.get(memory, LatchLayout.STATE);
        }
        return true;
    }

    private ParticipantDiedException died(Attachment attachment, long state) {
        return new ParticipantDiedException(
                "process " + Words.get(memory, LatchLayout.DEAD) + ", which had " + attachment
                        + ", died while its count was " + LatchLayout.count(state)
                        + ". The latch can be used: count down for it, or wait again if others will do it");
    }

    /** What it is, and what is left to count; never waits. */
    @Override
    public String toString() {
        return attachment() + (isClosed() ? " (closed)" : " (count " + getCount() + ")");
    }

    @Override
    int form() {
        return Travelling.LATCH;
    }
}
