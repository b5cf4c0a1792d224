package dev.cloister.cli.advise.measure;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an argument of some type out of a line of text. */
@FunctionalInterface
interface Conversion {
    /** Factories of the form {@code static T name(String)}, in the order in which they are looked for. */
    List<String> FACTORIES = List.of("valueOf", "of", "parse", "fromString");

    /** The argument; throws what says why there is none. */
    Object convert(String line) throws Exception;

    /** Throws if there is no argument, as far as can be told cheaply. */
    default void check(String line) throws Exception {
        var _ = convert(line);
    }

    /**
     * The conversion to a type.
     *
     * @param files whether the lines name files whose contents are the arguments
     * @throws RefusedException if there is none
     */
    static Conversion to(Class<?> type, boolean files) {
        if (files) {
            return ofFiles(type);
        }
        if (type.isAssignableFrom(String.class)) {
            return line -> line;
        }
        Conversion known = KNOWN.get(type);
        if (known != null) {
            return known;
        }
        if (type.isAssignableFrom(Path.class)) { // such as Watchable
            return Path::of;
        }
        if (type.isEnum()) {
            return line -> constant(type, line.strip());
        }
        Conversion own = ownOf(type);
        if (own != null) {
            return own;
        }
        throw new RefusedException(
                "a line of text cannot be made an argument of type " + type.getTypeName()
                        + ". What can: String, numbers, boolean, char, byte[], enums, Path, File, URI, and classes with a public"
                        + " constructor of one String, or a public static method " + String.join(", ", FACTORIES)
                        + " of one String. Write a static method that takes one of these, makes the argument and calls this one.");
    }

    /** The types of the JDK that have no factory of the usual form, or one that is too lenient. */
    Map<Class<?>, Conversion> KNOWN = Map.ofEntries(
            Map.entry(int.class, line -> Integer.valueOf(line.strip())),
            Map.entry(Integer.class, line -> Integer.valueOf(line.strip())),
            Map.entry(long.class, line -> Long.valueOf(line.strip())),
            Map.entry(Long.class, line -> Long.valueOf(line.strip())),
            Map.entry(short.class, line -> Short.valueOf(line.strip())),
            Map.entry(Short.class, line -> Short.valueOf(line.strip())),
            Map.entry(byte.class, line -> Byte.valueOf(line.strip())),
            Map.entry(Byte.class, line -> Byte.valueOf(line.strip())),
            Map.entry(double.class, line -> Double.valueOf(line.strip())),
            Map.entry(Double.class, line -> Double.valueOf(line.strip())),
            Map.entry(Number.class, line -> new BigDecimal(line.strip())),
            Map.entry(float.class, line -> Float.valueOf(line.strip())),
            Map.entry(Float.class, line -> Float.valueOf(line.strip())),
            Map.entry(boolean.class, Conversion::truth),
            Map.entry(Boolean.class, Conversion::truth),
            Map.entry(char.class, Conversion::letter),
            Map.entry(Character.class, Conversion::letter),
            Map.entry(char[].class, String::toCharArray),
            Map.entry(byte[].class, line -> line.getBytes(StandardCharsets.UTF_8)),
            Map.entry(BigInteger.class, line -> new BigInteger(line.strip())),
            Map.entry(BigDecimal.class, line -> new BigDecimal(line.strip())),
            Map.entry(Path.class, Path::of),
            Map.entry(File.class, File::new),
            Map.entry(URI.class, line -> new URI(line.strip())));

    private static Conversion ofFiles(Class<?> type) {
        if (type == byte[].class) {
            return new Contents(Files::readAllBytes);
        }
        if (type.isAssignableFrom(String.class)) {
            return new Contents(Files::readString);
        }
        throw new RefusedException(
                "--inputs-are-files gives the contents of files as byte[] or String, and the parameter"
                        + " is of type " + type.getTypeName()
                        + (type == Path.class || type == File.class
                                ? ": leave the option out, then it gets the paths"
                                : ": write a static method of byte[] or String that makes the argument and calls this one"));
    }

    /** Reads a file. */
    @FunctionalInterface
    interface Reading {
        /** What is in it. */
        Object read(Path file) throws IOException;
    }

    /** The contents of the file that a line names. */
    record Contents(Reading reading) implements Conversion {
        @Override
        public Object convert(String line) throws IOException {
            return reading.read(Path.of(line));
        }

        /** Without reading it. */
        @Override
        public void check(String line) throws IOException {
            Path file = Path.of(line).toRealPath();
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IOException("no file that can be read");
            }
        }
    }

    private static Object truth(String line) {
        return switch (line.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Object letter(String line) {
        if (line.length() != 1) {
            throw new IllegalArgumentException(line.length() + " characters instead of one");
        }
        return line.charAt(0);
    }

    private static Object constant(Class<?> type, String name) {
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("none of "
                + Arrays.stream(constants)
                        .limit(20)
                        .map(constant -> ((Enum<?>) constant).name())
                        .collect(Collectors.joining(", ")));
    }

    private static @Nullable Conversion ownOf(Class<?> type) {
        for (String name : FACTORIES) {
            for (Class<?> text : List.of(String.class, CharSequence.class)) {
                Method factory = factory(type, name, text);
                if (factory != null) {
                    return line -> call(factory, line);
                }
            }
        }
        try {
            Constructor<?> constructor = type.getConstructor(String.class);
            boolean makes = !Modifier.isAbstract(type.getModifiers()) && constructor.trySetAccessible();
            return makes ? line -> call(constructor, line) : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static @Nullable Method factory(Class<?> type, String name, Class<?> text) {
        try {
            Method factory = type.getMethod(name, text);
            boolean fits = Modifier.isStatic(factory.getModifiers()) && type.isAssignableFrom(factory.getReturnType());
            return fits && factory.trySetAccessible() ? factory : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Object call(Executable maker, String line) throws Exception {
        try {
            Object made = maker instanceof Method method
                    ? method.invoke(null, line)
                    : ((Constructor<?>) maker).newInstance(line);
            if (made == null) {
                throw new IllegalArgumentException(maker + " returned null");
            }
            return made;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause instanceof Exception exception ? exception : e;
        }
    }
}
