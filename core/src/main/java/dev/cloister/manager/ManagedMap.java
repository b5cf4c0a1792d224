package dev.cloister.manager;

import dev.cloister.internal.manager.MapOperations;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map that lives at a manager and that many processes use. As a {@link java.util.concurrent.ConcurrentHashMap} it takes no
 * nulls, and as Python's {@code dict} it keeps the order in which its keys came.
 *
 * {@snippet :
 * static void count(dev.cloister.manager.ManagedMap<String, Integer> counts, dev.cloister.Pool pool) throws Exception {
 *     pool.map(word -> counts.merge(word, 1, Integer::sum), java.util.List.of("a", "b", "a"));
 *     System.out.println(counts); // {a=2, b=1}
 * }
 * }
 *
 * <p><b>By value.</b> Keys and values are copied on their way: to change what {@link #get} returned changes nothing at the
 * manager until it is put again, for which there is {@link #update}. Managed objects are the exception: a managed list that
 * is a value of this map is the same list for all who get it.
 *
 * <p><b>One step.</b> Each method of this class is one call, done as a whole while nobody else uses the map, also
 * {@link #putAll} and, with a function that can travel, {@link #compute}, {@link #merge} and {@link #replaceAll}: the function runs
 * where the map lives, and must not wait for others that use the map. A lambda written as the argument can travel if what it captures can. Other
 * functions run in the caller; each entry is then read, and written if nobody has written it since, else the function
 * runs again. Several calls are: iterations, which take a part of the map with each call and see each
 * entry that is there from their beginning to their end, in order; and {@link #equals}, {@link #hashCode}, {@link #toString},
 * {@link #forEach} and bulk operations on the views, which iterate. {@link #toMap} copies the map in one step.
 *
 * <p>A call waits for the manager's answer, and for functions that run on the map. What a function throws comes out of the
 * call, and nothing is changed. When the manager is gone, every method throws. When another process that uses the map is gone nobody
 * notices. Thread-safe. Handles are {@link Serializable}: what arrives is a handle on the same map.
 *
 * @param <K> what the keys are
 * @param <V> what the values are
 */
public final class ManagedMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // either can travel
    final MapOperations<K, V> operations;

    ManagedMap(MapOperations<K, V> operations) {
        this.operations = operations;
    }

    @Override
    public int size() {
        return operations.size();
    }

    @Override
    public boolean containsKey(Object key) {
        return operations.containsKey(Objects.requireNonNull(key, "key"));
    }

    /** Whether some value equals this one; arrays are compared by their elements. */
    @Override
    public boolean containsValue(Object value) {
        return operations.containsValue(Objects.requireNonNull(value, "value"));
    }

    /** A copy of the value of this key, or null. */
    @Override
    public @Nullable V get(Object key) {
        return operations.get(Objects.requireNonNull(key, "key"));
    }

    @Override
    public V getOrDefault(Object key, V defaultValue) {
        V value = get(key);
        return value != null ? value : defaultValue;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return operations.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    }

    /** Puts all of them in one step. */
    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        Map<K, V> copy = new LinkedHashMap<>();
        entries.forEach(
                (key, value) -> copy.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value")));
        operations.putAll(copy);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return operations.putIfAbsent(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    }

    @Override
    public @Nullable V remove(Object key) {
        return operations.remove(Objects.requireNonNull(key, "key"));
    }

    /** Removes the entry if its value equals this one; arrays are compared by their elements. */
    @Override
    public boolean remove(Object key, @Nullable Object value) {
        Objects.requireNonNull(key, "key");
        return value != null && operations.removeIfEqual(key, value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return operations.replace(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    }

    /** Replaces the value if it equals the old one; arrays are compared by their elements. */
    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return operations.replaceIfEqual(
                Objects.requireNonNull(key, "key"),
                Objects.requireNonNull(oldValue, "oldValue"),
                Objects.requireNonNull(newValue, "newValue"));
    }

    @Override
    public void clear() {
        operations.clear();
    }

    /**
     * Changes the value of a key where the map lives: the function gets a copy of the value, which it may change and return.
     *
     * @param change gives the new value; null removes the entry
     * @return the new value, or null if the key is not there or no longer there
     */
    public @Nullable V update(K key, SerializableUnaryOperator<V> change) {
        Objects.requireNonNull(change, "change");
        return computeIfPresent(key, (ignored, value) -> change.apply(value));
    }

    /** As {@link #compute(Object, BiFunction)}, where the map lives. */
    public @Nullable V compute(
            K key, SerializableBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> remapping) {
        return operations.compute(Objects.requireNonNull(key, "key"), Objects.requireNonNull(remapping, "remapping"));
    }

    /** Where the map lives if the function is serializable, else in the caller, perhaps more than once. */
    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> remapping) {
        return remapping instanceof Serializable
                ? compute(key, (SerializableBiFunction<K, V, @Nullable V>) remapping::apply)
                : Optimistic.compute(operations, key, remapping);
    }

    /** As {@link #computeIfAbsent(Object, Function)}, where the map lives. */
    public @Nullable V computeIfAbsent(K key, SerializableFunction<? super K, ? extends @Nullable V> mapping) {
        return operations.computeIfAbsent(
                Objects.requireNonNull(key, "key"), Objects.requireNonNull(mapping, "mapping"));
    }

    /** Where the map lives if the function is serializable, else in the caller, perhaps more than once. */
    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> mapping) {
        return mapping instanceof Serializable
                ? computeIfAbsent(key, (SerializableFunction<K, @Nullable V>) mapping::apply)
                : Optimistic.computeIfAbsent(operations, key, mapping);
    }

    /** As {@link #computeIfPresent(Object, BiFunction)}, where the map lives. */
    public @Nullable V computeIfPresent(
            K key, SerializableBiFunction<? super K, ? super V, ? extends @Nullable V> remapping) {
        return operations.computeIfPresent(
                Objects.requireNonNull(key, "key"), Objects.requireNonNull(remapping, "remapping"));
    }

    /** Where the map lives if the function is serializable, else in the caller, perhaps more than once. */
    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> remapping) {
        return remapping instanceof Serializable
                ? computeIfPresent(key, (SerializableBiFunction<K, V, @Nullable V>) remapping::apply)
                : Optimistic.computeIfPresent(operations, key, remapping);
    }

    /** As {@link #merge(Object, Object, BiFunction)}, where the map lives. */
    public @Nullable V merge(
            K key, V value, SerializableBiFunction<? super V, ? super V, ? extends @Nullable V> remapping) {
        return operations.merge(
                Objects.requireNonNull(key, "key"),
                Objects.requireNonNull(value, "value"),
                Objects.requireNonNull(remapping, "remapping"));
    }

    /** Where the map lives if the function is serializable, else in the caller, perhaps more than once. */
    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> remapping) {
        return remapping instanceof Serializable
                ? merge(key, value, (SerializableBiFunction<V, V, @Nullable V>) remapping::apply)
                : Optimistic.merge(operations, key, value, remapping);
    }

    /** As {@link #replaceAll(BiFunction)}, where the map lives: all of them in one step, or none if the function throws. */
    public void replaceAll(SerializableBiFunction<? super K, ? super V, ? extends V> function) {
        operations.replaceAll(Objects.requireNonNull(function, "function"));
    }

    /** In one step where the map lives if the function is serializable, else one after the other. */
    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        if (function instanceof Serializable) {
            replaceAll((SerializableBiFunction<K, V, V>) function::apply);
        } else {
            Objects.requireNonNull(function, "function");
            for (K key : keySet()) {
                V _ = Optimistic.computeIfPresent(
                        operations, key, (k, value) -> Objects.requireNonNull(function.apply(k, value), "new value"));
            }
        }
    }

    /** Takes the entry out whose key came first, or returns null. */
    public Map.@Nullable Entry<K, V> pollFirstEntry() {
        return operations.pollEntry(true);
    }

    /** Takes the entry out whose key came last, or returns null. Python: {@code popitem}. */
    public Map.@Nullable Entry<K, V> pollLastEntry() {
        return operations.pollEntry(false);
    }

    /** All of it as it is at one moment, in order; the copy is the caller's. Must fit into one message. */
    public Map<K, V> toMap() {
        return operations.toMap();
    }

    @Override
    public Set<K> keySet() {
        return new MapViews.Keys<>(this);
    }

    @Override
    public Collection<V> values() {
        return new MapViews.Values<>(this);
    }

    /** The entries; those that an iteration gives are copies, whose {@code setValue} puts the value if the key is there still. */
    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new MapViews.Entries<>(this);
    }
}
