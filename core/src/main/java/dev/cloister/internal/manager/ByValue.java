package dev.cloister.internal.manager;

import dev.cloister.internal.codec.CodecErrors;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * What a call within one JVM does with arguments and results, so that it means the same as a call from elsewhere; and what servants
 * do with a value before a function gets it, so that no value of theirs is ever changed.
 */
final class ByValue {
    /** Classes of functions that capture nothing: one is as good as its copy. */
    private static final ClassValue<Boolean> CAPTURES_NOTHING = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.isHidden() && type.getDeclaredFields().length == 0;
        }
    };

    private ByValue() {}

    /** Whether nobody could tell a copy from it. */
    static boolean isImmutable(Object value) {
        return ValueCodec.isPlain(value)
                || value instanceof Enum<?>
                || CAPTURES_NOTHING.get(value.getClass())
                || ObjectHandler.behind(value) != null;
    }

    /** The value itself if nobody could tell a copy from it, else a copy. */
    @SuppressWarnings({"unchecked", "NullAway"}) // a copy has the type of the original, and is null if that is
    static <T extends @Nullable Object> T copyOf(T value) {
        return value == null || isImmutable(value) ? value : (T) copy("value", value);
    }

    /** A copy, made as if it travelled. */
    static @Nullable Object copy(String what, Object value) {
        ByteSink bytes = new ByteSink(256);
        try {
            ValueCodec.encode(bytes, value);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding(what, value, t);
        }
        try {
            return ValueCodec.decode(new ByteSource(bytes.toBytes()), ValueCodec.loader());
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding(what, "manager", t);
        }
    }
}
