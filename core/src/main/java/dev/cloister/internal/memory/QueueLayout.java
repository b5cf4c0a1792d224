package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * The memory of a queue: what it was created with, then its {@link MessageRing} with the first area, then, if it counts what
 * was taken, the {@link TakenItems}.
 */
public final class QueueLayout {
    /** Where the ring is. */
    public static final long RING = 128;

    private static final long AREA_BYTES = 0;
    private static final long MAX_BYTES = 8;
    private static final long TAKEN_AT = 16;

    private QueueLayout() {}

    /** How many bytes a queue needs whose first area has so many. */
    public static long bytesFor(long areaBytes, boolean counting) {
        return RING + MessageRing.HEADER_BYTES + areaBytes + (counting ? TakenItems.BYTES : 0);
    }

    /** Writes what a new queue needs into memory of zeros. */
    public static void initialize(
            MemorySegment memory, long capacity, long areaBytes, long maxBytes, boolean counting) {
        Words.set(memory, AREA_BYTES, areaBytes);
        Words.set(memory, MAX_BYTES, maxBytes);
        Words.set(memory, TAKEN_AT, counting ? RING + MessageRing.HEADER_BYTES + areaBytes : 0);
        MessageRing.initialize(memory, RING, capacity);
    }

    /** How long the first area is; a multiple of 8. */
    public static long areaBytes(MemorySegment memory) {
        return Words.get(memory, AREA_BYTES);
    }

    /** Where the first area is. */
    public static long areaAt() {
        return RING + MessageRing.HEADER_BYTES;
    }

    /** How long all areas together may become, but for one item that is longer. */
    public static long maxBytes(MemorySegment memory) {
        return Words.get(memory, MAX_BYTES);
    }

    /** Where the {@link TakenItems} are; 0 if there are none. */
    public static long takenAt(MemorySegment memory) {
        return Words.get(memory, TAKEN_AT);
    }

    /** At the hub, after a process ended. */
    public static void recover(MemorySegment memory, int participant) {
        long takenAt = takenAt(memory);
        if (takenAt != 0) {
            TakenItems.recover(memory, takenAt, MessageRing.itemsTaken(memory, RING), participant);
        }
        MessageRing.recover(memory, RING, participant);
    }
}
