package dev.cloister.manager;

import dev.cloister.internal.manager.QueueOperations;
import java.io.Serial;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.TimeUnit;
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
 * ManagedQueue}, whose methods put at the end and take from the beginning. When it is full, {@code add} methods throw {@link
 * IllegalStateException}, {@code offer} methods return false, and {@code put} methods wait. When the manager is gone, every method throws.
 * Thread-safe. Handles are {@link java.io.Serializable}: what arrives is a handle on the same deque.
 *
 * @param <E> what the items are
 */
public final class ManagedDeque<E> extends ManagedQueue<E> implements BlockingDeque<E> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedDeque(QueueOperations<E> operations) {
        super(operations);
    }

    private void insert(E item, boolean first) {
        if (!operations.offer(item(item), first)) {
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
        return operations.offer(item(item), true);
    }

    @Override
    public boolean offerLast(E item) {
        return operations.offer(item(item), false);
    }

    @Override
    public void push(E item) {
        addFirst(item);
    }

    @Override
    public void putFirst(E item) throws InterruptedException {
        boolean _ = operations.put(item(item), true, Times.NO_LIMIT);
    }

    @Override
    public void putLast(E item) throws InterruptedException {
        boolean _ = operations.put(item(item), false, Times.NO_LIMIT);
    }

    @Override
    public boolean offerFirst(E item, long time, TimeUnit unit) throws InterruptedException {
        return operations.put(item(item), true, Times.nanos(time, unit));
    }

    @Override
    public boolean offerLast(E item, long time, TimeUnit unit) throws InterruptedException {
        return operations.put(item(item), false, Times.nanos(time, unit));
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
    public E takeFirst() throws InterruptedException {
        return Objects.requireNonNull(operations.take(true, Times.NO_LIMIT));
    }

    @Override
    public E takeLast() throws InterruptedException {
        return Objects.requireNonNull(operations.take(false, Times.NO_LIMIT));
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
    public boolean removeFirstOccurrence(@Nullable Object item) {
        return item != null && operations.remove(item, true);
    }

    @Override
    public boolean removeLastOccurrence(@Nullable Object item) {
        return item != null && operations.remove(item, false);
    }

    /** The items from the last to the first. */
    @Override
    public Iterator<E> descendingIterator() {
        return new Draining.Pieces<>(operations, true);
    }
}
