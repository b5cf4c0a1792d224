package dev.cloister.manager;

import dev.cloister.ParticipantDiedException;
import dev.cloister.internal.manager.QueueOperations;
import java.io.Serial;
import java.util.concurrent.TimeUnit;

/**
 * A {@link ManagedQueue} whose items are acknowledged: who took one calls {@link #taskDone} when it is done with it, and
 * {@link #join} waits until that was said of each item that was put.
 *
 * {@snippet :
 * static void work(dev.cloister.manager.ManagedJoinableQueue<Integer> queue) throws InterruptedException {
 *     while (true) {
 *         int item = queue.take();
 *         System.out.println(item * item);
 *         queue.taskDone();
 *     }
 * }
 * }
 *
 * <p>An item is acknowledged by the process that took it, by any of its threads. When a process is gone, what it had taken and
 * not acknowledged counts as done from then on, so that nobody waits for it; {@code join} says so with a
 * {@link ParticipantDiedException}, once in each process that joins. So the joining program knows how many items were lost, can put them again, and
 * joins again. Items that are removed otherwise than by taking them, as by {@link #clear} and {@link #remove(Object)}, count as done.
 *
 * <p>Each method is one call. When the manager is gone, every method throws. Thread-safe.
 *
 * @param <E> what the items are
 */
public final class ManagedJoinableQueue<E> extends ManagedQueue<E> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedJoinableQueue(QueueOperations<E> operations) {
        super(operations);
    }

    /**
     * Says that an item that this process took is done. Does not wait.
     *
     * @throws IllegalStateException if this process has taken no item that is not acknowledged
     */
    public void taskDone() {
        operations.taskDone();
    }

    /** How many items were put that are not acknowledged. */
    public int unfinished() {
        return operations.unfinished();
    }

    /**
     * Waits until each item that was put is acknowledged. Returns at once if no item was put.
     *
     * @throws ParticipantDiedException if processes are gone that had taken items and not acknowledged them, and this process was not
     *     told of it yet; they count as done. Call it again to wait for the others
     */
    public void join() throws InterruptedException {
        boolean _ = operations.join(Times.NO_LIMIT);
    }

    /** As {@link #join()}, for so long at most; says whether each item is acknowledged. A time of 0 or less does not wait. */
    public boolean join(long time, TimeUnit unit) throws InterruptedException {
        return operations.join(Times.nanos(time, unit));
    }
}
