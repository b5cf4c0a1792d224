package dev.cloister.internal.remote;

import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may be deserialized: those that the user's filter allows, those that he names, and value types of the
 * JDK. All others are refused before an object of them is made.
 */
public final class ClassFilter implements ObjectInputFilter {
    /** Of java.base. What is in them and can be serialized is a value, a collection, or a part of one. */
    private static final Set<String> PACKAGES = Set.of(
            "java.lang",
            "java.math",
            "java.time",
            "java.time.chrono",
            "java.time.temporal",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks");

    /** Of other packages: what those above are made of. */
    private static final Set<String> CLASSES = Set.of(
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetAddress",
            "java.net.InetSocketAddress",
            "java.net.SocketAddress",
            "java.net.URI",
            "sun.util.calendar.ZoneInfo");

    private static final Module BASE = Object.class.getModule();

    private final @Nullable ObjectInputFilter first;
    private final @Nullable ObjectInputFilter named;
    private final boolean lambdas;

    private ClassFilter(@Nullable ObjectInputFilter first, @Nullable ObjectInputFilter named, boolean lambdas) {
        this.first = first;
        this.named = named;
        this.lambdas = lambdas;
    }

    /**
     * A filter.
     *
     * @param patterns of allowed classes
     * @param lambdas whether those of allowed classes are
     * @param first is asked first; null for nothing
     */
    public static ClassFilter of(List<String> patterns, boolean lambdas, @Nullable ObjectInputFilter first) {
        ObjectInputFilter named =
                patterns.isEmpty() ? null : ObjectInputFilter.Config.createFilter(String.join(";", patterns));
        return new ClassFilter(first, named, lambdas);
    }

    /** A pattern that users give. */
    public static String requirePattern(String pattern) {
        boolean plain = pattern.matches("[\\p{javaJavaIdentifierPart}.]+\\*{0,2}");
        if (!plain || pattern.startsWith(".")) {
            throw new IllegalArgumentException(
                    "\"" + pattern + "\" names no classes: write com.acme.Order, com.acme.* or"
                            + " com.acme.**; for all else use RemoteOptions.withFilter");
        }
        return pattern;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (first != null) {
            Status status = first.checkInput(info);
            if (status != Status.UNDECIDED) {
                return status;
            }
        }
        Class<?> type = info.serialClass();
        if (type == null || isAllowed(elementOf(type))) {
            return Status.ALLOWED;
        }
        return named == null || named.checkInput(info) != Status.ALLOWED ? Status.REJECTED : Status.ALLOWED;
    }

    private static Class<?> elementOf(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    private boolean isAllowed(Class<?> type) {
        if (type.isPrimitive() || (lambdas && type == SerializedLambda.class)) {
            return true;
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return type.getModule() == BASE || type.getName().startsWith("dev.cloister.");
        }
        return type.getModule() == BASE
                && (PACKAGES.contains(type.getPackageName()) || CLASSES.contains(type.getName()));
    }
}
