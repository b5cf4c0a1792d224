package dev.cloister.manager;

import dev.cloister.internal.manager.NamespaceOperations;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Named attributes of any types that live at a manager and that many processes use. Values may be null.
 *
 * {@snippet :
 * static void limits(dev.cloister.manager.ManagedNamespace settings) {
 *     settings.set("limit", 10);
 *     settings.update("limit", Integer.class, limit -> limit + 1);
 *     int limit = settings.get("limit", Integer.class);
 * }
 * }
 *
 * <p>Values are copied on their way, but for managed objects: to change what {@link #get(String)} returned changes nothing at
 * the manager until it is set again, for which there is {@link #update}. Each method is one call, done as a whole while nobody else uses the namespace; a function
 * runs where it lives, and must not wait for others that use it. When the manager is gone, every method throws.
 * When another process that uses it is gone nobody notices. Thread-safe. Handles are {@link java.io.Serializable}: what arrives is a handle on the same namespace.
 */
public final class ManagedNamespace extends StandardType<NamespaceOperations> {
    @Serial
    private static final long serialVersionUID = 1;

    ManagedNamespace(NamespaceOperations operations) {
        super(operations);
    }

    /**
     * A copy of the attribute of this name.
     *
     * @throws NoSuchElementException if there is none
     */
    public @Nullable Object get(String name) {
        return operations.get(Objects.requireNonNull(name, "name"));
    }

    /**
     * A copy of the attribute of this name, which must not be null.
     *
     * @throws NoSuchElementException if there is none
     * @throws ClassCastException if it is null or of another type
     */
    public <T> T get(String name, Class<T> type) {
        return cast(name, type, get(name));
    }

    private static <T> T cast(String name, Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new ClassCastException("attribute \"" + name + "\" is "
                    + (value == null ? "null" : "a " + value.getClass().getName()) + ", and not a " + type.getName());
        }
        return type.cast(value);
    }

    /** Whether there is an attribute of this name. */
    public boolean contains(String name) {
        return operations.contains(Objects.requireNonNull(name, "name"));
    }

    /** Sets an attribute, which is there from then on. */
    public void set(String name, @Nullable Object value) {
        operations.set(Objects.requireNonNull(name, "name"), value);
    }

    /** Sets all of these attributes in one step. */
    public void setAll(Map<String, ? extends @Nullable Object> attributes) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(attributes);
        copy.keySet().forEach(name -> Objects.requireNonNull(name, "name"));
        operations.setAll(copy);
    }

    /**
     * Changes an attribute where the namespace lives: the function gets a copy of the value, which it may change and return.
     *
     * @return the new value
     * @throws NoSuchElementException if there is none
     * @throws ClassCastException if it is null or of another type
     */
    public <T> T update(String name, Class<T> type, SerializableUnaryOperator<T> change) {
        Objects.requireNonNull(change, "change");
        Object value = operations.update(
                Objects.requireNonNull(name, "name"), before -> change.apply(cast(name, type, before)));
        return cast(name, type, value);
    }

    /**
     * Takes an attribute away.
     *
     * @throws NoSuchElementException if there is none
     */
    public void delete(String name) {
        operations.delete(Objects.requireNonNull(name, "name"));
    }

    /** All attributes as they are at one moment, in the order in which they came; the copy is the caller's. */
    public Map<String, @Nullable Object> toMap() {
        return operations.toMap();
    }

    /** The attributes. */
    @Override
    public String toString() {
        return "managed namespace " + toMap();
    }
}
