package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * The bytes of a {@link MessageRing}: records one after the other, from the end round to the beginning. A record is a head
 * of 8 bytes, which lies in one piece, and a body that may lie in two, filled up to a multiple of 8. Positions count units
 * of 8 bytes. Immutable; who may use which part is the ring's business.
 */
final class RingArea {
    /** Where in the head of a record its kind is; below is the length. */
    static final int KIND_AT = 32;

    static final long LENGTH = 0xFFFF_FFFFL;
    private static final int UNIT_BITS = 3;

    /** The number of the object that the bytes are in; 0 if they follow the ring's words. */
    final long id;

    /** How many units there are. */
    final long units;

    private final MemorySegment memory;
    private final long at;
    private final long bytes;

    RingArea(long id, MemorySegment memory, long at, long bytes) {
        this.id = id;
        this.memory = memory;
        this.at = at;
        this.bytes = bytes & -8L;
        this.units = bytes >>> UNIT_BITS;
    }

    /** So many units a record with such a body takes. */
    static long unitsFor(long length) {
        return 1 + ((length + 7) >>> UNIT_BITS);
    }

    /** The position so many units later. */
    long after(long position, long count) {
        long next = position + count;
        return next < units ? next : next - units;
    }

    long head(long position) {
        return Words.getPlain(memory, at + (position << UNIT_BITS));
    }

    void setHead(long position, long head) {
        Words.setPlain(memory, at + (position << UNIT_BITS), head);
    }

    /** Writes the body of the record whose head is at this position. */
    void putBody(long position, byte[] from, int offset, int length) {
        long begin = (position << UNIT_BITS) + 8;
        if (begin == bytes) {
            begin = 0;
        }
        int first = (int) Math.min(length, bytes - begin);
        Words.putBytes(memory, at + begin, from, offset, first);
        if (first < length) {
            Words.putBytes(memory, at, from, offset + first, length - first);
        }
    }

    /** A copy of the record at this position, which has this head; without its body if that is longer than the limit. */
    MessageRing.Message message(long position, long head, int limit) {
        int length = (int) (head & LENGTH);
        byte[] body = new byte[length > limit ? 0 : length];
        if (length <= limit) {
            getBody(position, body);
        }
        return new MessageRing.Message((int) (head >>> KIND_AT), length, body);
    }

    private void getBody(long position, byte[] to) {
        long begin = (position << UNIT_BITS) + 8;
        if (begin == bytes) {
            begin = 0;
        }
        int first = (int) Math.min(to.length, bytes - begin);
        Words.getBytes(memory, at + begin, to, 0, first);
        if (first < to.length) {
            Words.getBytes(memory, at, to, first, to.length - first);
        }
    }
}
