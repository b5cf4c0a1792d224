package dev.cloister.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 has it, and nothing else: objects become maps in their order, arrays lists, numbers doubles. Bounded, so that a
 * hostile text costs no more than its length. For one text.
 */
public final class JsonReader {
    /** The longest text. */
    public static final int MAX_CHARS = 4 << 20;

    /** The deepest nesting. */
    public static final int MAX_DEPTH = 32;

    private static final int MAX_NUMBER_CHARS = 64;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * The value that the text is.
     *
     * @throws IllegalArgumentException if it is not JSON, with the line and column of what is wrong; or is too long or too deep
     */
    public static @Nullable Object read(String text) {
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "a JSON text of " + text.length() + " characters, more than the limit of " + MAX_CHARS);
        }
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.wrong("nothing after the value");
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        space();
        if (depth > MAX_DEPTH) {
            throw wrong("no more than " + MAX_DEPTH + " levels");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        space();
        if (skip('}')) {
            return members;
        }
        do {
            space();
            if (peek() != '"') {
                throw wrong("a member's name in quotes");
            }
            int start = at;
            String name = string();
            space();
            require(':');
            Object value = value(depth + 1);
            if (members.containsKey(name)) {
                at = start;
                throw wrong("each member once; again " + quoted(name));
            }
            members.put(name, value);
            space();
        } while (skip(','));
        require('}');
        return members;
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        space();
        if (skip(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
            space();
        } while (skip(','));
        require(']');
        return elements;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        while (true) {
            char c = peek();
            if (c < ' ') {
                throw wrong("no control character in a string, but its escape");
            }
            at++;
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                at--;
                throw wrong("an escape");
            }
        };
    }

    private char hexadecimal() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("four hexadecimal digits");
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private Double number() {
        int start = at;
        boolean _ = skip('-');
        int whole = digits();
        boolean correct = whole == 1 || (whole > 1 && text.charAt(at - whole) != '0');
        if (correct && skip('.')) {
            correct = digits() > 0;
        }
        if (correct && (skip('e') || skip('E'))) {
            if (!skip('+')) {
                boolean _ = skip('-');
            }
            correct = digits() > 0;
        }
        if (!correct) {
            throw wrong(at == start ? "a value" : "a number as in JSON");
        }
        double value = at - start > MAX_NUMBER_CHARS ? Double.NaN : Double.parseDouble(text.substring(start, at));
        if (!Double.isFinite(value)) {
            at = start;
            throw wrong("a number within the range of a double, of at most " + MAX_NUMBER_CHARS + " characters");
        }
        return value;
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("more");
        }
        return text.charAt(at);
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void require(char c) {
        if (!skip(c)) {
            throw wrong("'" + c + "'");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        String found = at < text.length() ? quoted(text.substring(at, Math.min(text.length(), at + 20))) : "the end";
        return new IllegalArgumentException(
                "not JSON at line " + line + ", column " + column + ": expected " + expected + ", found " + found);
    }

    private static String quoted(String part) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(20, part.length()); i++) {
            char c = part.charAt(i);
            shown.append(c < ' ' || c > '~' ? '?' : c);
        }
        return shown.append('"').toString();
    }
}
