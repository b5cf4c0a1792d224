package dev.cloister;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that can travel to another process and may throw any exception.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     java.util.List<Integer> squares = pool.map(x -> x * x, java.util.List.of(1, 2, 3));
 * }
 * }
 *
 * @param <T> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface RemoteFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    /** Applies this function to {@code argument}; what it throws reaches the caller as the cause of an execution error. */
    R apply(T argument) throws Exception;
}
