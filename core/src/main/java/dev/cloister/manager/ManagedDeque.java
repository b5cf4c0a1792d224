package dev.cloister.manager;

import dev.cloister.internal.manager.QueueOperations;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue with two ends that lives at a manager, between threads of any processes. It takes no null.
 *
 * {@snippet :
 * static void rotate(dev.cloister.manager.ManagedDeque<String> turns) throws InterruptedException {
 *     String next = turns.takeFirst();
 *     turns.putLast(next);
 * }
 * }
 *
 * <p>Items are copied on their way, but for managed objects. Waiting, interrupts, deaths, and which methods are one step: all as for {@link
 * ManagedQueue}. When it is full, {@code add} methods throw {@link IllegalStateException}, {@code offer} methods
 * return false, and {@code put} methods wait. When the manager is gone, every method throws. Thread-safe. Handles are {@link
 * Serializable}: what arrives is a handle on the same deque.
 *
 * @param <E> what the items are
 */
public final class ManagedDeque<E> extends AbstractQueue<E> implements BlockingDeque<E>, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // either can travel
    final QueueOperations<E> operations;

    ManagedDeque(QueueOperations<E> operations) {
        this.operations = operations;
    }

    private void insert(E item, boolean first) {
        if (!operations.offer(ManagedQueue.item(item), first)) {
            throw new IllegalStateException("the deque is full");
        }
    }

    private static <T> T present(@Nullable T item) {
        if (item == null) {
            throw new NoSuchElementException("the deque is empty");
        }
        return item;
    }

    @Override
    public void addFirst(E item) {
        insert(item, true);
    }

    @Override
    public void addLast(E item) {
        insert(item, false);
    }

    @Override
    public boolean offerFirst(E item) {
        return operations.offer(ManagedQueue.item(item), true);
    }

    @Override
    public boolean offerLast(E item) {
        return operations.offer(ManagedQueue.item(item), false);
    }

    @Override
    public boolean offer(E item) {
        return offerLast(item);
    }

    @Override
    public void push(E item) {
        addFirst(item);
    }

    @Override
    public void putFirst(E item) throws InterruptedException {
        boolean _ = operations.put(ManagedQueue.item(item), true, Times.NO_LIMIT);
    }

    @Override
    public void putLast(E item) throws InterruptedException {
        boolean _ = operations.put(ManagedQueue.item(item), false, Times.NO_LIMIT);
    }

    @Override
    public void put(E item) throws InterruptedException {
        putLast(item);
    }

    @Override
    public boolean offerFirst(E item, long time, TimeUnit unit) throws InterruptedException {
        return operations.put(ManagedQueue.item(item), true, Times.nanos(time, unit));
    }

    @Override
    public boolean offerLast(E item, long time, TimeUnit unit) throws InterruptedException {
        return operations.put(ManagedQueue.item(item), false, Times.nanos(time, unit));
    }

    @Override
    public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        return offerLast(item, time, unit);
    }

    @Override
    public E removeFirst() {
        return present(pollFirst());
    }

    @Override
    public E removeLast() {
        return present(pollLast());
    }

    @Override
    public E pop() {
        return removeFirst();
    }

    @Override
    public @Nullable E pollFirst() {
        return operations.poll(true);
    }

    @Override
    public @Nullable E pollLast() {
        return operations.poll(false);
    }

    @Override
    public @Nullable E poll() {
        return pollFirst();
    }

    @Override
    public E takeFirst() throws InterruptedException {
        return Objects.requireNonNull(operations.take(true, Times.NO_LIMIT));
    }

    @Override
    public E takeLast() throws InterruptedException {
        return Objects.requireNonNull(operations.take(false, Times.NO_LIMIT));
    }

    @Override
    public E take() throws InterruptedException {
        return takeFirst();
    }

    @Override
    public @Nullable E pollFirst(long time, TimeUnit unit) throws InterruptedException {
        return operations.take(true, Times.nanos(time, unit));
    }

    @Override
    public @Nullable E pollLast(long time, TimeUnit unit) throws InterruptedException {
        return operations.take(false, Times.nanos(time, unit));
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return pollFirst(time, unit);
    }

    @Override
    public E getFirst() {
        return present(peekFirst());
    }

    @Override
    public E getLast() {
        return present(peekLast());
    }

    @Override
    public @Nullable E peekFirst() {
        return operations.peek(true);
    }

    @Override
    public @Nullable E peekLast() {
        return operations.peek(false);
    }

    @Override
    public @Nullable E peek() {
        return peekFirst();
    }

    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> to, int maxItems) {
        if (to instanceof ManagedDeque<?> same && equals(same)) {
            throw new IllegalArgumentException("a deque cannot be drained to itself");
        }
        return Draining.drain(operations, to, maxItems);
    }

    /**
     * Puts all of them at the end in one step; waits for nothing.
     *
     * @throws IllegalStateException if there is not so much room, or the deque was shut down; nothing is put then
     */
    @Override
    public boolean addAll(Collection<? extends E> items) {
        if (items instanceof ManagedDeque<?> same && equals(same)) {
            throw new IllegalArgumentException("a deque cannot be added to itself");
        }
        return Draining.addAll(operations, items);
    }

    @Override
    public int size() {
        return operations.size();
    }

    @Override
    public boolean isEmpty() {
        return operations.size() == 0;
    }

    /** How many more items there is room for. */
    @Override
    public int remainingCapacity() {
        return operations.remainingCapacity();
    }

    /** Whether some item equals this one; arrays are compared by their elements. */
    @Override
    public boolean contains(@Nullable Object item) {
        return item != null && operations.contains(item);
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return removeFirstOccurrence(item);
    }

    @Override
    public boolean removeFirstOccurrence(@Nullable Object item) {
        return item != null && operations.remove(item, true);
    }

    @Override
    public boolean removeLastOccurrence(@Nullable Object item) {
        return item != null && operations.remove(item, false);
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        return operations.removeAll(new ArrayList<>(items), true);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        return operations.removeAll(new ArrayList<>(items), false);
    }

    /** As {@link #removeIf(Predicate)}, where the deque lives. */
    public boolean removeIf(SerializablePredicate<? super E> filter) {
        return operations.removeIf(Objects.requireNonNull(filter, "filter"));
    }

    /** Where the deque lives if the function is serializable, else one after the other in the caller. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        return filter instanceof Serializable
                ? removeIf((SerializablePredicate<E>) filter::test)
                : super.removeIf(filter);
    }

    @Override
    public void clear() {
        operations.clear();
    }

    /** All items as they are at one moment; the copy is the caller's. Must fit into one message. */
    public List<E> toList() {
        return operations.toList();
    }

    @Override
    public Object[] toArray() {
        return toList().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return toList().toArray(array);
    }

    /** The items from the first to the last. */
    @Override
    public Iterator<E> iterator() {
        return new Draining.Pieces<>(operations, false);
    }

    /** The items from the last to the first. */
    @Override
    public Iterator<E> descendingIterator() {
        return new Draining.Pieces<>(operations, true);
    }

    /** From now on nothing can be put; what was put can be taken. */
    public void shutdown() {
        operations.shutdown(false);
    }

    /** From now on nothing can be put or taken; what was put and not taken is dropped. */
    public void shutdownNow() {
        operations.shutdown(true);
    }

    /** Whether it was shut down. */
    public boolean isShutdown() {
        return operations.isShutdown();
    }

    /** Whether it is a handle on the same deque. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ManagedDeque<?> deque && operations.equals(deque.operations);
    }

    @Override
    public int hashCode() {
        return operations.hashCode();
    }

    /** The items. */
    @Override
    public String toString() {
        return toList().toString();
    }
}
