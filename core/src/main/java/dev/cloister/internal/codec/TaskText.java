package dev.cloister.internal.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task in a few words. No code of the user runs for it, no {@code toString} and no iterator: they may hang, throw, or
 * make a text of gigabytes. Plain values and the usual collections of the JDK are written as Java writes them, everything
 * else as its class with its fields, as far as they can be read. The text stops at its limit, so it is cheap whatever the
 * values are.
 */
public final class TaskText {
    /** The longest text. */
    public static final int MAX_CHARS = 120;

    private static final int MAX_DEPTH = 3;
    private static final String CUT = "...";

    /** Classes of the JDK whose {@code toString} is short and calls nothing of the user's. */
    private static final Set<String> SHORT = Set.of(
            "java.io.File",
            "java.net.URI",
            "java.util.UUID",
            "java.util.Date",
            "java.util.Locale",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.AtomicBoolean");

    /** Collections and maps of the JDK that hold their elements themselves. */
    private static final Set<String> OWN_ELEMENTS = Set.of(
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.LinkedList",
            "java.util.ArrayDeque",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.ImmutableCollections$List12",
            "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$Set12",
            "java.util.ImmutableCollections$SetN",
            "java.util.ImmutableCollections$Map1",
            "java.util.ImmutableCollections$MapN");

    private final StringBuilder text = new StringBuilder(MAX_CHARS + CUT.length());

    private TaskText() {}

    /** What a task calls: the method behind a lambda where it is known, else the class. At most {@link #MAX_CHARS}. */
    public static String function(Object function, @Nullable LambdaTemplate template) {
        TaskText made = new TaskText();
        if (template != null) {
            made.add(template.method());
        } else {
            made.add(name(function.getClass()));
        }
        return made.finish();
    }

    /** The arguments, with commas between. At most {@link #MAX_CHARS}. */
    public static String arguments(@Nullable Object[] arguments) {
        TaskText made = new TaskText();
        try {
            for (int i = 0; i < arguments.length && !made.isFull(); i++) {
                made.add(i == 0 ? "" : ", ");
                made.value(arguments[i], 0);
            }
        } catch (RuntimeException | LinkageError e) { // changed by another thread meanwhile; a field's class is missing
            made.add(CUT);
        }
        return made.finish();
    }

    /** A class in a few words: without its package, a hidden one without its number. */
    public static String className(Class<?> type) {
        return name(type);
    }

    /** The method of a class that is named with slashes, as {@code Class.method}; one that the compiler made has a {@code $} in its name. */
    public static String method(String implClass, String name) {
        return implClass.substring(implClass.lastIndexOf('/') + 1) + "." + name;
    }

    private boolean isFull() {
        return text.length() >= MAX_CHARS;
    }

    private String finish() {
        if (text.length() > MAX_CHARS) {
            text.setLength(MAX_CHARS - CUT.length());
            text.append(CUT);
        }
        return text.toString();
    }

    /** Adds a piece of it, enough to see that it does not fit. */
    private void add(String piece) {
        text.append(piece, 0, Math.min(piece.length(), MAX_CHARS + 1));
    }

    /** The name without its package; a hidden class without its number. */
    private static String name(Class<?> type) {
        String name = type.getTypeName();
        int hidden = name.indexOf('/');
        name = hidden < 0 ? name : name.substring(0, hidden);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private void value(@Nullable Object value, int depth) {
        if (value == null) {
            add("null");
        } else if (value instanceof String string) {
            text.append('"');
            add(string);
            text.append('"');
        } else if (value instanceof Enum<?> constant) {
            add(constant.name());
        } else if (value instanceof Class<?> type) {
            add(name(type));
        } else if (value.getClass().isArray()) {
            array(value, depth);
        } else if (isShort(value)) {
            add(value.toString());
        } else if (OWN_ELEMENTS.contains(value.getClass().getName())) {
            elements(value, depth);
        } else {
            fields(value, depth);
        }
    }

    private static boolean isShort(Object value) {
        String name = value.getClass().getName();
        return ValueCodec.isPlain(value) || SHORT.contains(name) || name.startsWith("java.time.");
    }

    private void array(Object array, int depth) {
        int length = java.lang.reflect.Array.getLength(array);
        add(name(array.getClass().getComponentType()) + "[" + length + "]{");
        for (int i = 0; i < length && depth < MAX_DEPTH && !isFull(); i++) {
            add(i == 0 ? "" : ", ");
            value(java.lang.reflect.Array.get(array, i), depth + 1);
        }
        add("}");
    }

    private void elements(Object collection, int depth) {
        boolean map = collection instanceof Map<?, ?>;
        Iterator<?> all =
                map ? ((Map<?, ?>) collection).entrySet().iterator() : ((Collection<?>) collection).iterator();
        add(map ? "{" : "[");
        for (int i = 0; all.hasNext() && depth < MAX_DEPTH && !isFull(); i++) {
            add(i == 0 ? "" : ", ");
            Object element = all.next();
            if (map) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
                value(entry.getKey(), depth + 1);
                add("=");
                value(entry.getValue(), depth + 1);
            } else {
                value(element, depth + 1);
            }
        }
        add(map ? "}" : "]");
    }

    private void fields(Object value, int depth) {
        Class<?> type = value.getClass();
        add(name(type));
        if (type.getClassLoader() == null || type.isHidden() || depth >= MAX_DEPTH) {
            return; // the JDK's are closed, and a lambda's say little
        }
        String before = "[";
        for (Field field : type.getDeclaredFields()) {
            if (!isFull() && !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                before = field(field, value, before, depth);
            }
        }
        add(before.equals("[") ? "" : "]");
    }

    private String field(Field field, Object owner, String before, int depth) {
        try {
            if (!field.trySetAccessible()) {
                return before;
            }
            Object value = field.get(owner);
            add(before + field.getName() + "=");
            value(value, depth + 1);
            return ", ";
        } catch (IllegalAccessException e) {
            return before;
        }
    }
}
