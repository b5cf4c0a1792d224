package dev.cloister.internal.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes little-endian values from a byte array; what would reach past its end is an {@link IOException}. */
public final class ByteSource {

    private final byte[] bytes;
    private int at;

    public ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The array behind. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes are left. */
    public int left() {
        return bytes.length - at;
    }

    /** The next byte, which is not taken; -1 at the end. */
    public int peekByte() {
        return at < bytes.length ? bytes[at] & 0xff : -1;
    }

    public int takeByte() throws IOException {
        return bytes[advance(1)] & 0xff;
    }

    public int takeInt() throws IOException {
        return LittleEndian.getInt(bytes, advance(4));
    }

    public long takeLong() throws IOException {
        return LittleEndian.getLong(bytes, advance(8));
    }

    /** Takes a length that the bytes left can hold, {@code elementBytes} for each element. */
    public int takeLength(int elementBytes) throws IOException {
        int length = takeInt();
        if (length < 0 || (long) length * elementBytes > left()) {
            throw new IOException("malformed message: a length of " + length + " elements of " + elementBytes
                    + " bytes with " + left() + " bytes left");
        }
        return length;
    }

    /** Takes what {@link ByteSink#putSized} put. */
    public byte[] takeSized() throws IOException {
        int length = takeLength(1);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, advance(length), copy, 0, length);
        return copy;
    }

    /** Takes what {@link ByteSink#putString} put. */
    public @Nullable String takeString() throws IOException {
        if (left() >= 4 && LittleEndian.getInt(bytes, at) == -1) {
            advance(4);
            return null;
        }
        int length = takeLength(1);
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    /** Takes a string that must not be null. */
    public String takeText() throws IOException {
        String text = takeString();
        if (text == null) {
            throw new IOException("malformed message: a text is missing");
        }
        return text;
    }

    /** How many bytes were taken. */
    public int position() {
        return at;
    }

    /** Goes on at this position, which is one of the bytes or their end. */
    public void moveTo(int position) {
        at = position;
    }

    /** Skips bytes and returns where they began. */
    public int advance(int length) throws IOException {
        if (length < 0 || length > left()) {
            throw new IOException("malformed message: " + length + " bytes wanted, " + left() + " left");
        }
        int from = at;
        at += length;
        return from;
    }
}
