package dev.cloister.internal.codec;

import dev.cloister.CodecException;
import java.io.NotSerializableException;

/** Turns what serialization threw into a {@link CodecException} that says what, where, why and what to do. */
public final class CodecErrors {
    private CodecErrors() {}

    /**
     * Explains a failed encoding.
     *
     * @param what {@code task}, {@code argument} or {@code result}
     * @param value what was to be encoded
     * @param thrown what came instead; an {@link OutOfMemoryError} of the caller is its own and is thrown on
     */
    public static CodecException encoding(String what, Object value, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError memory) {
            throw memory;
        }
        String type = value.getClass().isHidden() ? "lambda" : value.getClass().getTypeName();
        if (thrown instanceof NotSerializableException) {
            String culprit = thrown.getMessage() == null ? "" : thrown.getMessage();
            String path = CulpritFinder.path(what, value, culprit);
            String at = path.isEmpty() ? culprit : path;
            return new CodecException(
                    "the " + what + " (" + type + ") cannot travel to another process: " + at + " is not serializable; "
                            + advice(what, value, culprit),
                    path,
                    thrown);
        }
        if (thrown instanceof StackOverflowError) {
            return new CodecException(
                    "the " + what + " (" + type + ") cannot travel to another process: its object graph is nested too"
                            + " deeply to be serialized; flatten it, or write it with a writeObject of its own",
                    "",
                    null); // its stack is long and says nothing
        }
        return new CodecException(
                "the " + what + " (" + type + ") cannot travel to another process: its serialization threw "
                        + ErrorText.of(thrown),
                "",
                thrown);
    }

    /**
     * Explains a failed decoding.
     *
     * @param what {@code result} or {@code task or its argument}
     * @param where {@code worker} or {@code parent}
     */
    public static CodecException decoding(String what, String where, Throwable thrown) {
        String why = thrown instanceof StackOverflowError ? "it is nested too deeply" : ErrorText.of(thrown);
        return new CodecException(
                "the " + what + " was sent but cannot be rebuilt in the " + where + ": " + why, "", thrown);
    }

    private static String advice(String what, Object value, String culprit) {
        if (culprit.startsWith("dev.cloister.internal.pool.")) {
            return "a pool cannot travel: give the task its client, which can (PoolClient client = pool.client(); outside"
                    + " of the task), or let it open a pool of its own (of threads; of processes, -Ddev.cloister.maxDepth"
                    + " must allow it)";
        }
        if (culprit.startsWith("dev.cloister.internal.remote.") || culprit.equals("dev.cloister.remote.Listener")) {
            return "a socket belongs to its process: give the other process the address and let it connect there"
                    + " (Client.connect), or send the end of a pipe";
        }
        if (culprit.equals("dev.cloister.remote.AuthenticationKey")) {
            return "a key never travels: processes of one tree all have AuthenticationKey.ofProcessTree(), others read it from a"
                    + " file (AuthenticationKey.readFrom)";
        }
        if (value.getClass().isHidden()) {
            return "create it inside the task, or copy what the task needs of it to a local variable before";
        }
        return what.equals("task")
                ? "let its class implement Serializable, or write it as a lambda"
                : "let its class implement Serializable, or make the field transient";
    }
}
