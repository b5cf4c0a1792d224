package dev.cloister;

import org.jspecify.annotations.Nullable;

/**
 * Something could not travel between two processes: a task, an argument or a result that is not serializable, is larger
 * than the limit, or whose own serialization code fails. Thrown in the caller when it is the task or its argument; the
 * cause of the future's error when it is the result.
 *
 * {@snippet :
 * Thread thread = new Thread();
 * try (var pool = dev.cloister.Pool.ofProcesses(1)) {
 *     pool.submit(() -> thread.getName());
 * } catch (dev.cloister.CodecException e) {
 *     System.out.println(e.path()); // thread (java.lang.Thread)
 * }
 * }
 */
public final class CodecException extends CloisterException {
    private static final long serialVersionUID = 1;

    private final String path;

    /**
     * Creates one.
     *
     * @param message what could not travel, why, and what to do
     * @param path the way to the object at fault, as in {@code order.customer.session (com.acme.Session)}, or empty
     * @param cause what the serialization threw
     */
    public CodecException(String message, String path, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /** The way to the object that cannot travel, by field and variable names; empty when it is not known. */
    public String path() {
        return path;
    }
}
