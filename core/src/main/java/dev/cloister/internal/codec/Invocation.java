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

    /** Runs the user's code; throws what it throws. */
    @SuppressWarnings("unchecked") // the caller paired the function with its arguments
    public static @Nullable Object call(Object function, @Nullable Object... arguments) throws Exception {
        return switch (function) {
            case RemoteFunction<?, ?> f
            when arguments.length == 1 -> ((RemoteFunction<@Nullable Object, @Nullable Object>) f).apply(arguments[0]);
            case RemoteBiFunction<?, ?, ?> f
            when arguments.length == 2 ->
                ((RemoteBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) f)
                        .apply(arguments[0], arguments[1]);
            case Callable<?> c -> c.call();
            case Runnable r -> {
                r.run();
                yield null;
            }
            default ->
                throw new IllegalArgumentException(
                        "not a task: " + function.getClass().getName() + " with " + arguments.length + " arguments");
        };
    }
}
