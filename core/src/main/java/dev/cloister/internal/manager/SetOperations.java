package dev.cloister.internal.manager;

import dev.cloister.manager.SerializablePredicate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with a managed set, each as one step.
 *
 * @param <E> what the elements are; not null
 */
public interface SetOperations<E> {
    int size();

    boolean contains(Object element);

    boolean containsAll(Collection<?> elements);

    boolean add(E element);

    boolean addAll(Collection<? extends E> elements);

    boolean remove(Object element);

    /** Removes those that are in the collection, or those that are not. */
    boolean removeAll(Collection<?> elements, boolean ifContained);

    boolean removeIf(SerializablePredicate<? super E> filter);

    void clear();

    /** The element that came first, taken out; null if there is none. */
    @Nullable
    E poll();

    List<E> toList();

    /** See {@link MapOperations#piece}. */
    Piece<E, Boolean> piece(long after, long limit, int most);
}
