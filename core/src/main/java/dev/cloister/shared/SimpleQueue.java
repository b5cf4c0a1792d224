package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import java.io.Serial;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A queue between processes without a limit of its own: {@link #put} never waits for a place. Items are copies, as those of
 * {@link SharedQueue}; many threads of many processes may put and take. It grows as long as there is shared memory, and
 * keeps the room that it needed last until it is closed. Prefer a {@link SharedQueue}, which slows down producers that are
 * faster than their consumers.
 *
 * <p>A process that ends while it puts or takes has put or taken the item or has not; nobody waits for it.
 *
 * {@snippet :
 * try (var results = dev.cloister.shared.SimpleQueue.<String>create();
 *         var pool = dev.cloister.Pool.ofProcesses(1)) {
 *     pool.submit(() -> results.put("done"));
 *     System.out.println(results.take());
 * }
 * }
 *
 * @param <E> what the items are
 */
public final class SimpleQueue<E> extends SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** More than there is memory for. */
    static final long UNBOUNDED = (1L << 31) - 2;

    private final transient ItemRing items;

    SimpleQueue(Attachment attachment) {
        super(attachment);
        this.items = new ItemRing(attachment);
    }

    /**
     * A new queue without items.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static <E> SimpleQueue<E> create() {
        return new SimpleQueue<>(ItemRing.create(UNBOUNDED, Long.MAX_VALUE / 4, false));
    }

    @Override
    WaitSource waitSource() {
        return new RingSource(this, items.ring());
    }

    private ItemRing items() {
        open();
        return items;
    }

    /**
     * Puts an item. It can be taken, by any process, as soon as this returns. Waits for nobody who does anything else than
     * put at the same time.
     *
     * @throws NullPointerException if it is null
     * @throws dev.cloister.CodecException if it cannot travel; nothing was put
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it; nothing was put, what is there stays
     * @throws IllegalStateException if the queue is closed
     */
    public void put(E item) {
        Objects.requireNonNull(item, "a queue takes no null");
        if (!items().offer(item)) {
            throw new IllegalStateException(this + " has as many items as a queue can have");
        }
    }

    /**
     * Takes the first item, and waits until there is one.
     *
     * @throws dev.cloister.CodecException if it cannot be rebuilt here; it is gone, the next take gets the next
     * @throws IllegalStateException if the queue is closed, also meanwhile
     */
    @SuppressWarnings("unchecked")
    public E take() throws InterruptedException {
        return (E) Objects.requireNonNull(items().take(Long.MAX_VALUE));
    }

    /**
     * Takes the first item; null if there is none.
     *
     * @throws dev.cloister.CodecException if it cannot be rebuilt here; it is gone, the next take gets the next
     * @throws IllegalStateException if the queue is closed
     */
    @SuppressWarnings("unchecked")
    public @Nullable E poll() {
        return (E) items().poll();
    }

    /**
     * Takes the first item, and waits so long for one; null if none came. A time of 0 or less does not wait.
     *
     * @throws dev.cloister.CodecException if it cannot be rebuilt here; it is gone, the next take gets the next
     * @throws IllegalStateException if the queue is closed, also meanwhile
     */
    @SuppressWarnings("unchecked")
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return (E) items().take(Deadlines.after(timeout, unit));
    }

    /**
     * Whether there was no item a moment ago. With others at work the answer may be wrong when it comes.
     *
     * @throws IllegalStateException if the queue is closed
     */
    public boolean isEmpty() {
        return items().ring().isEmpty();
    }

    /** Its number and how many items it has. Never waits. */
    @Override
    public String toString() {
        return items.text(isClosed());
    }

    @Override
    int form() {
        return Travelling.SIMPLE_QUEUE;
    }
}
