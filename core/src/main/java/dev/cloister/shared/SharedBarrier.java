package dev.cloister.shared;

import dev.cloister.RemoteRunnable;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.member.HubWait;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.BarrierLayout;
import dev.cloister.internal.memory.Words;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A place where a fixed number of threads of any processes wait for each other, round after round. Methods as in
 * {@link java.util.concurrent.CyclicBarrier}.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var step = dev.cloister.shared.SharedBarrier.create(2)) {
 *     pool.map((Integer part) -> {
 *         for (int i = 0; i < 10; i++) {
 *             step.await(); // both have done step i
 *         }
 *         return part;
 *     }, java.util.List.of(1, 2));
 * }
 * }
 *
 * <p>It breaks when a thread that waits is interrupted or its time is up, when the action throws, by {@link #abort()}, and when a
 * process that has it (a handle came to it that was neither closed nor collected as garbage) dies: all that wait get a
 * {@link BrokenBarrierException}, and so do all that come, until {@link #reset()}. So the living do not wait for the dead. A
 * worker process that its pool ends in order has not died.
 *
 * <p>For platform and virtual threads. Closing it ends waits with {@link IllegalStateException}. Handles are
 * {@link Serializable} within a program and its workers; they take the action along. A round costs each thread one or two round
 * trips to the process of the hub. Memory: 48 bytes.
 */
public final class SharedBarrier extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient MemorySegment memory;
    private final transient @Nullable RemoteRunnable action;

    SharedBarrier(Attachment attachment, @Nullable RemoteRunnable action) {
        super(attachment);
        this.memory = attachment.memory();
        this.action = action;
    }

    /**
     * A new one.
     *
     * @param parties how many threads have to come, 1 or more
     * @throws IllegalArgumentException if {@code parties} is below 1
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedBarrier create(int parties) {
        return make(parties, null);
    }

    /**
     * One with an action that the last thread to come runs, in its process, before any thread of the round goes on.
     *
     * @param parties how many threads have to come, 1 or more
     * @param action must travel with the handles; if it throws, the barrier breaks and what it threw comes out of
     *     {@link #await()} of the thread that ran it
     * @throws IllegalArgumentException if {@code parties} is below 1
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static SharedBarrier create(int parties, RemoteRunnable action) {
        return make(parties, action);
    }

    private static SharedBarrier make(int parties, @Nullable RemoteRunnable action) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties is " + parties + "; a barrier is for 1 or more");
        }
        SharedBarrier barrier = new SharedBarrier(create(ObjectKind.BARRIER, BarrierLayout.BYTES, 0), action);
        Words.set(barrier.memory, BarrierLayout.PARTIES, parties);
        return barrier;
    }

    /**
     * Waits until all have come.
     *
     * @return how many were still missing when this thread came: each number from 0 (the last) below the number of parties once
     *     in each round
     * @throws InterruptedException if this thread was interrupted: the barrier is broken now
     * @throws BrokenBarrierException if it is broken or becomes so, or was reset; the message says why
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Deadlines.NONE);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a deadline timed out; please report this", e);
        }
    }

    /**
     * As {@link #await()}, at most so long.
     *
     * @throws TimeoutException if the time was up: the barrier is broken now
     */
    public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Deadlines.after(time, unit));
    }

    private int await(long deadline) throws InterruptedException, BrokenBarrierException, TimeoutException {
        Attachment attachment = open();
        while (true) {
            try (HubWait wait = HubWait.begin(attachment, BarrierLayout.WAITERS)) {
                long place = attachment.call(BarrierLayout.ARRIVE, wait.number(), action == null ? 0 : 1);
                if (place == BarrierLayout.LAST) {
                    return 0;
                } else if (place == BarrierLayout.RUN_ACTION) {
                    run(attachment, wait);
                    return 0;
                } else if (place == BarrierLayout.IS_BROKEN) {
                    throw broken(attachment);
                }
                int ending = park(attachment, wait, deadline);
                if (ending == HubEvents.WOKEN) {
                    return (int) place;
                } else if (ending == HubEvents.BROKEN) {
                    throw broken(attachment);
                } else if (ending == HubEvents.RESET) {
                    throw new BrokenBarrierException(attachment + " was reset while this thread waited");
                } // else it has come for the next round, which begins now
            }
        }
    }

    private static int park(Attachment attachment, HubWait wait, long deadline)
            throws InterruptedException, TimeoutException {
        try {
            int ending = wait.await(deadline);
            if (ending != HubWait.TIME_IS_UP) {
                return ending;
            }
            if (cancel(attachment, wait, BarrierLayout.TIMEOUT)) {
                throw new TimeoutException("the others did not come to " + attachment + " in time; it is broken now");
            }
        } catch (InterruptedException e) {
            if (cancel(attachment, wait, BarrierLayout.INTERRUPT)) {
                throw e;
            }
            Thread.currentThread().interrupt();
        }
        return wait.awaitUninterruptibly(); // it ended at the same time, and that counts
    }

    private static boolean cancel(Attachment attachment, HubWait wait, int reason) {
        return attachment.call(BarrierLayout.CANCEL, wait.number(), reason) != 0;
    }

    private void run(Attachment attachment, HubWait wait) throws BrokenBarrierException {
        boolean done = false;
        long ended = 0;
        try {
            if (action != null) {
                action.run();
            }
            done = true;
        } finally {
            ended = attachment.call(BarrierLayout.DONE, wait.number(), done ? 0 : 1);
        }
        if (ended == 0) {
            throw broken(attachment);
        }
    }

    private BrokenBarrierException broken(Attachment attachment) {
        String reason = switch ((int) Words.get(memory, BarrierLayout.REASON)) {
            case BarrierLayout.TIMEOUT -> " is broken: the time of a thread was up";
            case BarrierLayout.INTERRUPT -> " is broken: a thread was interrupted";
            case BarrierLayout.ABORT -> " is broken: abort() was called";
            case BarrierLayout.ACTION -> " is broken: its action failed";
            case BarrierLayout.DEATH ->
                " is broken: process " + Words.get(memory, BarrierLayout.DEAD) + ", which had it, died";
            default -> " was broken, and has been reset since";
        };
        return new BrokenBarrierException(attachment + reason + "; reset() makes it usable");
    }

    /** Breaks it: all that wait, and all that come until {@link #reset()}, get a {@link BrokenBarrierException}. */
    public void abort() {
        long _ = open().call(BarrierLayout.BREAK, BarrierLayout.ABORT, 0);
    }

    /** Begins a new round; those that wait get a {@link BrokenBarrierException}. Mends a broken barrier. */
    public void reset() {
        long _ = open().call(BarrierLayout.RESET, 0, 0);
    }

    /** How many threads have to come. Never waits. */
    public int getParties() {
        return (int) Words.get(open().memory(), BarrierLayout.PARTIES);
    }

    /** How many threads have come in this round and wait. Never waits. */
    public int getNumberWaiting() {
        return (int) Words.get(open().memory(), BarrierLayout.WAITING);
    }

    /** Whether it is broken. Never waits. */
    public boolean isBroken() {
        return Words.get(open().memory(), BarrierLayout.REASON) != 0;
    }

    /** What it is, and how many wait; never waits. */
    @Override
    public String toString() {
        if (isClosed()) {
            return attachment() + " (closed)";
        }
        return attachment() + " (" + Words.get(memory, BarrierLayout.WAITING) + " of "
                + Words.get(memory, BarrierLayout.PARTIES)
                + (Words.get(memory, BarrierLayout.REASON) != 0 ? " waiting, broken)" : " waiting)");
    }

    @Override
    int form() {
        return Travelling.BARRIER;
    }

    @Override
    @Nullable
    Object[] details() {
        return new @Nullable Object[] {action};
    }
}
