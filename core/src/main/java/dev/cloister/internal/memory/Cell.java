package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Some bytes with a tag, which change as one. Layout: a word that counts the changes, then two buffers, each a word (the tag
 * in the highest byte, the length below) and room for the bytes. The count's lowest bit names the buffer that holds; a change
 * fills the other one and then adds one to the count, by one store. So there is nothing to repair after a death.
 *
 * <p>Who changes it holds the mutex. Who reads it needs no lock: it reads, and is done if the count is what it was before.
 */
public final class Cell {
    /** The bytes must fit into one Java array, and two buffers of them into offsets. */
    public static final int MAX_CAPACITY = Integer.MAX_VALUE - 64;

    private static final int TAG_AT = 56;
    private static final long LENGTH = 0xFFFF_FFFFL;

    /** So often a reader tries before it keeps writers out. */
    private static final int TRIES = 16;

    private final MemorySegment memory;
    private final long at;
    private final int capacity;
    private final Mutex mutex;

    /** What a cell holds. The bytes belong to who asked. */
    public record Content(int tag, byte[] bytes) {
        /** Whether it is the same tag and the same bytes. */
        public boolean isSame(Content other) {
            return tag == other.tag && java.util.Arrays.equals(bytes, other.bytes);
        }
    }

    public Cell(MemorySegment memory, long at, int capacity, Mutex mutex) {
        this.memory = memory;
        this.at = at;
        this.capacity = capacity;
        this.mutex = mutex;
    }

    /** How much room a cell with this capacity needs. */
    public static long bytes(int capacity) {
        return 8 + 2 * bufferBytes(capacity);
    }

    private static long bufferBytes(int capacity) {
        return 8 + (capacity + 7L) / 8 * 8;
    }

    /** How many bytes it can hold. */
    public int capacity() {
        return capacity;
    }

    /** What it holds. The token is the calling thread's. */
    public Content read(long token) {
        for (int i = 0; i < TRIES; i++) {
            Content content = tryRead();
            if (content != null) {
                return content;
            }
        }
        Mutex.Outcome _ = mutex.lock(token);
        try {
            return buffer(Words.get(memory, at));
        } finally {
            mutex.unlock();
        }
    }

    private @Nullable Content tryRead() {
        long count = Words.get(memory, at);
        Content content = buffer(count);
        VarHandle.loadLoadFence();
        return Words.get(memory, at) == count ? content : null;
    }

    private Content buffer(long count) {
        long buffer = bufferAt(count);
        long head = Words.get(memory, buffer);
        byte[] bytes = new byte[(int) Math.min(head & LENGTH, capacity)];
        Words.getBytes(memory, buffer + 8, bytes, 0, bytes.length);
        return new Content((int) (head >>> TAG_AT), bytes);
    }

    private long bufferAt(long count) {
        return at + 8 + (count & 1) * bufferBytes(capacity);
    }

    /** Changes it. The caller has made sure that the bytes fit. */
    public void write(long token, Content content) {
        Mutex.Outcome _ = mutex.lock(token);
        try {
            put(content);
        } finally {
            mutex.unlock();
        }
    }

    /** Changes it and returns what was there before. */
    public Content getAndSet(long token, Content content) {
        Mutex.Outcome _ = mutex.lock(token);
        try {
            Content before = buffer(Words.get(memory, at));
            put(content);
            return before;
        } finally {
            mutex.unlock();
        }
    }

    /** Changes it if it holds what is expected; says whether it did. */
    public boolean compareAndSet(long token, Content expected, Content content) {
        Mutex.Outcome _ = mutex.lock(token);
        try {
            boolean same = buffer(Words.get(memory, at)).isSame(expected);
            if (same) {
                put(content);
            }
            return same;
        } finally {
            mutex.unlock();
        }
    }

    private void put(Content content) {
        long next = Words.get(memory, at) + 1;
        long buffer = bufferAt(next);
        byte[] bytes = content.bytes();
        Words.setPlain(memory, buffer, (long) content.tag() << TAG_AT | bytes.length);
        Words.putBytes(memory, buffer + 8, bytes, 0, bytes.length);
        Words.set(memory, at, next);
    }
}
