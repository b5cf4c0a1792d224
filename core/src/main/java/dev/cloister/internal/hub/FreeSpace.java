package dev.cloister.internal.hub;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which parts of a stretch of bytes are free: first fit, freed neighbours become one. For one thread at a time. */
final class FreeSpace {
    /** Where each free part begins, and how long it is; no two touch. */
    private final TreeMap<Long, Long> free = new TreeMap<>();

    private final long capacity;
    private long left;

    FreeSpace(long capacity) {
        this.capacity = capacity;
        this.left = capacity;
        free.put(0L, capacity);
    }

    /** Where so many bytes are from now on taken; -1 if no free part is so long. */
    long take(long bytes) {
        Map.Entry<Long, Long> part = firstFit(bytes);
        if (part == null) {
            return -1;
        }
        long at = part.getKey();
        long length = part.getValue();
        free.remove(at);
        if (length > bytes) {
            free.put(at + bytes, length - bytes);
        }
        left -= bytes;
        return at;
    }

    private Map.@Nullable Entry<Long, Long> firstFit(long bytes) {
        for (Map.Entry<Long, Long> part : free.entrySet()) {
            if (part.getValue() >= bytes) {
                return part;
            }
        }
        return null;
    }

    /** These bytes, which were taken, are free again. */
    void giveBack(long at, long bytes) {
        Map.Entry<Long, Long> before = free.floorEntry(at);
        Map.Entry<Long, Long> after = free.higherEntry(at);
        long beforeEnds = before == null ? 0 : before.getKey() + before.getValue();
        long afterBegins = after == null ? capacity : after.getKey();
        if (beforeEnds > at || at + bytes > afterBegins) {
            throw new IllegalStateException(at + " to " + (at + bytes) + " is free already; please report this");
        }
        long from = at;
        long length = bytes;
        if (before != null && beforeEnds == at) {
            free.remove(before.getKey());
            from = before.getKey();
            length += before.getValue();
        }
        if (after != null && afterBegins == at + bytes) {
            free.remove(after.getKey());
            length += after.getValue();
        }
        free.put(from, length);
        left += bytes;
    }

    boolean isAllFree() {
        return left == capacity;
    }
}
