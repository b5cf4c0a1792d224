package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/** Objects that are sent through connections: a value, or null, and what it is called when it cannot travel. */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * Encodes an object.
     *
     * @throws CodecException if it cannot travel: says which part of it
     */
    public static ByteSink encode(@Nullable Object object) {
        ByteSink sink = new ByteSink(128);
        try {
            ValueCodec.encode(sink, object);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding("message", object == null ? "null" : object, t);
        }
        return sink;
    }

    /**
     * Rebuilds an object, with the classes of this thread's context class loader.
     *
     * @param filter is asked for every class that is deserialized; null for none
     * @throws CodecException if it cannot be rebuilt here
     */
    public static @Nullable Object decode(byte[] bytes, @Nullable ObjectInputFilter filter) {
        try {
            return ValueCodec.decode(new ByteSource(bytes), ValueCodec.loader(), filter);
        } catch (LinkageError | OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding("message", "receiver", t);
        }
    }

    /** Whether these are the bytes of a {@code byte[]}, so that rebuilding them runs no code of anybody. */
    public static boolean isByteArray(byte[] bytes) {
        return ValueCodec.isByteArray(bytes);
    }
}
