package dev.cloister.internal.hub;

import dev.cloister.internal.member.QueueOperations;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.OutOfSharedMemory;
import dev.cloister.internal.memory.QueueLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * A queue at the hub: repairs what the dead leave, and gives it larger areas. Both steps of that, going over to a new area
 * and leaving an old one, are done here, so that the death of the process that asked for it cannot come in between.
 */
final class QueueBehaviour implements Behaviour {
    /** Areas double up to this; an item that is longer has one of its own length. */
    private static final long MAX_AREA = 64 << 20;

    /** The areas beside the first that are in use: that of the head first, unless it is the first; that of the tail last. */
    private final ArrayDeque<HubObject> areas = new ArrayDeque<>();

    /** Whether the head has left the first area. */
    private boolean firstLeft;

    @Override
    public void repair(MemorySegment memory, int participant) {
        QueueLayout.recover(memory, participant);
    }

    @Override
    public long call(Hub hub, HubObject object, Session session, int operation, long a, long b) throws IOException {
        return switch (operation) {
            case QueueOperations.GROW -> grow(hub, object, a);
            case QueueOperations.FOLLOW -> follow(hub, object);
            default ->
                throw new IllegalStateException("a queue has no operation " + operation + "; please report this");
        };
    }

    /** A new area of at least so many bytes for what is put from now on; 0 if the queue has as many as it may have. */
    private long grow(Hub hub, HubObject object, long needed) throws IOException {
        long first = QueueLayout.areaBytes(object.memory);
        long total = firstLeft ? 0 : first;
        for (HubObject area : areas) {
            total += area.bytes;
        }
        long left = QueueLayout.maxBytes(object.memory) - total;
        if (needed > left && !MessageRing.isEmpty(object.memory, QueueLayout.RING)) {
            return 0;
        }
        HubObject last = areas.peekLast();
        long wanted = Math.min(Math.max(2 * (last == null ? first : last.bytes), 4 * needed), MAX_AREA);
        HubObject fresh = allocate(hub, object, Math.max(needed, Math.min(wanted, left)), needed);
        MemorySegment tail = last == null ? object.memory : last.memory;
        MessageRing.grow(object.memory, QueueLayout.RING, tail, last == null ? QueueLayout.areaAt() : 0, fresh.id);
        areas.add(fresh);
        return fresh.id;
    }

    private static HubObject allocate(Hub hub, HubObject owner, long wanted, long needed) throws IOException {
        try {
            return hub.createPart(owner, (wanted + 7) & -8L);
        } catch (OutOfSharedMemory e) {
            if (wanted == needed) {
                throw e;
            }
            return hub.createPart(owner, needed);
        }
    }

    /** The head has come to the end of its area. */
    private long follow(Hub hub, HubObject object) {
        HubObject left = firstLeft ? areas.poll() : null;
        firstLeft = true;
        HubObject next = areas.peek();
        if (next == null) {
            throw new IllegalStateException("a queue has no area to follow to; please report this");
        }
        MessageRing.follow(object.memory, QueueLayout.RING, next.id);
        if (left != null) {
            hub.destroyPart(left);
        }
        return next.id;
    }

    @Override
    public void destroyed(Hub hub, HubObject object) {
        areas.forEach(hub::destroyPart);
        areas.clear();
    }
}
