package dev.cloister.internal.manager;

import dev.cloister.manager.SerializableComparator;
import dev.cloister.manager.SerializablePredicate;
import dev.cloister.manager.SerializableUnaryOperator;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with a managed list, each as one step.
 *
 * @param <E> what the elements are
 */
public interface ListOperations<E extends @Nullable Object> {
    /** The figure of a piece that says how many elements the list has. */
    int SIZE = 0;

    /** The figure of a piece that says how often elements were added and removed. */
    int MOVES = 1;

    /** The figure of a piece that says how often the list was changed. */
    int CHANGES = 2;

    int size();

    E get(int index);

    E set(int index, E element);

    void add(E element);

    void insert(int index, E element);

    /** Whether the list has changed. */
    boolean insertAll(int index, List<? extends E> elements);

    /** At the end. */
    boolean addAll(List<? extends E> elements);

    E remove(int index);

    boolean removeElement(@Nullable Object element);

    /** The first element or the last, perhaps taken out. */
    E end(boolean first, boolean remove);

    int indexOf(@Nullable Object element);

    int lastIndexOf(@Nullable Object element);

    int count(@Nullable Object element);

    void clear();

    /** Puts these elements in the place of those. */
    void replaceRange(int from, int to, List<? extends E> elements);

    /** Removes those that are in the collection, or those that are not. */
    boolean removeAll(Collection<?> elements, boolean ifContained);

    boolean removeIf(SerializablePredicate<? super E> filter);

    void replaceAll(SerializableUnaryOperator<E> operator);

    E update(int index, SerializableUnaryOperator<E> change);

    void sort(@Nullable SerializableComparator<? super E> order);

    void reverse();

    /** The elements from one index to before another; less than 0 or beyond the end as in Python. */
    List<E> slice(int from, int to);

    /** All elements, or as many as are there from an index on, at most so many. */
    Piece<E, Void> piece(int from, int most);

    /** Sets all elements if the list is as it was. */
    boolean replaceContents(long changes, List<? extends E> elements);

    /** For an iterator: sets an element if no other has moved. */
    void setAt(int index, E element, long moves);

    /** For an iterator: removes an element if no other has moved; the new count of moves. */
    long removeAt(int index, long moves);

    /** For an iterator: inserts an element if no other has moved; the new count of moves. */
    long insertAt(int index, E element, long moves);
}
