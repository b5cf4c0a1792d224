package dev.cloister.shared;

import dev.cloister.internal.codec.MessageCodec;
import dev.cloister.internal.protocol.ByteSink;
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
        ByteSink sink = MessageCodec.encode(object);
        return new PipeMessage(sink.array(), sink.size(), OBJECT);
    }

    /** What was sent. */
    @Nullable
    Object value() {
        return kind == BYTES ? bytes : MessageCodec.decode(bytes, null);
    }
}
