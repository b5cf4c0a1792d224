package dev.cloister.internal.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, iterables, texts, numbers, booleans and nulls as JSON in one line. */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder(1024);

    private JsonWriter() {}

    /**
     * The value as JSON.
     *
     * @throws IllegalArgumentException for a value that JSON has not: another type, or a number that is not finite
     */
    public static String write(@Nullable Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(text);
            case Boolean flag -> out.append(flag.booleanValue());
            case Integer number -> out.append(number.intValue());
            case Long number -> out.append(number.longValue());
            case Double number -> number(number);
            case Map<?, ?> members -> object(members);
            case Iterable<?> elements -> array(elements);
            default ->
                throw new IllegalArgumentException(
                        "JSON has no " + value.getClass().getName());
        }
    }

    private void number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            out.append((long) value);
        } else {
            out.append(value);
        }
    }

    private void object(Map<?, ?> members) {
        out.append('{');
        String between = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(between);
            string((String) member.getKey());
            out.append(':');
            value(member.getValue());
            between = ",";
        }
        out.append('}');
    }

    private void array(Iterable<?> elements) {
        out.append('[');
        String between = "";
        for (Object element : elements) {
            out.append(between);
            value(element);
            between = ",";
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> character(c);
            }
        }
        out.append('"');
    }

    /** Control characters, and halves of characters, which may stand alone, as their numbers. */
    private void character(char c) {
        if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
            out.append("\\u").append(Character.forDigit(c >> 12, 16));
            out.append(Character.forDigit(c >> 8 & 15, 16)).append(Character.forDigit(c >> 4 & 15, 16));
            out.append(Character.forDigit(c & 15, 16));
        } else {
            out.append(c);
        }
    }
}
