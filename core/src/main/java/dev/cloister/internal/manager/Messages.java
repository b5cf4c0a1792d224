package dev.cloister.internal.manager;

import dev.cloister.CodecException;
import dev.cloister.ManagerLimitException;
import dev.cloister.internal.codec.CodecErrors;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * What managers and those who use them say to each other. All numbers are little-endian; values are those of {@link ValueCodec}.
 *
 * <pre>
 *   first on each link, from the client
 *     HELLO      magic u32 | version u8 | kind u8 (CONTROL, CALLS) | client's key 2 x u64 | pid u64
 *   the answer: 0 | manager u64 | client's number u64 | link's number u64 | manager's name | callNanos u64 | maxMessageBytes u32
 *            or 1 | text: why not
 *
 *   on a link of calls, each answered before the next
 *     CALL       1 | number u32 | thread u64 | call
 *     CALLS      2 | number u32 | thread u64 | count u32 | for each: length u32, call
 *     END        3, before the client ends the link: it has got all answers. Not answered
 *   a call:      object u64 | method u16 | arguments u8 | values
 *   the answer to a call
 *     VALUE      0 | value
 *     THROWN     1 | body of ERROR (OutcomeCodec)
 *     PROXY      2 | object u64 | name of the type | name of the interface | fingerprint u64
 *   to CALLS     3 | for each: length u32, answer
 *
 *   on the control link, from the client; only PING is answered
 *     INTERRUPT  1 | link u64 | number u32
 *     RELEASE    2 | object u64 | count u32
 *     LEASE      3 | object u64
 *     PING       4, the answer is the same
 *     BYE        5
 *     GIVE_UP    6 | link u64 | number u32: the answer to this call will not be read
 * </pre>
 */
final class Messages {
    static final int MAGIC = 0x4d4c4331;
    static final int VERSION = 1;

    static final int CONTROL = 0;
    static final int CALLS_LINK = 1;

    static final int WELCOME = 0;
    static final int REFUSED = 1;

    static final int CALL = 1;
    static final int CALLS = 2;
    static final int END = 3;

    static final int VALUE = 0;
    static final int THROWN = 1;
    static final int PROXY = 2;
    static final int ANSWERS = 3;

    static final int INTERRUPT = 1;
    static final int RELEASE = 2;
    static final int LEASE = 3;
    static final int PING = 4;
    static final int BYE = 5;
    static final int GIVE_UP = 6;

    /** More parameters than a method has. */
    static final int MAX_ARGUMENTS = 255;

    private static final @Nullable Object[] NOTHING = {};

    private Messages() {}

    /** Appends a call. Runs the arguments' own code; to be called with {@link CallingThread#inBand} set. */
    static void putCall(ByteSink to, long object, Operation operation, @Nullable Object[] arguments) {
        int number = operation.number();
        to.putLong(object).putByte(number).putByte(number >> 8).putByte(arguments.length);
        for (Object argument : arguments) {
            putValue(to, "argument", argument);
        }
    }

    /** Appends a value. Runs its own code. */
    static void putValue(ByteSink to, String what, @Nullable Object value) {
        try {
            ValueCodec.encode(to, value);
        } catch (Throwable t) { // the user's writeObject may throw anything
            throw CodecErrors.encoding(what, value == null ? "null" : value, t);
        }
    }

    /** Takes the arguments of a call. Runs their own code. */
    static @Nullable Object[] takeArguments(ByteSource from, ClassLoader loader, @Nullable ObjectInputFilter filter) {
        try {
            int count = from.takeByte();
            @Nullable Object[] arguments = count == 0 ? NOTHING : new @Nullable Object[count];
            for (int i = 0; i < count; i++) {
                arguments[i] = ValueCodec.decode(from, loader, filter);
            }
            return arguments;
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding("argument", "manager", t);
        }
    }

    /** Appends what became of a call that returned a value. */
    static void putAnswer(ByteSink to, @Nullable Object value, int maxBytes) {
        int start = to.size();
        to.putByte(VALUE);
        putValue(to, "result", value);
        if (to.size() - start > maxBytes) {
            throw new CodecException(
                    "the result has " + (to.size() - start) + " bytes, more than the manager's limit"
                            + " (maxMessageBytes=" + maxBytes + ")",
                    "",
                    null);
        }
    }

    /** Appends what became of a call that returned a managed object. */
    static void putProxy(ByteSink to, LocalObject object) {
        to.putByte(PROXY)
                .putLong(object.id())
                .putString(object.type())
                .putString(object.methods().type().getName())
                .putLong(object.methods().fingerprint());
    }

    /** Appends what became of a call that threw something, be it the servant or the codec. */
    static void putThrown(ByteSink to, Throwable thrown, int maxBytes) {
        byte[] body = OutcomeCodec.encodeError(0, thrown, maxBytes);
        to.putByte(THROWN).putBytes(body, 0, body.length);
    }

    /** What the rest of a message says of an error. */
    static Throwable takeThrown(ByteSource from, String origin, @Nullable ObjectInputFilter filter) throws IOException {
        byte[] body = new byte[from.left()];
        System.arraycopy(from.array(), from.advance(body.length), body, 0, body.length);
        return OutcomeCodec.decodeError(body, ValueCodec.loader(), origin, filter);
    }

    /** The refusal of a link. */
    static byte[] refusal(String why) {
        return new ByteSink(128).putByte(REFUSED).putString(why).toBytes();
    }

    /** Throws if a message is longer than it may be. */
    static void requireSize(ByteSink message, int maxBytes) {
        if (message.size() > maxBytes) {
            throw new ManagerLimitException("the arguments of the call have " + message.size()
                    + " bytes, more than the manager takes (maxMessageBytes=" + maxBytes
                    + "): allow more in its options, or send them in parts");
        }
    }
}
