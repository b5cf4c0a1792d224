package dev.cloister.shared;

import dev.cloister.ParticipantDiedException;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.RingWord;
import dev.cloister.internal.memory.TakenItems;
import java.io.Serial;
import java.util.concurrent.TimeUnit;

/**
 * A {@link SharedQueue} whose items are acknowledged: who took one calls {@link #taskDone} when it is done with it, and
 * {@link #join} waits until that was said of each item that was put.
 *
 * <p>An item is acknowledged by the process that took it, by any of its threads. When a process ends, what it had taken and
 * not acknowledged counts as done from then on, so that nobody waits for it; {@code join} says so with a
 * {@link ParticipantDiedException}, once for each death, in each process that joins, for deaths since it got its handle. So the joining program knows
 * how many items were lost, can put them again, and joins again.
 *
 * {@snippet :
 * try (var queue = dev.cloister.shared.JoinableQueue.<Integer>create(100);
 *         var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     for (int worker = 0; worker < 2; worker++) {
 *         pool.submit(() -> {
 *             for (Integer item = queue.take(); item >= 0; item = queue.take()) {
 *                 System.out.println(item * item);
 *                 queue.taskDone();
 *             }
 *             queue.taskDone();
 *             return "done";
 *         });
 *     }
 *     for (int i = 0; i < 10; i++) {
 *         queue.put(i);
 *     }
 *     queue.put(-1);
 *     queue.put(-1);
 *     queue.join();
 * }
 * }
 *
 * <p>Thread-safe. At most 1,024 living processes may take from one queue.
 *
 * @param <E> what the items are; not null
 */
public final class JoinableQueue<E> extends SharedQueue<E> {
    @Serial
    private static final long serialVersionUID = 1;

    private static final long MASK = (1L << 31) - 1;

    /** How many deaths were told by this handle, or were before it. Guarded by this. */
    private transient long told;

    JoinableQueue(Attachment attachment) {
        super(attachment);
        this.told = taken().deaths();
    }

    /**
     * A new queue without items, for at most {@link #DEFAULT_MAX_BYTES} of them, or more if its capacity is above two million.
     *
     * @param capacity how many items it holds at most, from 1 to 2^30; it begins with memory for some and grows
     * @throws IllegalArgumentException if the capacity is out of these bounds
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static <E> JoinableQueue<E> create(int capacity) {
        return create(capacity, maxBytes(capacity));
    }

    /**
     * A new queue without items.
     *
     * @param capacity how many items it holds at most, from 1 to 2^30
     * @param maxBytes how many bytes of shared memory its items may take at most; what needs more waits
     * @throws IllegalArgumentException if the capacity is out of these bounds, or {@code maxBytes} below 1
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static <E> JoinableQueue<E> create(int capacity, long maxBytes) {
        return new JoinableQueue<>(allocate(capacity, maxBytes, true));
    }

    private TakenItems taken() {
        return items().taken();
    }

    /**
     * Says that an item that this process took is done. Never waits.
     *
     * @throws IllegalStateException if this process has taken no item that is not acknowledged, or if the queue is closed
     */
    public void taskDone() {
        TakenItems taken = taken();
        if (!taken.acknowledge()) {
            throw new IllegalStateException("taskDone() without an item: each that this process has taken from " + this
                    + " is acknowledged already");
        }
        if (taken.isAwaited() && unfinishedCount() == 0) {
            taken.wakeAll();
        }
    }

    /**
     * How many items were put that are not acknowledged; after {@link #shutdownNow} only those that were taken count.
     */
    public int unfinished() {
        return (int) unfinishedCount();
    }

    /** Never less than there are at the end of the call, unless items are put meanwhile. */
    private long unfinishedCount() {
        ItemRing known = items();
        MessageRing ring = known.ring();
        long acknowledged = known.taken().acknowledged(); // first: what is acknowledged later was put before
        long counted = (ring.closed() & RingWord.NO_TAKE) != 0 ? ring.itemsTaken() : ring.itemsPut();
        return (counted - acknowledged) & MASK;
    }

    /**
     * Waits until each item that was put is acknowledged. Returns at once if no item was put.
     *
     * @throws ParticipantDiedException if a process has ended, since this handle joined last, that had taken items and not acknowledged
     *     them; they count as done. Call it again to wait for the others
     * @throws IllegalStateException if the queue is closed, also meanwhile
     */
    public void join() throws InterruptedException {
        boolean _ = joinUntil(Long.MAX_VALUE);
    }

    /**
     * As {@link #join()}, for so long at most; says whether each item is acknowledged. A time of 0 or less does not wait.
     */
    public boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        return joinUntil(Deadlines.after(timeout, unit));
    }

    private boolean joinUntil(long deadline) throws InterruptedException {
        TakenItems taken = taken();
        while (true) {
            long changes = taken.changes();
            boolean finished = unfinishedCount() == 0;
            tellDeaths(taken);
            if (finished) {
                return true;
            }
            if (!taken.awaitChange(changes, deadline)) {
                return unfinishedCount() == 0;
            }
        }
    }

    private void tellDeaths(TakenItems taken) {
        String text;
        synchronized (this) {
            long deaths = taken.deaths();
            if (deaths == told) {
                return;
            }
            text = taken.deathsAfter(told);
            told = deaths;
        }
        throw new ParticipantDiedException("ended without taskDone() for items taken from " + this + ": " + text
                + " items; these count as done now");
    }

    @Override
    void ended() {
        taken().wakeAll();
    }

    @Override
    int form() {
        return Travelling.JOINABLE_QUEUE;
    }
}
