package dev.cloister.shared;

import dev.cloister.internal.codec.CodecErrors;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * A message of a pipe.
 *
 * @param bytes holds its bytes
 * @param length how many, from the beginning
 * @param kind {@link #OBJECT} or {@link #BYTES}
 */
record PipeMessage(byte[] bytes, int length, int kind) {
    static final int OBJECT = 0;
    static final int BYTES = 1;

    /** An object to be sent. */
    static PipeMessage ofObject(@Nullable Object object) {
        ByteSink sink = new ByteSink(128);
        try {
            ValueCodec.encode(sink, object);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding("message", object == null ? "null" : object, t);
        }
        return new PipeMessage(sink.array(), sink.size(), OBJECT);
    }

    /** What was sent. */
    @Nullable
    Object value() {
        if (kind == BYTES) {
            return bytes;
        }
        ClassLoader known = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = known == null ? ClassLoader.getSystemClassLoader() : known;
        try {
            return ValueCodec.decode(new ByteSource(bytes), loader);
        } catch (LinkageError | OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding("message", "receiver", t);
        }
    }
}
