package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Shared values to bytes and back. The body of SHARED_REPLY is
 *
 * <pre>
 *   1 u8, value     or     0 u8, reason (text) when there is no such value
 * </pre>
 */
public final class SharedCodec {
    private static final int MISSING = 0;
    private static final int PRESENT = 1;

    private SharedCodec() {}

    /**
     * Encodes a value.
     *
     * @throws CodecException if it cannot travel or is larger than the limit
     */
    public static byte[] encode(@Nullable Object value, int maxBytes) {
        ByteSink sink = new ByteSink(512);
        sink.putByte(PRESENT);
        try {
            ValueCodec.encode(sink, value);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding("shared value", value == null ? "null" : value, t);
        }
        TaskCodec.requireSize("shared value", sink.size() - 1, maxBytes);
        return sink.toBytes();
    }

    /** Encodes that there is no such value. */
    public static byte[] refusal(String reason) {
        return new ByteSink(64).putByte(MISSING).putString(reason).toBytes();
    }

    /** Why there is no such value; null if there is one. */
    public static @Nullable String reason(byte[] body) {
        try {
            ByteSource source = new ByteSource(body);
            return source.takeByte() == PRESENT ? null : source.takeText();
        } catch (IOException e) {
            return "malformed message: " + e.getMessage();
        }
    }

    /**
     * Decodes a value. Runs the user's {@code readObject}.
     *
     * @throws CodecException if that fails, whatever it throws
     */
    public static @Nullable Object decode(byte[] body, ClassLoader loader) {
        try {
            ByteSource source = new ByteSource(body);
            source.takeByte();
            return ValueCodec.decode(source, loader);
        } catch (LinkageError | OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding("shared value", "worker", t);
        }
    }
}
