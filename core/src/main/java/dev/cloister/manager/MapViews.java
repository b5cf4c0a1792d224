package dev.cloister.manager;

import dev.cloister.internal.manager.MapOperations;
import dev.cloister.internal.manager.Piece;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The collections that show a managed map. */
final class MapViews {
    private MapViews() {}

    static final class Keys<K, V> extends AbstractSet<K> {
        private final ManagedMap<K, V> map;

        Keys(ManagedMap<K, V> map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(Object key) {
            return map.containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return map.remove(key) != null;
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public Iterator<K> iterator() {
            return new MapPieces<K, V, K>(map, false) {
                @Override
                K element(K key, @Nullable V value) {
                    return key;
                }
            };
        }
    }

    static final class Values<K, V> extends AbstractCollection<V> {
        private final ManagedMap<K, V> map;

        Values(ManagedMap<K, V> map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(Object value) {
            return map.containsValue(value);
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public Iterator<V> iterator() {
            return new MapPieces<K, V, V>(map, true) {
                @Override
                V element(K key, @Nullable V value) {
                    return Objects.requireNonNull(value);
                }
            };
        }
    }

    static final class Entries<K, V> extends AbstractSet<Map.Entry<K, V>> {
        private final ManagedMap<K, V> map;

        Entries(ManagedMap<K, V> map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(Object object) {
            if (!(object instanceof Map.Entry<?, ?> entry) || entry.getKey() == null || entry.getValue() == null) {
                return false;
            }
            return Objects.deepEquals(map.get(entry.getKey()), entry.getValue());
        }

        @Override
        public boolean remove(Object object) {
            return object instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && map.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new MapPieces<K, V, Map.Entry<K, V>>(map, true) {
                @Override
                Map.Entry<K, V> element(K key, @Nullable V value) {
                    return new Entry<>(map, key, Objects.requireNonNull(value));
                }
            };
        }
    }

    /** A copy of an entry that can put its value back. */
    private static final class Entry<K, V> extends AbstractMap.SimpleEntry<K, V> {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        private final ManagedMap<K, V> map;

        Entry(ManagedMap<K, V> map, K key, V value) {
            super(key, value);
            this.map = map;
        }

        @Override
        public V setValue(V value) {
            V _ = map.replace(getKey(), value);
            return super.setValue(value);
        }
    }

    /** Where pieces come from: see {@link MapOperations#piece}. */
    @FunctionalInterface
    interface Source<K, V> {
        Piece<K, V> piece(long after, long limit);
    }

    /** Goes through a map or a set in pieces. For one thread. */
    abstract static class Pieces<K, V, E> implements Iterator<E> {
        private final Source<K, V> source;
        private Piece<K, V> piece;
        private int next;
        private @Nullable K current;

        Pieces(Source<K, V> source) {
            this.source = source;
            this.piece = source.piece(0, 0);
        }

        /** What the iteration gives; the value is null where there are none. */
        abstract E element(K key, @Nullable V value);

        abstract void drop(K key);

        @Override
        public boolean hasNext() {
            while (next == piece.elements().size()) {
                if (piece.figure(MapOperations.LAST) >= piece.figure(MapOperations.LIMIT)) {
                    return false;
                }
                piece = source.piece(piece.figure(MapOperations.LAST), piece.figure(MapOperations.LIMIT));
                next = 0;
            }
            return true;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the iteration has come to its end");
            }
            K key = piece.elements().get(next);
            E element = element(
                    key, piece.values().isEmpty() ? null : piece.values().get(next));
            current = key;
            next++;
            return element;
        }

        @Override
        public void remove() {
            K key = current;
            if (key == null) {
                throw new IllegalStateException("next() was not called, or its element is removed already");
            }
            current = null;
            drop(key);
        }
    }

    private abstract static class MapPieces<K, V, E> extends Pieces<K, V, E> {
        private final ManagedMap<K, V> map;

        MapPieces(ManagedMap<K, V> map, boolean withValues) {
            super((after, limit) -> map.operations.piece(after, limit, Piece.SIZE, withValues));
            this.map = map;
        }

        @Override
        void drop(K key) {
            V _ = map.operations.remove(key);
        }
    }
}
