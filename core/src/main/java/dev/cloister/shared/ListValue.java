package dev.cloister.shared;

import dev.cloister.internal.memory.Cell.Content;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The values of a {@link SharedList} as bytes and tags. */
final class ListValue {
    // 0 is what a slot of zeros holds.
    private static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int INTEGER = 2;
    private static final int LONG = 3;
    private static final int DOUBLE = 4;
    private static final int TEXT = 5;
    /** UTF-16, for text that has halves of character pairs. */
    private static final int BROKEN_TEXT = 6;

    private static final int BYTES = 7;

    private ListValue() {}

    static Content encode(@Nullable Object value) {
        return switch (value) {
            case null -> new Content(NULL, new byte[0]);
            case Boolean b -> new Content(BOOLEAN, new byte[] {(byte) (b ? 1 : 0)});
            case Integer i ->
                new Content(INTEGER, ByteBuffer.allocate(4).putInt(i).array());
            case Long l -> new Content(LONG, ByteBuffer.allocate(8).putLong(l).array());
            case Double d ->
                new Content(DOUBLE, ByteBuffer.allocate(8).putDouble(d).array());
            case String text -> encode(text);
            case byte[] bytes -> new Content(BYTES, bytes.clone());
            default ->
                throw new IllegalArgumentException(
                        "a shared list holds null, Boolean, Integer, Long, Double, String and" + " byte[], and not a "
                                + value.getClass().getName());
        };
    }

    private static Content encode(String text) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return new Content(TEXT, bytes);
        } catch (CharacterCodingException e) {
            ByteBuffer utf16 = ByteBuffer.allocate(2 * text.length());
            utf16.asCharBuffer().put(text);
            return new Content(BROKEN_TEXT, utf16.array());
        }
    }

    static @Nullable Object decode(Content content) {
        ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
        return switch (content.tag()) {
            case NULL -> null;
            case BOOLEAN -> bytes.get() != 0;
            case INTEGER -> bytes.getInt();
            case LONG -> bytes.getLong();
            case DOUBLE -> bytes.getDouble();
            case TEXT -> new String(content.bytes(), StandardCharsets.UTF_8);
            case BROKEN_TEXT -> bytes.asCharBuffer().toString();
            case BYTES -> content.bytes();
            default ->
                throw new IllegalStateException("a shared list has a value of an unknown type, " + content.tag());
        };
    }
}
