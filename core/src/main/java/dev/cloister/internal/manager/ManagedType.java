package dev.cloister.internal.manager;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A kind of managed object.
 *
 * @param name what it is created by
 * @param operations the interface, which says what can be called
 * @param creator makes a servant; null if such objects come only as results of others
 */
public record ManagedType(
        String name, Class<?> operations, @Nullable Creator creator) implements Serializable {
    /** Makes a servant. */
    @FunctionalInterface
    public interface Creator extends Serializable {
        /** What implements the operations interface. */
        Object create(@Nullable Object[] arguments) throws Exception;
    }
}
