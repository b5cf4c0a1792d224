package dev.cloister.internal.pool;

import dev.cloister.BrokenPoolException;
import dev.cloister.internal.codec.ErrorText;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The pool's initializer threw: how every task ends that has not started. Each gets an exception of its own, rebuilt by who
 * asks for it.
 *
 * @param pool the pool's name
 * @param worker whose initializer it was
 * @param error what it threw; null if it came as bytes
 * @param body the body of INITIALIZE_FAILED
 * @param loader finds the classes of the error
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InitializerFailure(
        String pool, String worker, @Nullable Throwable error, byte[] body, ClassLoader loader) implements TaskEnding {
    /** In a thread of this JVM. */
    static InitializerFailure here(String pool, String worker, Throwable error) {
        return new InitializerFailure(pool, worker, error, Frame.NO_BODY, ClassLoader.getSystemClassLoader());
    }

    BrokenPoolException exception() {
        Throwable thrown = error;
        Throwable cause = thrown != null
                ? thrown
                : OutcomeCodec.decodeError(body, loader, "in the initializer of " + worker + " of " + pool);
        return new BrokenPoolException(
                pool + " is broken: its initializer failed in " + worker + ", so no task can be run: "
                        + ErrorText.of(cause),
                cause);
    }

    @Override
    public TaskEnding resolve() {
        return new Failure(exception());
    }

    @Override
    public boolean isResolved() {
        return false;
    }

    @Override
    public boolean isSuccess() {
        return false;
    }
}
