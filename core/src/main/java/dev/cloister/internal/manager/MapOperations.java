package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableBiFunction;
import dev.cloister.manager.SerializableFunction;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with a managed map, each as one step.
 *
 * @param <K> what the keys are; not null
 * @param <V> what the values are; not null
 */
public interface MapOperations<K, V> {
    /** The figure of a piece that says the number of its last entry. */
    int LAST = 0;

    /** The figure of a piece that says the number of the last entry that belongs to the iteration. */
    int LIMIT = 1;

    int size();

    boolean containsKey(Object key);

    boolean containsValue(Object value);

    @Nullable
    V get(Object key);

    @Nullable
    V put(K key, V value);

    void putAll(Map<? extends K, ? extends V> entries);

    @Nullable
    V putIfAbsent(K key, V value);

    @Nullable
    V remove(Object key);

    boolean removeIfEqual(Object key, Object value);

    @Nullable
    V replace(K key, V value);

    boolean replaceIfEqual(K key, V oldValue, V newValue);

    void clear();

    @Nullable
    V compute(K key, SerializableBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> remapping);

    @Nullable
    V computeIfAbsent(K key, SerializableFunction<? super K, ? extends @Nullable V> mapping);

    @Nullable
    V computeIfPresent(K key, SerializableBiFunction<? super K, ? super V, ? extends @Nullable V> remapping);

    @Nullable
    V merge(K key, V value, SerializableBiFunction<? super V, ? super V, ? extends @Nullable V> remapping);

    void replaceAll(SerializableBiFunction<? super K, ? super V, ? extends V> function);

    /** The entry that is oldest, or the youngest, taken out; null if there is none. */
    Map.@Nullable Entry<K, V> pollEntry(boolean oldest);

    /** All of it. */
    Map<K, V> toMap();

    /**
     * The next entries in the order in which their keys came.
     *
     * @param after the number of the last entry of the piece before, or 0
     * @param limit the number of the last entry to come, or 0 for the last there is now
     * @param most how many entries to give at most
     * @param withValues else keys only
     */
    Piece<K, V> piece(long after, long limit, int most, boolean withValues);

    /** The value and its number, or null; for functions that run where the caller is. */
    @Nullable
    Stamped<V> read(Object key);

    /**
     * Sets the value if its number is still this one.
     *
     * @param stamp as it was read, 0 if there was no value
     * @param value null removes
     */
    boolean write(K key, long stamp, @Nullable V value);

    /**
     * A value with a number that no other state of the object has.
     *
     * @param value the value
     * @param stamp from 1
     */
    record Stamped<V extends @Nullable Object>(V value, long stamp) implements Serializable {
        @SuppressWarnings("serial") // as any value that travels
        public Stamped {}
    }
}
