package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import dev.cloister.RemoteStackTrace;
import dev.cloister.RemoteTaskException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.FrameLayout;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task, to bytes and back. The body of RESULT is
 *
 * <pre>
 *   run time in ns u64 | value
 * </pre>
 *
 * and that of ERROR
 *
 * <pre>
 *   run time in ns u64 | kind u8 | class name | message | stack trace (texts) | serialized throwable, length 0 if it cannot be
 * </pre>
 *
 * with kind 0 for what the task threw; 1 for what could not travel, then the stack trace text is the path and the throwable
 * is the cause; 2 for what
 * the task threw because memory ran out, then the worker should be replaced.
 */
public final class OutcomeCodec {
    private static final int THROWN = 0;
    private static final int CANNOT_TRAVEL = 1;
    private static final int EXHAUSTED = 2;
    private static final int KIND_AT = 8;
    private static final int MAX_CAUSES = 16;
    private static final int MAX_TRACE_CHARS = 64 * 1024;
    private static final int MAX_MESSAGE_CHARS = 64 * 1024;

    private OutcomeCodec() {}

    /**
     * Encodes a returned value.
     *
     * @throws CodecException if it cannot travel
     */
    public static byte[] encodeResult(long runNanos, @Nullable Object value, int maxBytes) {
        ByteSink sink = new ByteSink(32);
        sink.putLong(runNanos);
        try {
            ValueCodec.encode(sink, value);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding("result", value == null ? "null" : value, t);
        }
        TaskCodec.requireSize("result", sink.size(), maxBytes);
        return sink.toBytes();
    }

    /** Encodes what a task threw, or that it or its result could not travel. Never throws, short of no memory. */
    public static byte[] encodeError(long runNanos, Throwable error, int maxBytes) {
        ByteSink sink = new ByteSink(1024);
        sink.putLong(runNanos);
        if (error instanceof CodecException codec) {
            sink.putByte(CANNOT_TRAVEL);
            putTexts(sink, error, codec.path());
            byte[] cause = codec.getCause() == null ? new byte[0] : serialized(codec.getCause());
            return sink.putSized(cause.length > maxBytes ? new byte[0] : cause).toBytes();
        }
        sink.putByte(isOutOfMemory(error) ? EXHAUSTED : THROWN);
        putTexts(sink, error, trace(error));
        byte[] serialized = serialized(error);
        return sink.putSized(serialized.length > maxBytes ? new byte[0] : serialized)
                .toBytes();
    }

    /**
     * Puts what became of an item of a CALL_MANY: a mark, its length u32, then 0 and the value, or 1 and the body of ERROR.
     * Takes back what it put and throws if the value cannot travel.
     *
     * @throws CodecException if it cannot travel
     */
    public static void putItemValue(ByteSink sink, @Nullable Object value, int maxBytes) {
        int start = sink.size();
        try {
            int lengthAt = sink.putByte(FrameLayout.ITEM_MARK).reserve(4);
            sink.putByte(0);
            ValueCodec.encode(sink, value);
            TaskCodec.requireSize("result", sink.size() - lengthAt, maxBytes);
            sink.setInt(lengthAt, sink.size() - lengthAt - 4);
        } catch (CodecException e) {
            sink.truncate(start);
            throw e;
        } catch (Throwable t) { // the user's writeObject may throw anything
            sink.truncate(start);
            throw CodecErrors.encoding("result", value == null ? "null" : value, t);
        }
    }

    /** As {@link #putItemValue} for what an item threw. */
    public static void putItemError(ByteSink sink, Throwable error, int maxBytes) {
        byte[] body = encodeError(0, error, maxBytes);
        sink.putByte(FrameLayout.ITEM_MARK).putInt(body.length + 1).putByte(1).putBytes(body, 0, body.length);
    }

    /** What {@link #takeItem} throws for an item that failed in the worker. */
    public static final class ItemFailed extends Exception {
        private static final long serialVersionUID = 1;

        /** The body of ERROR. */
        private final byte[] body;

        private ItemFailed(byte[] body) {
            super(null, null, false, false);
            this.body = body;
        }

        /** Its error, as {@link OutcomeCodec#decodeError} gives it. */
        public Throwable error(ClassLoader loader, String origin) {
            return decodeError(body, loader, origin);
        }
    }

    /**
     * Takes what became of an item; the source stands behind it then, whatever happens. Runs the user's {@code readObject}.
     *
     * @throws ItemFailed if the item failed in the worker
     * @throws CodecException if its value cannot be rebuilt
     */
    public static @Nullable Object takeItem(ByteSource source, ClassLoader loader) throws ItemFailed {
        int end = source.position() + source.left();
        try {
            int length = takeItemLength(source);
            end = source.position() + length;
            if (source.takeByte() == 0) {
                return ValueCodec.decode(source, loader);
            }
            byte[] body = new byte[end - source.position()];
            System.arraycopy(source.array(), source.position(), body, 0, body.length);
            throw new ItemFailed(body);
        } catch (ItemFailed e) {
            throw e;
        } catch (Throwable t) { // it must not reach anybody but the caller who asked for this result
            throw CodecErrors.decoding("result", "parent", t);
        } finally {
            source.moveTo(end);
        }
    }

    /**
     * Takes the mark of an item and its length; the source stands before what became of it then.
     *
     * @throws IOException if there is no item
     */
    public static int takeItemLength(ByteSource source) throws IOException {
        int mark = source.takeByte();
        if (mark != FrameLayout.ITEM_MARK) {
            throw new IOException("malformed message: an item begins with " + mark);
        }
        return source.takeLength(1);
    }

    /** Whether memory ran out in a task that threw this. */
    public static boolean isOutOfMemory(Throwable error) {
        Throwable cause = error;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** True if the body of ERROR says that the worker ran out of memory. */
    public static boolean isExhausted(byte[] body) {
        return body.length > KIND_AT && body[KIND_AT] == EXHAUSTED;
    }

    private static void putTexts(ByteSink sink, Throwable error, String third) {
        sink.putString(error.getClass().getName());
        sink.putString(message(error));
        sink.putString(third);
    }

    private static @Nullable String message(Throwable error) {
        try {
            String message = error.getMessage();
            return message == null || message.length() <= MAX_MESSAGE_CHARS
                    ? message
                    : message.substring(0, MAX_MESSAGE_CHARS) + " ... (" + message.length() + " characters)";
        } catch (Throwable t) { // the user's getMessage
            return "(its getMessage threw " + t.getClass().getName() + ")";
        }
    }

    private static String trace(Throwable error) {
        StringWriter text = new StringWriter();
        try {
            error.printStackTrace(new PrintWriter(text));
        } catch (Throwable t) { // the user's getMessage or toString
            text.append("(its printStackTrace threw ")
                    .append(t.getClass().getName())
                    .append(')');
        }
        return text.getBuffer().length() <= MAX_TRACE_CHARS
                ? text.toString()
                : text.getBuffer().substring(0, MAX_TRACE_CHARS) + " ...";
    }

    private static byte[] serialized(Throwable error) {
        ByteSink sink = new ByteSink(1024);
        try {
            Serialization.write(sink, error);
            return sink.toBytes();
        } catch (Throwable t) { // the user's writeObject, or a field that cannot travel; the texts go instead
            return new byte[0];
        }
    }

    /** How long the task's body ran, in ns. */
    public static long runNanos(byte[] body) throws IOException {
        return new ByteSource(body).takeLong();
    }

    /**
     * Decodes the body of RESULT. Runs the user's {@code readObject}.
     *
     * @throws CodecException if that fails, whatever it throws
     */
    public static @Nullable Object decodeResult(byte[] body, ClassLoader loader) {
        return decodeResult(body, loader, "parent");
    }

    /** As {@link #decodeResult(byte[], ClassLoader)}, for who is called {@code where} in messages. */
    public static @Nullable Object decodeResult(byte[] body, ClassLoader loader, String where) {
        try {
            ByteSource source = new ByteSource(body);
            source.takeLong();
            return ValueCodec.decode(source, loader);
        } catch (Throwable t) { // it must not reach anybody but the caller who asked for this result
            throw CodecErrors.decoding("result", where, t);
        }
    }

    /**
     * Decodes the body of ERROR. Runs the exception's own code; when that fails the result is a
     * {@link RemoteTaskException}.
     *
     * @param origin says which worker and task
     */
    public static Throwable decodeError(byte[] body, ClassLoader loader, String origin) {
        return decodeError(body, loader, origin, null);
    }

    /** As {@link #decodeError(byte[], ClassLoader, String)}, from somebody who may be hostile. */
    public static Throwable decodeError(
            byte[] body, ClassLoader loader, String origin, @Nullable ObjectInputFilter filter) {
        try {
            ByteSource source = new ByteSource(body);
            source.takeLong();
            int kind = source.takeByte();
            String className = source.takeText();
            String message = source.takeString();
            String third = source.takeText();
            if (kind == CANNOT_TRAVEL) {
                return new CodecException(
                        message == null ? className : message, third, cause(source.takeSized(), loader, filter));
            }
            byte[] serialized = source.takeSized();
            return rebuilt(serialized, className, message, third, loader, origin, filter);
        } catch (IOException e) {
            return new CodecException("the worker's report of an error is malformed: " + e.getMessage(), "", e);
        }
    }

    /** What the user's code threw; its text is in the message already, so nothing is lost if it cannot be rebuilt. */
    private static @Nullable Throwable cause(
            byte[] serialized, ClassLoader loader, @Nullable ObjectInputFilter filter) {
        try {
            return serialized.length > 0
                            && Serialization.read(serialized, 0, serialized.length, loader, filter)
                                    instanceof Throwable cause
                    ? cause
                    : null;
        } catch (Throwable t) { // its own readObject, a missing class
            return null;
        }
    }

    private static Throwable rebuilt(
            byte[] serialized,
            String className,
            @Nullable String message,
            String trace,
            ClassLoader loader,
            String origin,
            @Nullable ObjectInputFilter filter) {
        @Nullable Throwable reason = null;
        if (serialized.length > 0) {
            try {
                Object object = Serialization.read(serialized, 0, serialized.length, loader, filter);
                if (object instanceof Throwable error) {
                    error.addSuppressed(new RemoteStackTrace(origin));
                    return error;
                }
                reason = new IOException("it was serialized as something that is no exception");
            } catch (Throwable t) { // the exception's own readObject, a missing class
                reason = t;
            }
        }
        RemoteTaskException error = new RemoteTaskException(className, message, trace, reason);
        error.addSuppressed(new RemoteStackTrace(origin));
        return error;
    }
}
