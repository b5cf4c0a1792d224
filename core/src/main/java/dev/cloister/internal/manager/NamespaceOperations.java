package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableUnaryOperator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be done with a managed namespace, each as one step. */
public interface NamespaceOperations {
    /** Throws {@link java.util.NoSuchElementException} if there is none of this name. */
    @Nullable
    Object get(String name);

    boolean contains(String name);

    void set(String name, @Nullable Object value);

    void setAll(Map<String, ? extends @Nullable Object> attributes);

    /** Throws {@link java.util.NoSuchElementException} if there is none of this name. */
    @Nullable
    Object update(String name, SerializableUnaryOperator<@Nullable Object> change);

    /** Throws {@link java.util.NoSuchElementException} if there is none of this name. */
    void delete(String name);

    Map<String, @Nullable Object> toMap();
}
