package dev.cloister.internal.codec;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values to bytes and back: a tag, then for the plain types of Java their little-endian bytes, for everything else Java
 * serialization with its length in front. The tags are part of the protocol.
 */
public final class ValueCodec {
    private static final int NULL = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int SHORT = 4;
    private static final int CHAR = 5;
    private static final int INT = 6;
    private static final int LONG = 7;
    private static final int FLOAT = 8;
    private static final int DOUBLE = 9;
    private static final int STRING = 10;
    private static final int BYTES = 11;
    private static final int SHORTS = 12;
    private static final int CHARS = 13;
    private static final int INTS = 14;
    private static final int LONGS = 15;
    private static final int FLOATS = 16;
    private static final int DOUBLES = 17;
    private static final int SERIALIZED = 18;
    private static final int HANDLE = 19;

    /** Gives its codec to this class when it is initialized. */
    private static final String HANDLES = "dev.cloister.shared.SharedObject";

    /** Null until this process has handles of shared objects. */
    private static volatile @Nullable HandleCodec handleCodec;

    private ValueCodec() {}

    /** Has handles of shared objects travel as numbers. */
    public static void setHandleCodec(HandleCodec codec) {
        handleCodec = codec;
    }

    /** Whether it can be encoded by itself, apart from others that refer to it: it is plain, or a handle. */
    public static boolean travelsAlone(@Nullable Object value) {
        return isPlain(value) || isHandle(value);
    }

    private static boolean isHandle(@Nullable Object value) {
        HandleCodec codec = handleCodec;
        return codec != null && value != null && codec.isHandle(value);
    }

    /**
     * Appends a value.
     *
     * @throws IOException or any other exception or error that the value's own serialization throws
     */
    public static void encode(ByteSink to, @Nullable Object value) throws IOException {
        if (value == null) {
            to.putByte(NULL);
        } else if (value instanceof String text && isUtf16Clean(text)) {
            to.putByte(STRING).putString(text);
        } else if (value instanceof Boolean b) {
            to.putByte(b ? TRUE : FALSE);
        } else if (value instanceof Number && encodeNumber(to, value)) {
            return;
        } else if (value instanceof Character c) {
            to.putByte(CHAR).putByte(c).putByte(c >> 8);
        } else if (value.getClass().isArray() && encodeArray(to, value)) {
            return;
        } else if (isHandle(value)) {
            requireHandleCodec().encode(to.putByte(HANDLE), value);
        } else {
            encodeObject(to, value);
        }
    }

    /** Not a switch over types: linking one costs a young worker some ten milliseconds. */
    private static boolean encodeNumber(ByteSink to, Object value) {
        if (value instanceof Integer i) {
            to.putByte(INT).putInt(i);
        } else if (value instanceof Long l) {
            to.putByte(LONG).putLong(l);
        } else if (value instanceof Double d) {
            to.putByte(DOUBLE).putLong(Double.doubleToRawLongBits(d));
        } else if (value instanceof Float f) {
            to.putByte(FLOAT).putInt(Float.floatToRawIntBits(f));
        } else if (value instanceof Byte b) {
            to.putByte(BYTE).putByte(b);
        } else if (value instanceof Short s) {
            to.putByte(SHORT).putByte(s).putByte(s >> 8);
        } else {
            return false; // BigDecimal and its like
        }
        return true;
    }

    private static boolean encodeArray(ByteSink to, Object value) {
        if (value instanceof byte[] a) {
            to.putByte(BYTES).putSized(a);
        } else if (value instanceof double[] a) {
            room(to, DOUBLES, a.length, 8).asDoubleBuffer().put(a);
        } else if (value instanceof long[] a) {
            room(to, LONGS, a.length, 8).asLongBuffer().put(a);
        } else if (value instanceof int[] a) {
            room(to, INTS, a.length, 4).asIntBuffer().put(a);
        } else if (value instanceof float[] a) {
            room(to, FLOATS, a.length, 4).asFloatBuffer().put(a);
        } else if (value instanceof short[] a) {
            room(to, SHORTS, a.length, 2).asShortBuffer().put(a);
        } else if (value instanceof char[] a) {
            room(to, CHARS, a.length, 2).asCharBuffer().put(a);
        } else {
            return false; // of booleans or objects
        }
        return true;
    }

    /** True for immutable values that have no identity to keep: null, strings, numbers, characters and booleans. */
    public static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
    }

    /** Appends a value by Java serialization, whatever its type. */
    public static void encodeObject(ByteSink to, Object value) throws IOException {
        to.putByte(SERIALIZED);
        int lengthAt = to.reserve(4);
        Serialization.write(to, value);
        to.setInt(lengthAt, to.size() - lengthAt - 4);
    }

    /** A lone surrogate has no UTF-8 form; such strings go by Java serialization, which keeps them. */
    private static boolean isUtf16Clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return StandardCharsets.UTF_8.newEncoder().canEncode(text);
            }
        }
        return true;
    }

    private static ByteBuffer room(ByteSink to, int tag, int length, int elementBytes) {
        to.putByte(tag).putInt(length);
        long bytes = (long) length * elementBytes;
        if (bytes > Integer.MAX_VALUE - 64) {
            throw new IllegalStateException("an array of " + bytes + " bytes");
        }
        int at = to.reserve((int) bytes);
        return ByteBuffer.wrap(to.array(), at, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Takes a value.
     *
     * @param loader finds its classes
     * @throws IOException if the bytes are no value
     * @throws ClassNotFoundException if one of its classes is not here; what its own code throws is thrown as it is
     */
    public static @Nullable Object decode(ByteSource from, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        return decode(from, loader, null);
    }

    /**
     * Takes a value of somebody who may be hostile.
     *
     * @param loader finds its classes
     * @param filter is asked for every class that is deserialized; null for none
     * @throws IOException if the bytes are no value, or the filter refuses it
     * @throws ClassNotFoundException if one of its classes is not here; what its own code throws is thrown as it is
     */
    public static @Nullable Object decode(ByteSource from, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        int tag = from.takeByte();
        return switch (tag) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> (byte) from.takeByte();
            case SHORT -> (short) (from.takeByte() | from.takeByte() << 8);
            case CHAR -> (char) (from.takeByte() | from.takeByte() << 8);
            case INT -> from.takeInt();
            case LONG -> from.takeLong();
            case FLOAT -> Float.intBitsToFloat(from.takeInt());
            case DOUBLE -> Double.longBitsToDouble(from.takeLong());
            case STRING -> from.takeText();
            case BYTES -> from.takeSized();
            case SHORTS, CHARS, INTS, LONGS, FLOATS, DOUBLES -> array(from, tag);
            case SERIALIZED -> {
                int length = from.takeLength(1);
                yield Serialization.read(from.array(), from.advance(length), length, loader, filter);
            }
            case HANDLE -> {
                if (filter != null) { // what it is made from is not asked about
                    throw new IOException(
                            "a handle of a shared object, which means nothing outside of its tree of processes");
                }
                yield requireHandleCodec().decode(from, loader);
            }
            default -> throw new IOException("malformed message: no value has tag " + tag);
        };
    }

    private static HandleCodec requireHandleCodec() throws IOException {
        HandleCodec codec = handleCodec;
        if (codec == null) {
            try {
                Class<?> _ = Class.forName(HANDLES);
            } catch (ClassNotFoundException e) {
                throw new IOException("handles of shared objects cannot be read: " + HANDLES + " is not there", e);
            }
            codec = Objects.requireNonNull(handleCodec, HANDLES);
        }
        return codec;
    }

    /** Finds the classes of what is decoded on this thread: its context class loader, or the system's. */
    public static ClassLoader loader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    /** Whether these are the bytes of a {@code byte[]}. */
    static boolean isByteArray(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == BYTES;
    }

    private static Object array(ByteSource from, int tag) throws IOException {
        int width = tag == SHORTS || tag == CHARS ? 2 : tag == INTS || tag == FLOATS ? 4 : 8;
        int length = from.takeLength(width);
        int at = from.advance(length * width);
        ByteBuffer bytes = ByteBuffer.wrap(from.array(), at, length * width).order(ByteOrder.LITTLE_ENDIAN);
        switch (tag) {
            case SHORTS -> {
                short[] a = new short[length];
                bytes.asShortBuffer().get(a);
                return a;
            }
            case CHARS -> {
                char[] a = new char[length];
                bytes.asCharBuffer().get(a);
                return a;
            }
            case INTS -> {
                int[] a = new int[length];
                bytes.asIntBuffer().get(a);
                return a;
            }
            case LONGS -> {
                long[] a = new long[length];
                bytes.asLongBuffer().get(a);
                return a;
            }
            case FLOATS -> {
                float[] a = new float[length];
                bytes.asFloatBuffer().get(a);
                return a;
            }
            default -> {
                double[] a = new double[length];
                bytes.asDoubleBuffer().get(a);
                return a;
            }
        }
    }
}
