package dev.cloister.internal.manager;

import dev.cloister.CodecException;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies of values, made as if they travelled. */
final class Copies {
    private static final int FIRST_BYTES = 256;

    private Copies() {}

    /** The value itself if it cannot change, else a copy. */
    @SuppressWarnings({"unchecked", "NullAway"}) // a copy has the type of the original, and is null if that is
    static <T extends @Nullable Object> T of(T value) {
        if (value == null || ValueCodec.isPlain(value)) {
            return value;
        }
        try {
            ByteSink bytes = new ByteSink(FIRST_BYTES);
            ValueCodec.encode(bytes, value);
            return (T) ValueCodec.decode(new ByteSource(bytes.toBytes()), loader());
        } catch (IOException | ClassNotFoundException e) {
            throw new CodecException(
                    "a copy of a " + value.getClass().getName() + " for a function cannot be made: " + e, "", e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader != null ? loader : ClassLoader.getSystemClassLoader();
    }
}
