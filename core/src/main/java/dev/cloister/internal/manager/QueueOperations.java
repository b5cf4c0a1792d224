package dev.cloister.internal.manager;

import dev.cloister.manager.SerializablePredicate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with a managed queue or deque, each as one step. Times are nanoseconds to wait at most; {@link Long#MAX_VALUE} is for ever.
 *
 * @param <E> what the items are; not null
 */
public interface QueueOperations<E> {
    /** Whether there was room within the time. */
    boolean put(E item, boolean first, long nanos) throws InterruptedException;

    /** Whether there is room. */
    boolean offer(E item, boolean first);

    /** Null if there was no item within the time. */
    @Nullable
    E take(boolean first, long nanos) throws InterruptedException;

    @Nullable
    E poll(boolean first);

    @Nullable
    E peek(boolean first);

    /** The first items taken out, at most so many. */
    List<E> drain(int most);

    /** All of them or, if there is not so much room, none. */
    boolean offerAll(List<? extends E> items);

    boolean contains(Object item);

    /** Removes the first that equals it, or the last. */
    boolean remove(Object item, boolean first);

    /** Removes those that are in the collection, or those that are not. */
    boolean removeAll(Collection<?> items, boolean ifContained);

    boolean removeIf(SerializablePredicate<? super E> filter);

    /** Removes the item of this number, if it is there. */
    void removeNumbered(long number);

    void clear();

    int size();

    int remainingCapacity();

    List<E> toList();

    /**
     * The next items from first to last, or from last to first.
     *
     * @param after the number of the last item of the piece before; {@link Long#MIN_VALUE}, or MAX_VALUE if descending, at first
     * @return figures are the number of each item, and after them 1 if there may be more items
     */
    Piece<E, Void> piece(long after, int most, boolean descending);

    void shutdown(boolean now);

    boolean isShutdown();

    void taskDone();

    /** Whether all items were acknowledged within the time. */
    boolean join(long nanos) throws InterruptedException;

    int unfinished();
}
