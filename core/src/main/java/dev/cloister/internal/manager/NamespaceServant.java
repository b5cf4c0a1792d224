package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableUnaryOperator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Named attributes where they live. Values are never changed, only replaced. */
public final class NamespaceServant implements NamespaceOperations {
    /** Guarded by this. */
    private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();

    private void require(String name) {
        if (!attributes.containsKey(name)) {
            throw new NoSuchElementException("no attribute \"" + name + "\"; there are " + attributes.keySet());
        }
    }

    @Override
    public synchronized @Nullable Object get(String name) {
        require(name);
        return attributes.get(name);
    }

    @Override
    public synchronized boolean contains(String name) {
        return attributes.containsKey(name);
    }

    @Override
    public synchronized void set(String name, @Nullable Object value) {
        attributes.put(name, value);
    }

    @Override
    public synchronized void setAll(Map<String, ? extends @Nullable Object> more) {
        attributes.putAll(more);
    }

    @Override
    public synchronized @Nullable Object update(String name, SerializableUnaryOperator<@Nullable Object> change) {
        require(name);
        Object value = change.apply(ByValue.copyOf(attributes.get(name)));
        attributes.put(name, value);
        return value;
    }

    @Override
    public synchronized void delete(String name) {
        require(name);
        attributes.remove(name);
    }

    @Override
    public synchronized Map<String, @Nullable Object> toMap() {
        return new LinkedHashMap<>(attributes);
    }

    @Override
    public synchronized String toString() {
        return attributes.toString();
    }
}
