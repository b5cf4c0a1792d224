package dev.cloister.internal.member;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What passes between a process and the hub: a length, u32, of all that follows, then one of these bytes, then its body. See
 * docs/PROTOCOL.md.
 */
public enum Message {
    /** Client: key, pid. First of all. */
    HELLO(1),
    /** Hub: your number, the hub's name. */
    WELCOME(2),
    /** Client: request, kind, bytes, argument. Answered. */
    CREATE(3),
    /** Client: request, object. Answered. */
    ATTACH(4),
    /** Client: object, whether to end it. */
    DETACH(5),
    /** Client: object, ticket of the handle. */
    EXPORTED(6),
    /** Client: waiter, object, word, waiters' word, expected, flags, thread. */
    AWAIT(7),
    /** Client: waiter. */
    FORGET(8),
    /** Client: object, word, count. */
    WAKE(9),
    /** Client: request, object, operation, two arguments. Answered. */
    CALL(10),
    /** Hub: request, a grant. */
    GRANTED(11),
    /** Hub: request, a number. */
    DONE(12),
    /** Hub: request, which kind of error, text, two numbers. */
    REFUSED(13),
    /** Hub: waiter, code, object, word. */
    WOKEN(14),
    /** Hub: object, reason. */
    DESTROYED(15),
    /** Hub: a file. */
    UNUSED(16),
    /** Hub: request, thread. */
    STACK(17),
    /** Client: request, text. */
    STACK_IS(18),
    /** Client: request, waiter. Answered. */
    DEADLOCK(19),
    /** Hub: request, text. */
    TEXT(20),
    /** Client: object, ticket of a handle that was exported. */
    ARRIVED(21),
    /** Client: request. It is about to create a named file. Answered, with the directory for its own link. */
    NAMING(22),
    /** Client: whether a creation is over; else a name was taken away. */
    NAMED(23),
    /** Client: object. It takes part, as {@link #ATTACH}, but knows the grant from a handle. Answered only with DESTROYED. */
    ATTACHED(24),
    /** Client: my end, when it comes, is an orderly one. */
    LEAVING(25);

    private static final @Nullable Message[] BY_CODE = new @Nullable Message[32];

    static {
        for (Message message : values()) {
            BY_CODE[message.code] = message;
        }
    }

    private final int code;

    Message(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The message with this number. */
    public static Message of(int code) throws IOException {
        Message message = code < BY_CODE.length ? BY_CODE[code] : null;
        if (message == null) {
            throw new IOException("malformed message: no message has number " + code);
        }
        return message;
    }
}
