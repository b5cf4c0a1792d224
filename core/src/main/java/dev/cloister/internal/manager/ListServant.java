package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableComparator;
import dev.cloister.manager.SerializablePredicate;
import dev.cloister.manager.SerializableUnaryOperator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list where it lives. An element in the list is never changed, only replaced: functions get copies, so that an element can be
 * sent while others work.
 *
 * @param <E> what the elements are
 */
public final class ListServant<E extends @Nullable Object> implements ListOperations<E> {
    /** Guarded by this. */
    private List<E> elements = new ArrayList<>();

    /** How often elements were added and removed. Guarded by this. */
    private long moves;

    /** How often anything was changed. Guarded by this. */
    private long changes;

    private void moved() {
        moves++;
        changes++;
    }

    @Override
    public synchronized int size() {
        return elements.size();
    }

    @Override
    public synchronized E get(int index) {
        return elements.get(index);
    }

    @Override
    public synchronized E set(int index, E element) {
        E before = elements.set(index, element);
        changes++;
        return before;
    }

    @Override
    public synchronized void add(E element) {
        elements.add(element);
        moved();
    }

    @Override
    public synchronized void insert(int index, E element) {
        elements.add(index, element);
        moved();
    }

    @Override
    public synchronized boolean insertAll(int index, List<? extends E> added) {
        boolean changed = elements.addAll(index, added);
        if (changed) {
            moved();
        }
        return changed;
    }

    @Override
    public synchronized boolean addAll(List<? extends E> added) {
        return insertAll(elements.size(), added);
    }

    @Override
    public synchronized E remove(int index) {
        E removed = elements.remove(index);
        moved();
        return removed;
    }

    @Override
    public synchronized boolean removeElement(@Nullable Object element) {
        int index = indexOf(element);
        if (index < 0) {
            return false;
        }
        E _ = remove(index);
        return true;
    }

    @Override
    public synchronized E end(boolean first, boolean remove) {
        if (elements.isEmpty()) {
            throw new NoSuchElementException("the list has no elements");
        }
        int index = first ? 0 : elements.size() - 1;
        return remove ? remove(index) : elements.get(index);
    }

    @Override
    public synchronized int indexOf(@Nullable Object element) {
        for (int i = 0; i < elements.size(); i++) {
            if (Objects.deepEquals(element, elements.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public synchronized int lastIndexOf(@Nullable Object element) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (Objects.deepEquals(element, elements.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public synchronized int count(@Nullable Object element) {
        int count = 0;
        for (E each : elements) {
            count += Objects.deepEquals(element, each) ? 1 : 0;
        }
        return count;
    }

    @Override
    public synchronized void clear() {
        elements.clear();
        moved();
    }

    @Override
    public synchronized void replaceRange(int from, int to, List<? extends E> added) {
        List<E> range = elements.subList(from, to);
        range.clear();
        range.addAll(added);
        moved();
    }

    @Override
    public synchronized boolean removeAll(Collection<?> others, boolean ifContained) {
        return retain(elements.stream()
                .filter(each -> others.contains(each) != ifContained)
                .toList());
    }

    @Override
    public synchronized boolean removeIf(SerializablePredicate<? super E> filter) {
        List<E> kept = new ArrayList<>();
        for (E each : new ArrayList<>(elements)) {
            if (!filter.test(each)) {
                kept.add(each);
            }
        }
        return retain(kept);
    }

    private boolean retain(List<E> kept) {
        boolean changed = kept.size() != elements.size();
        if (changed) {
            elements = new ArrayList<>(kept);
            moved();
        }
        return changed;
    }

    @Override
    public synchronized void replaceAll(SerializableUnaryOperator<E> operator) {
        List<E> results = new ArrayList<>(elements.size());
        for (E each : new ArrayList<>(elements)) {
            results.add(operator.apply(ByValue.copyOf(each)));
        }
        elements = results;
        changes++;
    }

    @Override
    public synchronized E update(int index, SerializableUnaryOperator<E> change) {
        E result = change.apply(ByValue.copyOf(elements.get(index)));
        E _ = set(index, result);
        return result;
    }

    @Override
    public synchronized void sort(@Nullable SerializableComparator<? super E> order) {
        List<E> sorted = new ArrayList<>(elements);
        sorted.sort(order);
        elements = sorted;
        moved();
    }

    @Override
    public synchronized void reverse() {
        Collections.reverse(elements);
        moved();
    }

    @Override
    public synchronized List<E> slice(int from, int to) {
        return Slices.of(elements, from, to);
    }

    @Override
    public synchronized Piece<E, Void> piece(int from, int most) {
        int size = elements.size();
        int begin = Math.min(from, size);
        List<E> some = new ArrayList<>(elements.subList(begin, begin + Math.min(most, size - begin)));
        return new Piece<>(some, List.of(), size, moves, changes);
    }

    @Override
    public synchronized boolean replaceContents(long before, List<? extends E> contents) {
        if (before != changes) {
            return false;
        }
        elements = new ArrayList<>(contents);
        moved();
        return true;
    }

    private void requireUnmoved(long before) {
        if (before != moves) {
            throw new ConcurrentModificationException(
                    "elements of the list were added or removed since this iterator looked at it; use a new one");
        }
    }

    @Override
    public synchronized void setAt(int index, E element, long before) {
        requireUnmoved(before);
        E _ = set(index, element);
    }

    @Override
    public synchronized long removeAt(int index, long before) {
        requireUnmoved(before);
        E _ = remove(index);
        return moves;
    }

    @Override
    public synchronized long insertAt(int index, E element, long before) {
        requireUnmoved(before);
        insert(index, element);
        return moves;
    }

    @Override
    public synchronized String toString() {
        return elements.toString();
    }
}
