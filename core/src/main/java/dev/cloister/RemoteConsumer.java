package dev.cloister;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An action on one argument that can travel to another process and may throw any exception.
 *
 * {@snippet :
 * dev.cloister.RemoteConsumer<java.io.Closeable> closing = java.io.Closeable::close;
 * }
 *
 * @param <T> the type of the argument
 */
@FunctionalInterface
public interface RemoteConsumer<T extends @Nullable Object> extends Serializable {
    /** Does it. What it throws is reported where the action is used. */
    void accept(T argument) throws Exception;
}
