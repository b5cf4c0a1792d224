package dev.cloister.internal.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, by name and type. Each method throws {@link IllegalArgumentException} with the member's path when it is
 * not there or of another type.
 */
record Members(Map<?, ?> members, String path) {
    static Members of(@Nullable Object json, String path) {
        if (json instanceof Map<?, ?> members) {
            return new Members(members, path);
        }
        throw wrong(path, "an object", json);
    }

    private static IllegalArgumentException wrong(String path, String expected, @Nullable Object found) {
        String what = switch (found) {
            case null -> "nothing";
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "an array";
            case String text -> "the text \"" + text.substring(0, Math.min(40, text.length())) + "\"";
            default -> found.toString();
        };
        return new IllegalArgumentException(path + " must be " + expected + ": found " + what);
    }

    private String below(String name) {
        return path + "." + name;
    }

    /** Whether it is there and not null. */
    boolean has(String name) {
        return members.get(name) != null;
    }

    String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw wrong(below(name), "a text", members.get(name));
    }

    @Nullable
    String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /** NaN if it is not there. */
    double number(String name) {
        if (!has(name)) {
            return Double.NaN;
        }
        if (members.get(name) instanceof Double number) {
            return number;
        }
        throw wrong(below(name), "a number", members.get(name));
    }

    long whole(String name) {
        if (members.get(name) instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return number.longValue();
        }
        throw wrong(below(name), "a whole number", members.get(name));
    }

    int integer(String name) {
        long number = whole(name);
        if (number != (int) number) {
            throw wrong(below(name), "a whole number of 32 bits", members.get(name));
        }
        return (int) number;
    }

    Members object(String name) {
        return of(members.get(name), below(name));
    }

    List<Members> objects(String name) {
        if (!(members.get(name) instanceof List<?> elements)) {
            throw wrong(below(name), "an array", members.get(name));
        }
        List<Members> objects = new ArrayList<>();
        for (Object element : elements) {
            objects.add(of(element, below(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }
}
