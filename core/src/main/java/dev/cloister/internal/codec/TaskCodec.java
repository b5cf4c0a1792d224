package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks to bytes and back. The body of DEFINE is the function as a value; that of CALL is
 *
 * <pre>
 *   function id u32 (0: the function follows as a value) | number of arguments u8 | arguments as values
 * </pre>
 */
public final class TaskCodec {
    private TaskCodec() {}

    /**
     * Encodes a function for DEFINE.
     *
     * @throws CodecException if it cannot travel
     */
    public static byte[] encodeFunction(Object function) {
        ByteSink sink = new ByteSink(512);
        try {
            ValueCodec.encodeObject(sink, function);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding("task", function, t);
        }
        return sink.toBytes();
    }

    /**
     * Encodes a call of a defined function.
     *
     * @throws CodecException if an argument cannot travel or the call is larger than the limit
     */
    public static byte[] encodeCall(int functionId, @Nullable Object[] arguments, int maxBytes) {
        ByteSink sink = new ByteSink(32);
        sink.putInt(functionId).putByte(arguments.length);
        for (Object argument : arguments) {
            try {
                ValueCodec.encode(sink, argument);
            } catch (Throwable t) { // the user's writeObject may throw anything
                throw CodecErrors.encoding("argument", argument == null ? "null" : argument, t);
            }
        }
        requireSize("argument", sink.size(), maxBytes);
        return sink.toBytes();
    }

    /**
     * Encodes a call that carries its function and has no arguments.
     *
     * @throws CodecException if the function cannot travel or is larger than the limit
     */
    public static byte[] encodeInline(byte[] function, int maxBytes) {
        requireSize("task", function.length, maxBytes);
        ByteSink sink = new ByteSink(function.length + 8);
        sink.putInt(0).putBytes(function, 0, function.length).putByte(0);
        return sink.toBytes();
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

    /** The function and the arguments of a call. */
    public record Call(Object function, @Nullable Object[] arguments) {}

    /** Finds functions by the id that DEFINE gave them. */
    @FunctionalInterface
    public interface Functions {
        /** Returns the function; decodes it if this is its first call. */
        Object find(int id) throws IOException, ClassNotFoundException;
    }

    /** Decodes a call. Runs the user's {@code readObject}, which may throw anything. */
    public static Call decode(byte[] body, Functions functions, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        ByteSource source = new ByteSource(body);
        int functionId = source.takeInt();
        Object function = functionId == 0 ? decodeFunction(source, loader) : functions.find(functionId);
        int count = source.takeByte();
        @Nullable Object[] arguments = count == 0 ? Invocation.noArguments() : new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            arguments[i] = ValueCodec.decode(source, loader);
        }
        return new Call(function, arguments);
    }

    /** Decodes the body of DEFINE. */
    public static Object decodeFunction(ByteSource source, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        Object function = ValueCodec.decode(source, loader);
        if (function == null) {
            throw new IOException("malformed message: a task is null");
        }
        return function;
    }
}
