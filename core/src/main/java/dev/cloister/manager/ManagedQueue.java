package dev.cloister.manager;

import dev.cloister.internal.manager.QueueOperations;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue that lives at a manager, between threads of any processes. It takes no null.
 *
 * {@snippet :
 * static void consume(dev.cloister.manager.ManagedQueue<String> queue) throws InterruptedException {
 *     for (String line = queue.take(); !line.equals("END"); line = queue.take()) {
 *         System.out.println(line);
 *     }
 * }
 * }
 *
 * <p>Items are copied on their way, but for managed objects. Once {@link #put} has returned, a {@link #take} that begins later, in any process, finds
 * the item. {@link #put} and {@link #take} wait until they can go on, are interrupted, or the queue is shut down; the variants with a
 * time, also one of 0 or less, wait so long at most. An item whose taker was interrupted or died before the manager's answer was sent
 * returns to its place; what a process has got is gone with it when it dies (see {@link ManagedJoinableQueue}). Nobody waits for a process that is
 * gone.
 *
 * <p>Each method is one call, done as a whole while nobody else uses the queue, also {@link #removeIf} with a function that
 * can travel; but for {@link #addAll}, which waits for nothing and puts all items, in one step, or none; {@link #drainTo}, which takes
 * up to 256 items with each call; and iterations, which take a part of the queue with each call, and see each item
 * that is there from their beginning to their end.
 *
 * <p>{@link #shutdown} lets consumers finish what was put, {@link #shutdownNow} does not; all calls that can do nothing any more
 * throw an {@link IllegalStateException}, also those that wait already. When the manager is gone, every method throws. Thread-safe.
 * What {@link #size}, {@link #isEmpty}, {@link #remainingCapacity} and {@link #peek} say was true at some moment of the call.
 * Handles are {@link Serializable}: what arrives is a handle on the same queue.
 *
 * @param <E> what the items are
 */
public sealed class ManagedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Serializable
        permits ManagedJoinableQueue, ManagedDeque {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // either can travel
    final QueueOperations<E> operations;

    ManagedQueue(QueueOperations<E> operations) {
        this.operations = operations;
    }

    static <T> T item(T item) {
        return Objects.requireNonNull(item, "item");
    }

    /**
     * Puts an item at the end, waiting for room.
     *
     * @throws IllegalStateException if the queue was shut down, also meanwhile
     */
    @Override
    public final void put(E item) throws InterruptedException {
        boolean _ = operations.put(item(item), false, Times.NO_LIMIT);
    }

    /** Puts an item at the end if there is room; says whether there was. */
    @Override
    public final boolean offer(E item) {
        return operations.offer(item(item), false);
    }

    /** As {@link #put}, waiting at most so long; false if the time was up. */
    @Override
    public final boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        return operations.put(item(item), false, Times.nanos(time, unit));
    }

    /**
     * Takes the first item, waiting for one.
     *
     * @throws IllegalStateException if the queue was shut down and has no more items, also meanwhile
     */
    @Override
    public final E take() throws InterruptedException {
        return Objects.requireNonNull(operations.take(true, Times.NO_LIMIT));
    }

    /** Takes the first item, or returns null. */
    @Override
    public final @Nullable E poll() {
        return operations.poll(true);
    }

    /** As {@link #take}, waiting at most so long; null if the time was up. */
    @Override
    public final @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return operations.take(true, Times.nanos(time, unit));
    }

    /** A copy of the first item, which stays, or null. */
    @Override
    public final @Nullable E peek() {
        return operations.peek(true);
    }

    @Override
    public final int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public final int drainTo(Collection<? super E> to, int maxItems) {
        if (to instanceof ManagedQueue<?> same && equals(same)) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        return Draining.drain(operations, to, maxItems);
    }

    /**
     * Puts all of them at the end in one step; waits for nothing.
     *
     * @throws IllegalStateException if there is not so much room, or the queue was shut down; nothing is put then
     */
    @Override
    public final boolean addAll(Collection<? extends E> items) {
        if (items instanceof ManagedQueue<?> same && equals(same)) {
            throw new IllegalArgumentException("a queue cannot be added to itself");
        }
        return Draining.addAll(operations, items);
    }

    @Override
    public final int size() {
        return operations.size();
    }

    /** How many more items there is room for. */
    @Override
    public final int remainingCapacity() {
        return operations.remainingCapacity();
    }

    /** Whether some item equals this one; arrays are compared by their elements. */
    @Override
    public final boolean contains(@Nullable Object item) {
        return item != null && operations.contains(item);
    }

    @Override
    public final boolean remove(@Nullable Object item) {
        return item != null && operations.remove(item, true);
    }

    @Override
    public final boolean removeAll(Collection<?> items) {
        return operations.removeAll(new ArrayList<>(items), true);
    }

    @Override
    public final boolean retainAll(Collection<?> items) {
        return operations.removeAll(new ArrayList<>(items), false);
    }

    /** As {@link #removeIf(Predicate)}, where the queue lives. */
    public final boolean removeIf(SerializablePredicate<? super E> filter) {
        return operations.removeIf(Objects.requireNonNull(filter, "filter"));
    }

    /** Where the queue lives if the function is serializable, else one after the other in the caller. */
    @Override
    public final boolean removeIf(Predicate<? super E> filter) {
        return filter instanceof Serializable
                ? removeIf((SerializablePredicate<E>) filter::test)
                : super.removeIf(filter);
    }

    @Override
    public final void clear() {
        operations.clear();
    }

    /** All items as they are at one moment; the copy is the caller's. Must fit into one message. */
    public final List<E> toList() {
        return operations.toList();
    }

    @Override
    public final Object[] toArray() {
        return toList().toArray();
    }

    @Override
    public final <T extends @Nullable Object> T[] toArray(T[] array) {
        return toList().toArray(array);
    }

    /** The items from the first to the last. */
    @Override
    public final Iterator<E> iterator() {
        return new Draining.Pieces<>(operations, false);
    }

    /** From now on nothing can be put; what was put can be taken. */
    public final void shutdown() {
        operations.shutdown(false);
    }

    /** From now on nothing can be put or taken; what was put and not taken is dropped. */
    public final void shutdownNow() {
        operations.shutdown(true);
    }

    /** Whether it was shut down. */
    public final boolean isShutdown() {
        return operations.isShutdown();
    }

    /** Whether it is a handle on the same queue. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof ManagedQueue<?> queue && operations.equals(queue.operations);
    }

    @Override
    public final int hashCode() {
        return operations.hashCode();
    }

    /** The items. */
    @Override
    public final String toString() {
        return toList().toString();
    }
}
