package dev.cloister.internal.codec;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;

/**
 * Handles of shared objects to bytes and back: numbers, instead of Java serialization, which takes tens of milliseconds
 * when a process does it for the first time. Whoever defines the handles gives it to {@link ValueCodec#setHandleCodec}.
 */
public interface HandleCodec {
    /** Whether this is one. */
    boolean isHandle(Object value);

    /** Appends one. Throws whatever prevents it from travelling. */
    void encode(ByteSink to, Object handle) throws IOException;

    /**
     * Takes one.
     *
     * @param loader finds the classes of what comes with it
     * @throws IOException if the bytes are no handle, or its object is no more
     */
    Object decode(ByteSource from, ClassLoader loader) throws IOException, ClassNotFoundException;
}
