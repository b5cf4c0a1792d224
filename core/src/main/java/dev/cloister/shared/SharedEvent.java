package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.ActiveWait;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Something that has happened or not, for threads of any processes to wait for. Not set at first. A thread that waits when it is
 * set goes on, even if it is cleared again before the thread could look.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(1);
 *         var ready = dev.cloister.shared.SharedEvent.create()) {
 *     pool.submit(() -> ready.set());
 *     ready.await();
 * }
 * }
 *
 * <p>No process owns anything of it, so a death changes nothing: who waits for an event that the dead was to set waits on; use a
 * {@link SharedLatch} or a {@link SharedBarrier} to be told. For platform and virtual threads. Closing it ends waits with
 * {@link IllegalStateException}. Handles are {@link Serializable} within a program and its workers. Memory: 16 bytes.
 */
public final class SharedEvent extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** The number of times it was set, shifted by one, and in the lowest bit whether it is. */
    private static final long STATE = 0;

    private static final long WAITERS = 8;
    private static final long BYTES = 16;
    private static final long SET = 1;

    private final transient MemorySegment memory;
    private final transient ActiveWait activeWait = new ActiveWait();

    SharedEvent(Attachment attachment) {
        super(attachment);
        this.memory = attachment.memory();
    }

    /**
     * A new one, not set.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedEvent create() {
        return new SharedEvent(create(ObjectKind.EVENT, BYTES, 0));
    }

    /** Sets it and wakes all that wait; does nothing if it is set. */
    public void set() {
        Attachment attachment = open();
        long state = Words.get(memory, STATE);
        while ((state & SET) == 0 && !Words.compareAndSet(memory, STATE, state, (state | SET) + 2)) {
            state = Words.get(memory, STATE);
        }
        if (Words.get(memory, WAITERS) != 0) {
            attachment.wake(STATE, Integer.MAX_VALUE);
        }
    }

    /** Clears it; does nothing if it is not set. */
    public void clear() {
        Attachment _ = open();
        long state = Words.get(memory, STATE);
        while ((state & SET) != 0 && !Words.compareAndSet(memory, STATE, state, state & ~SET)) {
            state = Words.get(memory, STATE);
        }
    }

    /** Whether it is set just now. Never waits. */
    public boolean isSet() {
        Attachment _ = open();
        return (Words.get(memory, STATE) & SET) != 0;
    }

    /** Waits until it is set; an interrupt ends the wait. */
    public void await() throws InterruptedException {
        boolean _ = await(Deadlines.NONE);
    }

    /** Waits until it is set, at most so long; returns whether it is, or was meanwhile. An interrupt ends the wait. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Deadlines.after(time, unit));
    }

    private boolean await(long deadline) throws InterruptedException {
        Attachment attachment = open();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + attachment);
        }
        long state = Words.get(memory, STATE);
        if ((state & SET) != 0) {
            return true;
        }
        while (Words.get(memory, STATE) == state) {
            boolean changed = !Deadlines.isOver(deadline)
                    && (activeWait.until(memory, STATE, state)
                            || attachment.await(STATE, WAITERS, state, Waits.How.CHANGE, deadline));
            if (!changed) {
                return Words.get(memory, STATE) != state;
            }
        }
        return true;
    }

    /** What it is, and whether it is set; never waits. */
    @Override
    public String toString() {
        if (isClosed()) {
            return attachment() + " (closed)";
        }
        return attachment() + ((Words.get(memory, STATE) & SET) != 0 ? " (set)" : " (not set)");
    }

    @Override
    int form() {
        return Travelling.EVENT;
    }
}
