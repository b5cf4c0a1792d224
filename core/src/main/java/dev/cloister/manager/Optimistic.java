package dev.cloister.manager;

import dev.cloister.internal.manager.MapOperations;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Functions on a map's entries that run in the caller: read, apply, and write if nobody has written meanwhile, else again. */
final class Optimistic {
    private Optimistic() {}

    static <K, V> @Nullable V compute(
            MapOperations<K, V> map,
            K key,
            BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> remapping) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(remapping, "remapping");
        while (true) {
            MapOperations.Stamped<V> before = map.read(key);
            V value = remapping.apply(key, before == null ? null : before.value());
            if ((before == null && value == null) || map.write(key, stamp(before), value)) {
                return value;
            }
        }
    }

    static <K, V> @Nullable V computeIfAbsent(
            MapOperations<K, V> map, K key, Function<? super K, ? extends @Nullable V> mapping) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(mapping, "mapping");
        V value = map.get(key);
        if (value != null) {
            return value;
        }
        V made = mapping.apply(key);
        if (made == null) {
            return null;
        }
        V present = map.putIfAbsent(key, made);
        return present != null ? present : made;
    }

    static <K, V> @Nullable V computeIfPresent(
            MapOperations<K, V> map, K key, BiFunction<? super K, ? super V, ? extends @Nullable V> remapping) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(remapping, "remapping");
        while (true) {
            MapOperations.Stamped<V> before = map.read(key);
            if (before == null) {
                return null;
            }
            V value = remapping.apply(key, before.value());
            if (map.write(key, before.stamp(), value)) {
                return value;
            }
        }
    }

    static <K, V> @Nullable V merge(
            MapOperations<K, V> map,
            K key,
            V value,
            BiFunction<? super V, ? super V, ? extends @Nullable V> remapping) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(remapping, "remapping");
        while (true) {
            MapOperations.Stamped<V> before = map.read(key);
            V merged = before == null ? value : remapping.apply(before.value(), value);
            if (map.write(key, stamp(before), merged)) {
                return merged;
            }
        }
    }

    private static long stamp(MapOperations.@Nullable Stamped<?> read) {
        return read == null ? 0 : read.stamp();
    }
}
