package dev.cloister.shared;

import dev.cloister.internal.codec.ItemCodec;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.MessageRing.Message;
import dev.cloister.internal.memory.MessageRing.Outcome;
import dev.cloister.internal.memory.QueueLayout;
import dev.cloister.internal.memory.RingWord;
import dev.cloister.internal.memory.TakenItems;
import dev.cloister.internal.protocol.ByteSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all queues do: objects to messages of a ring and back. Encodes before, decodes after what others wait for. */
final class ItemRing {
    private static final int MIN_AREA = 4 << 10;
    private static final int MAX_FIRST_AREA = 128 << 10;
    private static final int BYTES_OF_A_SMALL_ITEM = 24;

    private final Attachment attachment;
    private final MessageRing ring;
    private final @Nullable TakenItems taken;

    /** The queue that is attached. */
    ItemRing(Attachment attachment) {
        this.attachment = attachment;
        var memory = attachment.memory();
        long takenAt = QueueLayout.takenAt(memory);
        this.taken = takenAt == 0
                ? null
                : new TakenItems(
                        memory, takenAt, attachment, attachment.member().number());
        this.ring = new MessageRing(
                memory, QueueLayout.RING, QueueLayout.areaBytes(memory), attachment, new QueueAreas(attachment), taken);
    }

    /** Makes a new one. */
    static Attachment create(long capacity, long maxBytes, boolean counting) {
        long area = Math.clamp(capacity * BYTES_OF_A_SMALL_ITEM, MIN_AREA, MAX_FIRST_AREA) & -8L;
        Attachment attachment = SharedObject.create(ObjectKind.QUEUE, QueueLayout.bytesFor(area, counting), 0);
        QueueLayout.initialize(attachment.memory(), capacity, area, maxBytes, counting);
        return attachment;
    }

    MessageRing ring() {
        return ring;
    }

    /** Who took what; only queues that count have it. */
    TakenItems taken() {
        return Objects.requireNonNull(taken);
    }

    /** Puts if it is possible at once; false if not. */
    boolean offer(Object item) {
        long token = attachment.token();
        if (ItemCodec.kindOf(item) == ItemCodec.BYTES) {
            byte[] bytes = (byte[]) item;
            return isPut(ring.tryPut(token, bytes, 0, bytes.length, ItemCodec.BYTES));
        }
        ByteSink sink = ItemCodec.encode(item);
        return isPut(ring.tryPut(token, sink.array(), 0, sink.size(), ItemCodec.VALUE));
    }

    /** Puts; false if that was not possible until the deadline. */
    boolean put(Object item, long deadline) throws InterruptedException {
        long token = attachment.token();
        if (ItemCodec.kindOf(item) == ItemCodec.BYTES) {
            byte[] bytes = (byte[]) item;
            return isPut(ring.put(token, bytes, 0, bytes.length, ItemCodec.BYTES, deadline));
        }
        ByteSink sink = ItemCodec.encode(item);
        return isPut(ring.put(token, sink.array(), 0, sink.size(), ItemCodec.VALUE, deadline));
    }

    private boolean isPut(Outcome outcome) {
        if (outcome == Outcome.CLOSED) {
            throw new IllegalStateException(attachment + " was shut down: nothing more can be put");
        }
        return outcome == Outcome.DONE;
    }

    /** Takes if there is an item; null if not. Throws when there cannot be any more. */
    @Nullable
    Object poll() {
        return decoded(ring.tryTake(attachment.token()));
    }

    /** Takes; null if there was no item until the deadline. */
    @Nullable
    Object take(long deadline) throws InterruptedException {
        return decoded(ring.take(attachment.token(), deadline));
    }

    private @Nullable Object decoded(@Nullable Message message) {
        if (message != null) {
            return ItemCodec.decode(message.kind, message.body);
        }
        if (ring.closed() != 0 && ring.outcomeOfTake() == Outcome.CLOSED) {
            throw new IllegalStateException(attachment + " was shut down and no item is left in it");
        }
        return null;
    }

    /** Copies of all items. */
    List<Object> snapshot() {
        List<Object> items = new ArrayList<>();
        for (Message message : ring.snapshot(attachment.token())) {
            items.add(ItemCodec.decode(message.kind, message.body));
        }
        return items;
    }

    /** A copy of the first item; null if there is none. */
    @Nullable
    Object peek() {
        return decoded(ring.peek(attachment.token()));
    }

    /** Throws all away. */
    void clear() {
        long _ = ring.clear(attachment.token());
    }

    boolean isShutdown() {
        return ring.closed() != 0;
    }

    void shutdown(boolean now) {
        ring.close(now ? RingWord.NO_TAKE : RingWord.NO_PUT);
    }

    /** As many items as an int can say. */
    int size() {
        return (int) Math.min(Integer.MAX_VALUE, ring.size());
    }

    /** For {@code toString()} of queues. */
    String text(boolean closed) {
        if (closed) {
            return attachment + " [closed]";
        }
        try {
            String capacity = ring.capacity() == SimpleQueue.UNBOUNDED ? "" : " of " + ring.capacity();
            return attachment + " [" + ring.size() + capacity + " items" + (isShutdown() ? ", shut down]" : "]");
        } catch (IllegalStateException e) { // its memory went just now
            return attachment + " [closed]";
        }
    }
}
