package dev.cloister.internal.codec;

import dev.cloister.RemoteBiFunction;
import dev.cloister.RemoteFunction;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls a task's function, whichever of the four shapes it has. */
public final class Invocation {
    private static final @Nullable Object[] NO_ARGUMENTS = {};

    private Invocation() {}

    /** No arguments. */
    public static @Nullable Object[] noArguments() {
        return NO_ARGUMENTS;
    }

    /**
     * Runs the user's code; throws what it throws. Not a switch over types: linking one costs a young worker some ten
     * milliseconds.
     */
    @SuppressWarnings("unchecked") // the caller paired the function with its arguments
    public static @Nullable Object call(Object function, @Nullable Object... arguments) throws Exception {
        if (function instanceof RemoteFunction<?, ?> f && arguments.length == 1) {
            return ((RemoteFunction<@Nullable Object, @Nullable Object>) f).apply(arguments[0]);
        }
        if (function instanceof RemoteBiFunction<?, ?, ?> f && arguments.length == 2) {
            return ((RemoteBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) f)
                    .apply(arguments[0], arguments[1]);
        }
        if (function instanceof Callable<?> c) {
            return c.call();
        }
        if (function instanceof Runnable r) {
            r.run();
            return null;
        }
        throw new IllegalArgumentException(
                "not a task: " + function.getClass().getName() + " with " + arguments.length + " arguments");
    }
}
