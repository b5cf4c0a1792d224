package dev.cloister.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Grows a byte array from little-endian values. For one thread at a time. */
public final class ByteSink {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int size;

    public ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** How many bytes were put. */
    public int size() {
        return size;
    }

    /** The array behind, of which the first {@link #size()} bytes count. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was put. */
    public byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Forgets everything, keeps the array. */
    public void clear() {
        size = 0;
    }

    public ByteSink putByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteSink putInt(int value) {
        ensure(4);
        LittleEndian.putInt(bytes, size, value);
        size += 4;
        return this;
    }

    public ByteSink putLong(long value) {
        ensure(8);
        LittleEndian.putLong(bytes, size, value);
        size += 8;
        return this;
    }

    /** Puts bytes as they are. */
    public ByteSink putBytes(byte[] from, int at, int length) {
        ensure(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
        return this;
    }

    /** Puts a length and the bytes. */
    public ByteSink putSized(byte[] from) {
        putInt(from.length);
        return putBytes(from, 0, from.length);
    }

    /** Puts a length and the string in UTF-8; -1 for null. */
    public ByteSink putString(@Nullable String value) {
        return value == null ? putInt(-1) : putSized(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes back what was put after the first {@code length} bytes. */
    public void truncate(int length) {
        size = Math.min(size, length);
    }

    /** Replaces four bytes that were put before. */
    public void setInt(int at, int value) {
        LittleEndian.putInt(bytes, at, value);
    }

    /** Makes room for {@code length} bytes, counts them as put, and returns where they begin. */
    public int reserve(int length) {
        ensure(length);
        int at = size;
        size += length;
        return at;
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            long wanted = Math.max((long) size + more, Math.min(2L * bytes.length, MAX_SIZE));
            if (wanted > MAX_SIZE) {
                throw new IllegalStateException("more than " + MAX_SIZE + " bytes in one message");
            }
            bytes = Arrays.copyOf(bytes, (int) wanted);
        }
    }
}
