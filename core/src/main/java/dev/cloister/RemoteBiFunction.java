package dev.cloister;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that can travel to another process and may throw any exception.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     java.util.List<Double> powers = pool.starmap(Math::pow, java.util.List.of(java.util.Map.entry(2.0, 3.0)));
 * }
 * }
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface RemoteBiFunction<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {
    /** Applies this function; what it throws reaches the caller as the cause of an execution error. */
    R apply(A first, B second) throws Exception;
}
