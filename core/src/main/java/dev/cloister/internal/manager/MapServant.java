package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableBiFunction;
import dev.cloister.manager.SerializableFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map where it lives. Entries are numbered as their keys come, so that an iteration can go on where its last piece ended.
 * A value in the map is never changed, only replaced: functions get copies, so that a value can be sent while others work.
 *
 * @param <K> what the keys are; not null
 * @param <V> what the values are; not null
 */
public final class MapServant<K, V> implements MapOperations<K, V> {
    private final Map<Object, Entry<K, V>> byKey = new HashMap<>();
    private final TreeMap<Long, Entry<K, V>> inOrder = new TreeMap<>();

    /** The last number given to an entry or a value. Guarded by this. */
    private long count;

    private static final class Entry<K, V> {
        final K key;
        final long order;

        /** Guarded by the map. */
        V value;

        /** Which value it is. Guarded by the map. */
        long stamp;

        Entry(K key, V value, long order) {
            this.key = key;
            this.value = value;
            this.order = order;
            this.stamp = order;
        }
    }

    @Override
    public synchronized int size() {
        return byKey.size();
    }

    @Override
    public synchronized boolean containsKey(Object key) {
        return byKey.containsKey(key);
    }

    @Override
    public synchronized boolean containsValue(Object value) {
        for (Entry<K, V> entry : byKey.values()) {
            if (Objects.deepEquals(value, entry.value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized @Nullable V get(Object key) {
        Entry<K, V> entry = byKey.get(key);
        return entry == null ? null : entry.value;
    }

    @Override
    public synchronized @Nullable V put(K key, V value) {
        return set(byKey.get(key), key, value);
    }

    /** Sets, makes or, with null, removes an entry; returns the value before. */
    private @Nullable V set(@Nullable Entry<K, V> entry, K key, @Nullable V value) {
        if (entry == null) {
            if (value != null) {
                Entry<K, V> made = new Entry<>(key, value, ++count);
                byKey.put(key, made);
                inOrder.put(made.order, made);
            }
            return null;
        }
        V before = entry.value;
        if (value == null) {
            byKey.remove(entry.key);
            inOrder.remove(entry.order);
        } else {
            entry.value = value;
            entry.stamp = ++count;
        }
        return before;
    }

    @Override
    public synchronized void putAll(Map<? extends K, ? extends V> entries) {
        entries.forEach((key, value) -> {
            V _ = set(byKey.get(key), key, value);
        });
    }

    @Override
    public synchronized @Nullable V putIfAbsent(K key, V value) {
        Entry<K, V> entry = byKey.get(key);
        return entry != null ? entry.value : set(null, key, value);
    }

    @Override
    public synchronized @Nullable V remove(Object key) {
        Entry<K, V> entry = byKey.get(key);
        return entry == null ? null : set(entry, entry.key, null);
    }

    @Override
    public synchronized boolean removeIfEqual(Object key, Object value) {
        Entry<K, V> entry = byKey.get(key);
        if (entry == null || !Objects.deepEquals(entry.value, value)) {
            return false;
        }
        V _ = set(entry, entry.key, null);
        return true;
    }

    @Override
    public synchronized @Nullable V replace(K key, V value) {
        Entry<K, V> entry = byKey.get(key);
        return entry == null ? null : set(entry, key, value);
    }

    @Override
    public synchronized boolean replaceIfEqual(K key, V oldValue, V newValue) {
        Entry<K, V> entry = byKey.get(key);
        if (entry == null || !Objects.deepEquals(entry.value, oldValue)) {
            return false;
        }
        V _ = set(entry, key, newValue);
        return true;
    }

    @Override
    public synchronized void clear() {
        byKey.clear();
        inOrder.clear();
    }

    @Override
    public synchronized @Nullable V compute(
            K key, SerializableBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> remapping) {
        Entry<K, V> entry = byKey.get(key);
        V computed = remapping.apply(key, entry == null ? null : ByValue.copyOf(entry.value));
        V _ = set(byKey.get(key), key, computed); // the function may have used this map
        return computed;
    }

    @Override
    public synchronized @Nullable V computeIfAbsent(
            K key, SerializableFunction<? super K, ? extends @Nullable V> mapping) {
        Entry<K, V> entry = byKey.get(key);
        if (entry != null) {
            return entry.value;
        }
        V computed = mapping.apply(key);
        V _ = set(byKey.get(key), key, computed);
        return computed;
    }

    @Override
    public synchronized @Nullable V computeIfPresent(
            K key, SerializableBiFunction<? super K, ? super V, ? extends @Nullable V> remapping) {
        Entry<K, V> entry = byKey.get(key);
        if (entry == null) {
            return null;
        }
        V computed = remapping.apply(key, ByValue.copyOf(entry.value));
        V _ = set(byKey.get(key), key, computed);
        return computed;
    }

    @Override
    public synchronized @Nullable V merge(
            K key, V value, SerializableBiFunction<? super V, ? super V, ? extends @Nullable V> remapping) {
        Entry<K, V> entry = byKey.get(key);
        V merged = entry == null ? value : remapping.apply(ByValue.copyOf(entry.value), value);
        V _ = set(byKey.get(key), key, merged);
        return merged;
    }

    @Override
    public synchronized void replaceAll(SerializableBiFunction<? super K, ? super V, ? extends V> function) {
        Map<K, V> results = new LinkedHashMap<>();
        for (Entry<K, V> entry : new ArrayList<>(inOrder.values())) {
            V result = function.apply(entry.key, ByValue.copyOf(entry.value));
            results.put(entry.key, Objects.requireNonNull(result, "the function returned null, which is no value"));
        }
        results.forEach((key, value) -> {
            V _ = set(byKey.get(key), key, value);
        });
    }

    @Override
    public synchronized Map.@Nullable Entry<K, V> pollEntry(boolean oldest) {
        Map.Entry<Long, Entry<K, V>> found = oldest ? inOrder.firstEntry() : inOrder.lastEntry();
        if (found == null) {
            return null;
        }
        Entry<K, V> entry = found.getValue();
        V _ = set(entry, entry.key, null);
        return new java.util.AbstractMap.SimpleImmutableEntry<>(entry.key, entry.value);
    }

    @Override
    public synchronized Map<K, V> toMap() {
        Map<K, V> all = new LinkedHashMap<>();
        inOrder.forEach((order, entry) -> all.put(entry.key, entry.value));
        return all;
    }

    @Override
    public synchronized Piece<K, V> piece(long after, long limit, int most, boolean withValues) {
        List<K> keys = new ArrayList<>();
        List<V> values = new ArrayList<>();
        long end = limit != 0 || inOrder.isEmpty() ? limit : inOrder.lastKey();
        long last = after;
        for (Entry<K, V> entry : inOrder.tailMap(after, false).values()) {
            if (entry.order > end || keys.size() == most) {
                break;
            }
            keys.add(entry.key);
            if (withValues) {
                values.add(entry.value);
            }
            last = entry.order;
        }
        return new Piece<>(keys, values, keys.size() < most ? end : last, end);
    }

    @Override
    public synchronized @Nullable Stamped<V> read(Object key) {
        Entry<K, V> entry = byKey.get(key);
        return entry == null ? null : new Stamped<>(entry.value, entry.stamp);
    }

    @Override
    public synchronized boolean write(K key, long stamp, @Nullable V value) {
        Entry<K, V> entry = byKey.get(key);
        if (stamp != (entry == null ? 0 : entry.stamp)) {
            return false;
        }
        V _ = set(entry, key, value);
        return true;
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
