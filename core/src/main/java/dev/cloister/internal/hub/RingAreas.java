package dev.cloister.internal.hub;

import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.OutOfSharedMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * The areas of one ring beside its first. Both steps, going over to a new area and leaving an old one, are done here, so that
 * the death of the process that asked for it cannot come in between.
 */
final class RingAreas {
    /** Areas double up to this; an item that is longer has one of its own length. */
    private static final long MAX_AREA = 64 << 20;

    private final MemorySegment memory;

    /** Where the ring is in this memory. */
    private final long ringAt;

    /** How long its first area is. */
    private final long firstBytes;

    /** How long all together may become, but for one item that is longer. */
    private final long maxBytes;

    /** The areas beside the first that are in use: that of the head first, unless it is the first; that of the tail last. */
    private final ArrayDeque<HubObject> areas = new ArrayDeque<>();

    /** Whether the head has left the first area. */
    private boolean firstLeft;

    RingAreas(MemorySegment memory, long ringAt, long firstBytes, long maxBytes) {
        this.memory = memory;
        this.ringAt = ringAt;
        this.firstBytes = firstBytes;
        this.maxBytes = maxBytes;
    }

    /** A new area of at least so many bytes for what is put from now on; 0 if the ring has as many as it may have. */
    long grow(Hub hub, HubObject owner, long needed) throws IOException {
        long total = firstLeft ? 0 : firstBytes;
        for (HubObject area : areas) {
            total += area.bytes;
        }
        long left = maxBytes - total;
        if (needed > left && !MessageRing.isEmpty(memory, ringAt)) {
            return 0;
        }
        HubObject last = areas.peekLast();
        long wanted = Math.min(Math.max(2 * (last == null ? firstBytes : last.bytes), 4 * needed), MAX_AREA);
        HubObject fresh = allocate(hub, owner, Math.max(needed, Math.min(wanted, left)), needed);
        MemorySegment tail = last == null ? memory : last.memory;
        long tailAt = last == null ? ringAt + MessageRing.HEADER_BYTES : 0;
        MessageRing.grow(memory, ringAt, tail, tailAt, fresh.id);
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
    long follow(Hub hub) {
        HubObject left = firstLeft ? areas.poll() : null;
        firstLeft = true;
        HubObject next = areas.peek();
        if (next == null) {
            throw new IllegalStateException("a ring has no area to follow to; please report this");
        }
        MessageRing.follow(memory, ringAt, next.id);
        if (left != null) {
            hub.destroyPart(left);
        }
        return next.id;
    }

    /** The object that they belong to ends. */
    void destroy(Hub hub) {
        areas.forEach(hub::destroyPart);
        areas.clear();
    }
}
