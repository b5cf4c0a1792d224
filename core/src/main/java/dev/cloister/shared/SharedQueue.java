package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import java.io.Serial;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlockingQueue} between processes: many threads of many processes put, many take, each item is taken once, and
 * the items of one producer come in the order in which it put them. It holds at most as many items as its capacity, and at
 * most as many bytes of them as it was created with; one item that is longer than that is let in when the queue is empty.
 *
 * <p>Items are copies: they are serialized in {@code put}, before they take a place, and rebuilt by who takes them. There
 * is no thread in between: once {@code put} has returned, a {@code take} that begins later, in any process, finds the item.
 * An item that cannot be rebuilt is lost to the process that took it, which is told; others follow.
 *
 * <p>Waiting: {@link #put} and {@link #take} wait until they can go on, are interrupted, or the queue ends; the variants
 * with a time, also one of 0 or less, wait so long at most. All methods can be called from platform and virtual threads. A process that ends in
 * the middle of a put has put the item or has not, one that ends in the middle of a take likewise; nobody waits for it, and
 * what it had taken is gone with it (see {@link JoinableQueue}).
 *
 * <p>End: {@link #shutdown} lets consumers finish what was put, {@link #shutdownNow} does not; all calls that can do nothing
 * any more throw an {@link IllegalStateException}, also those that wait already. {@link #close} ends the queue and gives its
 * memory back. A producer can also put an item that means the end, once for each consumer:
 *
 * {@snippet :
 * try (var queue = dev.cloister.shared.SharedQueue.<String>create(100);
 *         var pool = dev.cloister.Pool.ofProcesses(1)) {
 *     var words = pool.submit(() -> {
 *         int count = 0;
 *         while (!queue.take().equals("END")) {
 *             count++;
 *         }
 *         return count;
 *     });
 *     queue.put("a");
 *     queue.put("b");
 *     queue.put("END");
 *     System.out.println(words.get()); // 2
 * }
 * }
 *
 * <p>Thread-safe. What {@link #size}, {@link #isEmpty}, {@link #remainingCapacity} and {@link #peek} say was true at some moment of the call;
 * others may have changed it since.
 *
 * @param <E> what the items are; not null
 */
public sealed class SharedQueue<E> extends SharedObject implements BlockingQueue<E> permits JoinableQueue {
    @Serial
    private static final long serialVersionUID = 1;

    /** So many bytes the items may have that are in a queue, if nothing else is said: 64 MiB. */
    public static final long DEFAULT_MAX_BYTES = 64L << 20;

    private static final int MAX_CAPACITY = 1 << 30;
    private static final long LEAST_BYTES_OF_AN_ITEM = 24;

    /** Where the items are; null in no handle that was made. */
    private final transient ItemRing items;

    SharedQueue(Attachment attachment) {
        super(attachment);
        this.items = new ItemRing(attachment);
    }

    /**
     * A new queue without items, for at most {@link #DEFAULT_MAX_BYTES} of them, or more if its capacity is above two million.
     *
     * @param capacity how many items it holds at most, from 1 to 2^30; it begins with memory for some and grows
     * @throws IllegalArgumentException if the capacity is out of these bounds
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static <E> SharedQueue<E> create(int capacity) {
        return new SharedQueue<>(allocate(capacity, maxBytes(capacity), false));
    }

    /**
     * A new queue without items.
     *
     * @param capacity how many items it holds at most, from 1 to 2^30
     * @param maxBytes how many bytes of shared memory its items may take at most; what needs more waits
     * @throws IllegalArgumentException if the capacity is out of these bounds, or {@code maxBytes} below 1
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static <E> SharedQueue<E> create(int capacity, long maxBytes) {
        return new SharedQueue<>(allocate(capacity, maxBytes, false));
    }

    static long maxBytes(int capacity) {
        return Math.max(DEFAULT_MAX_BYTES, capacity * LEAST_BYTES_OF_AN_ITEM);
    }

    static Attachment allocate(int capacity, long maxBytes, boolean counting) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity=" + capacity + ": from 1 to " + MAX_CAPACITY);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes=" + maxBytes + ": at least 1");
        }
        return ItemRing.create(capacity, maxBytes, counting);
    }

    @Override
    WaitSource waitSource() {
        return new RingSource(this, items.ring());
    }

    /** The items of an open queue. */
    final ItemRing items() {
        open();
        return items;
    }

    /**
     * Puts an item, and waits until there is a place for it.
     *
     * @throws NullPointerException if it is null
     * @throws dev.cloister.CodecException if it cannot travel: says which part of it; it took no place
     * @throws dev.cloister.OutOfSharedMemoryException if the queue should grow for it and there is no memory; it was not put
     * @throws IllegalStateException if the queue is shut down or closed, also meanwhile; it was not put
     */
    @Override
    public final void put(E item) throws InterruptedException {
        boolean _ = items().put(notNull(item), Long.MAX_VALUE);
    }

    /**
     * Puts an item if there is a place for it; false if not. Throws as {@link #put} does.
     */
    @Override
    public final boolean offer(E item) {
        return items().offer(notNull(item));
    }

    /**
     * Puts an item, and waits so long for a place; false if there was none. Throws as {@link #put} does.
     */
    @Override
    public final boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
        return items().put(notNull(item), Deadlines.after(timeout, unit));
    }

    /**
     * Puts an item if there is a place for it. Throws as {@link #put} does, and an {@link IllegalStateException} if there is
     * no place.
     */
    @Override
    public final boolean add(E item) {
        if (!offer(item)) {
            throw new IllegalStateException(this + " is full");
        }
        return true;
    }

    private static Object notNull(@Nullable Object item) {
        return Objects.requireNonNull(item, "a queue takes no null");
    }

    /**
     * Takes the first item, and waits until there is one.
     *
     * @throws dev.cloister.CodecException if it cannot be rebuilt here; it is gone, the next take gets the next
     * @throws IllegalStateException if the queue is shut down and empty, or closed, also meanwhile
     */
    @Override
    @SuppressWarnings("unchecked")
    public final E take() throws InterruptedException {
        return (E) notNull(items().take(Long.MAX_VALUE));
    }

    /**
     * Takes the first item; null if there is none. Throws as {@link #take} does.
     */
    @Override
    @SuppressWarnings("unchecked")
    public final @Nullable E poll() {
        return (E) items().poll();
    }

    /**
     * Takes the first item, and waits so long for one; null if there was none. Throws as {@link #take} does.
     */
    @Override
    @SuppressWarnings("unchecked")
    public final @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return (E) items().take(Deadlines.after(timeout, unit));
    }

    /** Takes the first item. Throws as {@link #take} does, and a {@link NoSuchElementException} if there is none. */
    @Override
    public final E remove() {
        return present(poll());
    }

    /** A copy of the first item, which stays; null if there is none. Throws as {@link #take} does. */
    @Override
    @SuppressWarnings("unchecked")
    public final @Nullable E peek() {
        return (E) items().peek();
    }

    /** As {@link #peek}, but throws a {@link NoSuchElementException} if there is no item. */
    @Override
    public final E element() {
        return present(peek());
    }

    private E present(@Nullable E item) {
        if (item == null) {
            throw new NoSuchElementException(this + " has no item");
        }
        return item;
    }

    /** Moves all items that there are to a collection of this process; see {@link #drainTo(Collection, int)}. */
    @Override
    public final int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    /**
     * Moves items to a collection of this process, at most so many, and says how many; waits for none. Those that others put meanwhile
     * may be among them.
     *
     * @throws IllegalArgumentException if the collection is this queue
     * @throws dev.cloister.CodecException if an item cannot be rebuilt here; it is gone, those before it are in the collection
     * @throws IllegalStateException if the queue is closed
     */
    @Override
    @SuppressWarnings({"unchecked", "ReferenceEquality"})
    public final int drainTo(Collection<? super E> to, int maxItems) {
        Objects.requireNonNull(to, "to");
        if (to == this) {
            throw new IllegalArgumentException(this + " cannot be moved to itself");
        }
        ItemRing from = items();
        int count = 0;
        while (count < maxItems && !from.ring().isEmpty()) {
            Object item = from.poll();
            if (item == null) {
                break;
            }
            to.add((E) item);
            count++;
        }
        return count;
    }

    /** Takes all items that there are and throws them away. In a {@link JoinableQueue} they count as taken by this process. */
    @Override
    public final void clear() {
        items().clear();
    }

    /** How many items were put and not taken; 0 after {@link #shutdownNow}. */
    @Override
    public final int size() {
        return items().size();
    }

    /** Whether {@link #size} is 0. */
    @Override
    public final boolean isEmpty() {
        return items().ring().isEmpty();
    }

    /** How many items more it would take now, if they are small. */
    @Override
    public final int remainingCapacity() {
        ItemRing known = items();
        return (int) Math.max(0, known.ring().capacity() - known.ring().size());
    }

    /**
     * No more items: puts throw from now on, takes go on until the queue is empty and throw then. Those that wait to put are
     * woken and throw, as do those that wait to take when nothing is left. For all processes; does nothing the second time.
     */
    public final void shutdown() {
        items().shutdown(false);
    }

    /**
     * The end at once: puts and takes throw from now on, those that wait are woken and throw, and what was not taken is thrown
     * away. For all processes; does nothing the second time.
     */
    public final void shutdownNow() {
        items().shutdown(true);
        ended();
    }

    /** Called after {@link #shutdownNow}. */
    void ended() {
        // nobody waits for anything else than items and places
    }

    /** Whether {@link #shutdown} or {@link #shutdownNow} was called, by whatever process. */
    public final boolean isShutdown() {
        return items().isShutdown();
    }

    /** Goes through copies of the items that there are now. They stay; they cannot be removed in this way. */
    @Override
    public final Iterator<E> iterator() {
        return snapshot().iterator();
    }

    @SuppressWarnings("unchecked")
    private List<E> snapshot() {
        return (List<E>) List.copyOf(items().snapshot());
    }

    /** Copies of the items that there are now. */
    @Override
    public final Object[] toArray() {
        return snapshot().toArray();
    }

    /** Copies of the items that there are now. */
    @Override
    public final <T> T[] toArray(T[] array) {
        return snapshot().toArray(array);
    }

    /** Whether there is an item now that is equal to this. Looks at copies of all of them. */
    @Override
    public final boolean contains(Object item) {
        return snapshot().contains(item);
    }

    /** Whether {@link #contains} is true for all of these. */
    @Override
    public final boolean containsAll(Collection<?> all) {
        return snapshot().containsAll(all);
    }

    /**
     * Puts all of these as {@link #add} does.
     *
     * @throws IllegalArgumentException if the collection is this queue
     */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public final boolean addAll(Collection<? extends E> all) {
        if (all == this) {
            throw new IllegalArgumentException(this + " cannot be added to itself");
        }
        for (E item : all) {
            boolean _ = add(item);
        }
        return !all.isEmpty();
    }

    /** Not possible: items are taken from the beginning only. */
    @Override
    public final boolean remove(Object item) {
        throw onlyTheFirst();
    }

    /** Not possible: items are taken from the beginning only. */
    @Override
    public final boolean removeAll(Collection<?> all) {
        throw onlyTheFirst();
    }

    /** Not possible: items are taken from the beginning only. */
    @Override
    public final boolean retainAll(Collection<?> all) {
        throw onlyTheFirst();
    }

    private static UnsupportedOperationException onlyTheFirst() {
        return new UnsupportedOperationException(
                "only the first item of a shared queue can be removed: with take, poll, remove() or drainTo");
    }

    /** Its number, how many items of how many it has, and whether it is shut down or closed. Never waits. */
    @Override
    public String toString() {
        return items.text(isClosed());
    }

    @Override
    int form() {
        return Travelling.QUEUE;
    }
}
