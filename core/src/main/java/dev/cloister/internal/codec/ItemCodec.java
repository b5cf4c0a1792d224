package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.util.Objects;

/** Items on their way through queues and pipes: a value, and what it is called when it cannot travel. */
public final class ItemCodec {
    /** A value as {@link ValueCodec} writes it. */
    public static final int VALUE = 0;

    /** A {@code byte[]} as it is. */
    public static final int BYTES = 1;

    /** Shorter arrays are written as values, because those of any length are. */
    private static final int LONG_ARRAY = 1 << 10;

    private static final int SMALL = 48;

    private ItemCodec() {}

    /** {@link #BYTES} for what needs no encoding, else {@link #VALUE}. */
    public static int kindOf(Object item) {
        return item instanceof byte[] bytes && bytes.length >= LONG_ARRAY ? BYTES : VALUE;
    }

    /**
     * Encodes an item that is a {@link #VALUE}.
     *
     * @throws CodecException if it cannot travel: says which part of it
     */
    public static ByteSink encode(Object item) {
        ByteSink sink = new ByteSink(SMALL);
        try {
            ValueCodec.encode(sink, item);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding("item", item, t);
        }
        return sink;
    }

    /**
     * Rebuilds an item, with the classes of this thread's context class loader.
     *
     * @throws CodecException if it cannot be rebuilt here
     */
    public static Object decode(int kind, byte[] body) {
        if (kind == BYTES) {
            return body;
        }
        try {
            return Objects.requireNonNull(ValueCodec.decode(new ByteSource(body), ValueCodec.loader()));
        } catch (Throwable t) { // a missing class, the user's readObject
            if (t instanceof OutOfMemoryError memory) {
                throw memory;
            }
            throw CodecErrors.decoding("item", "process that took it", t);
        }
    }
}
