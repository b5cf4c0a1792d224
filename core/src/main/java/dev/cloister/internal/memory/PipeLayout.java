package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where a pipe has what: two words that say how many rings there are and how long the area of each is, then the rings. Ring
 * n is read at end n, and written at the other. A one-way pipe has ring 0 only.
 */
public final class PipeLayout {
    private static final long RINGS = 0;
    private static final long AREA = 8;
    private static final long FIRST_RING = 128;

    /** How long the areas of a ring may become through large messages, but for one that is larger. */
    public static final long MAX_BYTES = 64 << 20;

    /** Messages are limited by their bytes, not by their number. */
    private static final long MAX_MESSAGES = 1 << 30;

    private PipeLayout() {}

    /** How long a pipe is. {@code areaBytes}: of each ring, a multiple of 128. */
    public static long bytes(int rings, long areaBytes) {
        return FIRST_RING + rings * (MessageRing.HEADER_BYTES + areaBytes);
    }

    /** Writes what a new pipe needs into memory of zeros. */
    public static void initialize(MemorySegment memory, int rings, long areaBytes) {
        Words.set(memory, AREA, areaBytes);
        for (int i = 0; i < rings; i++) {
            MessageRing.initialize(memory, ringAt(i, areaBytes), MAX_MESSAGES);
        }
        Words.set(memory, RINGS, rings);
    }

    /** Where this ring is. */
    public static long ringAt(int ring, long areaBytes) {
        return FIRST_RING + ring * (MessageRing.HEADER_BYTES + areaBytes);
    }

    /** Whether the ring that is read at this end is there. */
    public static boolean isRead(MemorySegment memory, int end) {
        return end < Words.get(memory, RINGS);
    }

    /** How long the first area of each ring is. */
    public static long areaBytes(MemorySegment memory) {
        return Words.get(memory, AREA);
    }

    /** The ring that is read at this end. */
    public static MessageRing ring(MemorySegment memory, int end, Waits waits, MessageRing.@Nullable Areas areas) {
        long areaBytes = Words.get(memory, AREA);
        return new MessageRing(memory, ringAt(end, areaBytes), areaBytes, waits, areas, null);
    }

    /** At the hub: nobody has this end any more. Who waits at the other has to be woken. */
    public static void closeEnd(MemorySegment memory, int end) {
        long areaBytes = Words.get(memory, AREA);
        if (isRead(memory, end)) {
            MessageRing.close(memory, ringAt(end, areaBytes), RingWord.NO_TAKE);
        }
        if (isRead(memory, 1 - end)) {
            MessageRing.close(memory, ringAt(1 - end, areaBytes), RingWord.NO_PUT);
        }
    }

    /** At the hub, after a process ended. */
    public static void recover(MemorySegment memory, int participant) {
        long areaBytes = Words.get(memory, AREA);
        for (int i = 0; isRead(memory, i); i++) {
            MessageRing.recover(memory, ringAt(i, areaBytes), participant);
        }
    }
}
