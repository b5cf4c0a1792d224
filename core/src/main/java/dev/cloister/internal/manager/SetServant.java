package dev.cloister.internal.manager;

import dev.cloister.manager.SerializablePredicate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set where it lives: the keys of a map. Its lock is the map's.
 *
 * @param <E> what the elements are; not null
 */
public final class SetServant<E> implements SetOperations<E> {
    private final MapServant<E, Boolean> map = new MapServant<>();

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean contains(Object element) {
        return map.containsKey(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        synchronized (map) {
            return elements.stream().allMatch(map::containsKey);
        }
    }

    @Override
    public boolean add(E element) {
        return map.putIfAbsent(element, true) == null;
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        synchronized (map) {
            boolean changed = false;
            for (E element : elements) {
                changed |= add(element);
            }
            return changed;
        }
    }

    @Override
    public boolean remove(Object element) {
        return map.remove(element) != null;
    }

    @Override
    public boolean removeAll(Collection<?> elements, boolean ifContained) {
        synchronized (map) {
            return removeThese(toList().stream()
                    .filter(each -> elements.contains(each) == ifContained)
                    .toList());
        }
    }

    @Override
    public boolean removeIf(SerializablePredicate<? super E> filter) {
        synchronized (map) {
            return removeThese(toList().stream().filter(filter).toList());
        }
    }

    private boolean removeThese(List<E> elements) {
        for (E element : elements) {
            Boolean _ = map.remove(element);
        }
        return !elements.isEmpty();
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public @Nullable E poll() {
        Map.Entry<E, Boolean> first = map.pollEntry(true);
        return first == null ? null : first.getKey();
    }

    @Override
    public List<E> toList() {
        return new ArrayList<>(map.toMap().keySet());
    }

    @Override
    public Piece<E, Boolean> piece(long after, long limit, int most) {
        return map.piece(after, limit, most, false);
    }

    @Override
    public String toString() {
        return toList().toString();
    }
}
