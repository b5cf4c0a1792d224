package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks to bytes and back. The body of DEFINE is the function as a value, or a {@link LambdaTemplate}; that of CALL is
 *
 * <pre>
 *   function id u32 (0: the function follows as a value) | number of captured values u8, captured values
 *   | number of arguments u8, arguments as values
 * </pre>
 *
 * that of CALL_MANY is
 *
 * <pre>
 *   function id u32 | number of captured values u8, captured values | number of items u32
 *   | for each item: its length u32, number of arguments u8, arguments as values
 * </pre>
 *
 * where a number of captured values other than {@value #NO_TEMPLATE} says that the function is a template.
 */
public final class TaskCodec {
    /** In place of the number of captured values: the function is whole. */
    private static final int NO_TEMPLATE = 255;

    /** The most captured values that a template may have. */
    public static final int MAX_CAPTURED = 254;

    private TaskCodec() {}

    /**
     * Encodes a function for DEFINE.
     *
     * @throws CodecException if it cannot travel
     */
    public static byte[] encodeFunction(Object function) {
        return encodeFunction("task", function);
    }

    /** As {@link #encodeFunction(Object)}, for what is called {@code what} in messages. */
    public static byte[] encodeFunction(String what, Object function) {
        ByteSink sink = new ByteSink(512);
        try {
            ValueCodec.encodeObject(sink, function);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding(what, function, t);
        }
        return sink.toBytes();
    }

    /**
     * Encodes a call of a defined function.
     *
     * @param captured the captured values of a template, or null if the function is whole
     * @throws CodecException if an argument cannot travel or the call is larger than the limit
     */
    public static byte[] encodeCall(
            int functionId, @Nullable Object @Nullable [] captured, @Nullable Object[] arguments, int maxBytes) {
        ByteSink sink = new ByteSink(32);
        putFunction(sink, functionId, captured);
        return arguments(sink, arguments, maxBytes);
    }

    /**
     * Encodes a call that carries its function.
     *
     * @throws CodecException if an argument cannot travel or the call is larger than the limit
     */
    public static byte[] encodeInline(byte[] function, @Nullable Object[] arguments, int maxBytes) {
        requireSize("task", function.length, maxBytes);
        ByteSink sink = new ByteSink(function.length + 32);
        sink.putInt(0).putBytes(function, 0, function.length).putByte(NO_TEMPLATE);
        return arguments(sink, arguments, maxBytes);
    }

    /** Puts the beginning of a CALL_MANY: the function, and room for the number of items, which is returned. */
    public static int putChunkHead(ByteSink sink, int functionId, @Nullable Object @Nullable [] captured) {
        putFunction(sink, functionId, captured);
        return sink.reserve(4);
    }

    private static void putFunction(ByteSink sink, int functionId, @Nullable Object @Nullable [] captured) {
        sink.putInt(functionId);
        if (captured == null) {
            sink.putByte(NO_TEMPLATE);
        } else {
            sink.putByte(captured.length);
            putValues(sink, captured);
        }
    }

    /**
     * Puts an item of a CALL_MANY; nothing is put when that fails.
     *
     * @throws CodecException if an argument cannot travel or is larger than the limit
     */
    public static void putItem(ByteSink sink, @Nullable Object[] arguments, int maxBytes) {
        int start = sink.reserve(4);
        try {
            sink.putByte(arguments.length);
            putValues(sink, arguments);
            int length = sink.size() - start - 4;
            requireSize("argument", length, maxBytes);
            sink.setInt(start, length);
        } catch (Throwable t) {
            sink.truncate(start);
            throw t;
        }
    }

    /** Several calls of one function. Its items are decoded one by one, each before it is run. */
    public static final class Chunk {
        private final ByteSource source;
        private final ClassLoader loader;
        private final Target target;
        private final int count;

        private Chunk(ByteSource source, ClassLoader loader, Target target, int count) {
            this.source = source;
            this.loader = loader;
            this.target = target;
            this.count = count;
        }

        /** The function. */
        public Object function() {
            return target.function;
        }

        /** What the function was made from; null if it came whole. */
        public @Nullable LambdaTemplate template() {
            return target.template;
        }

        /** How many items there are. */
        public int count() {
            return count;
        }

        /**
         * The arguments of the next item. Runs the user's {@code readObject} and static initializers.
         *
         * @throws CodecException if one cannot be rebuilt, whatever its code throws; the next item is not hurt
         * @throws LinkageError as {@link TaskCodec#decode}
         */
        public @Nullable Object[] next() throws IOException {
            int length = source.takeLength(1);
            int end = source.position() + length;
            try {
                return takeValues(source, source.takeByte(), loader);
            } catch (LinkageError | OutOfMemoryError e) {
                throw e;
            } catch (Throwable t) { // the user's readObject may throw anything
                throw CodecErrors.decoding("argument", "worker", t);
            } finally {
                source.moveTo(end);
            }
        }
    }

    /**
     * Decodes the beginning of a CALL_MANY.
     *
     * @throws CodecException if the function cannot be rebuilt
     * @throws LinkageError as {@link #decode}
     */
    public static Chunk decodeChunk(byte[] body, Functions functions, ClassLoader loader) {
        try {
            ByteSource source = new ByteSource(body);
            Target target = takeFunction(source, functions, loader);
            return new Chunk(source, loader, target, source.takeInt());
        } catch (LinkageError | OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) {
            throw CodecErrors.decoding("task", "worker", t);
        }
    }

    private static byte[] arguments(ByteSink sink, @Nullable Object[] arguments, int maxBytes) {
        sink.putByte(arguments.length);
        putValues(sink, arguments);
        requireSize("argument", sink.size(), maxBytes);
        return sink.toBytes();
    }

    private static void putValues(ByteSink sink, @Nullable Object[] values) {
        for (Object value : values) {
            try {
                ValueCodec.encode(sink, value);
            } catch (Throwable t) { // the user's writeObject may throw anything
                throw CodecErrors.encoding("argument", value == null ? "null" : value, t);
            }
        }
    }

    /** Throws unless {@code bytes} is within the limit. */
    public static void requireSize(String what, int bytes, int maxBytes) {
        if (bytes > maxBytes) {
            throw new CodecException(
                    "the " + what + " is " + bytes + " bytes once serialized, more than the limit of " + maxBytes
                            + " (PoolOptions.withMaxMessageBytes)",
                    what,
                    null);
        }
    }

    /**
     * The function and the arguments of a call.
     *
     * @param template what the function was made from; null if it came whole
     */
    public record Call(
            Object function,
            @Nullable LambdaTemplate template,
            @Nullable Object[] arguments) {}

    /** Finds functions by the id that DEFINE gave them. */
    @FunctionalInterface
    public interface Functions {
        /** Returns the function; decodes it if this is its first call. */
        Object find(int id) throws IOException, ClassNotFoundException;
    }

    /**
     * Decodes a call. Runs the user's {@code readObject} and static initializers.
     *
     * @throws CodecException if the function or an argument cannot be rebuilt, whatever its code throws
     * @throws LinkageError if a class of the task cannot be initialized or linked here: that is the task's own
     */
    public static Call decode(byte[] body, Functions functions, ClassLoader loader) {
        try {
            return decodeCall(body, functions, loader);
        } catch (LinkageError | OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding("task or its argument", "worker", t);
        }
    }

    private static Call decodeCall(byte[] body, Functions functions, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        ByteSource source = new ByteSource(body);
        Target target = takeFunction(source, functions, loader);
        return new Call(target.function, target.template, takeValues(source, source.takeByte(), loader));
    }

    /** A function, and what it was made from. */
    private record Target(Object function, @Nullable LambdaTemplate template) {}

    private static Target takeFunction(ByteSource source, Functions functions, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        int functionId = source.takeInt();
        Object function = functionId == 0 ? decodeFunction(source, loader) : functions.find(functionId);
        int captured = source.takeByte();
        LambdaTemplate template = null;
        if (captured != NO_TEMPLATE) {
            if (!(function instanceof LambdaTemplate known)) {
                throw new IOException("malformed message: captured values for what is no template");
            }
            template = known;
            function = known.fill(takeValues(source, captured, loader));
        }
        return new Target(function, template);
    }

    private static @Nullable Object[] takeValues(ByteSource source, int count, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        if (count == 0) {
            return Invocation.noArguments();
        }
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = ValueCodec.decode(source, loader);
        }
        return values;
    }

    /** Decodes the body of DEFINE. */
    public static Object decodeFunction(ByteSource source, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        if (source.peekByte() == LambdaTemplate.TAG) {
            source.takeByte();
            return LambdaTemplate.decode(source, loader);
        }
        Object function = ValueCodec.decode(source, loader);
        if (function == null) {
            throw new IOException("malformed message: a task is null");
        }
        return function;
    }
}
