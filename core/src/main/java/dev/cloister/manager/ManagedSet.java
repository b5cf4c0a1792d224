package dev.cloister.manager;

import dev.cloister.internal.manager.Piece;
import dev.cloister.internal.manager.SetOperations;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set that lives at a manager and that many processes use. It takes no null, and keeps the order in which its elements came.
 *
 * {@snippet :
 * static boolean visit(dev.cloister.manager.ManagedSet<String> seen, String page) {
 *     return seen.add(page); // true for one caller only
 * }
 * }
 *
 * <p>Elements are copied on their way, but for managed objects. Each method of this class is one call, done as a whole while nobody
 * else uses the set, also {@link #addAll}, {@link #removeAll}, {@link #retainAll}, {@link #containsAll}, and {@link
 * #removeIf} with a function that can travel: it runs where the set lives, and must not wait for others that use the set. Several calls
 * are: iterations, which take a part of the set with each call and see each element that is there from their beginning to their end;
 * {@link #removeIf} with other functions; and {@link #equals}, {@link #hashCode}, {@link #toString} and {@link #forEach}, which iterate. {@link #toSet} copies
 * the set in one step.
 *
 * <p>When the manager is gone, every method throws. When another process that uses the set is gone nobody notices. Thread-safe.
 * Handles are {@link Serializable}: what arrives is a handle on the same set.
 *
 * @param <E> what the elements are
 */
public final class ManagedSet<E> extends AbstractSet<E> implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // either can travel
    final SetOperations<E> operations;

    ManagedSet(SetOperations<E> operations) {
        this.operations = operations;
    }

    @Override
    public int size() {
        return operations.size();
    }

    @Override
    public boolean contains(Object element) {
        return operations.contains(Objects.requireNonNull(element, "element"));
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return operations.containsAll(copy(elements));
    }

    private static <T> List<T> copy(Collection<? extends T> elements) {
        List<T> copy = new ArrayList<>(elements);
        copy.forEach(element -> Objects.requireNonNull(element, "element"));
        return copy;
    }

    @Override
    public boolean add(E element) {
        return operations.add(Objects.requireNonNull(element, "element"));
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return operations.addAll(copy(elements));
    }

    @Override
    public boolean remove(Object element) {
        return operations.remove(Objects.requireNonNull(element, "element"));
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return operations.removeAll(new ArrayList<>(elements), true);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return operations.removeAll(new ArrayList<>(elements), false);
    }

    /** As {@link #removeIf(Predicate)}, where the set lives. */
    public boolean removeIf(SerializablePredicate<? super E> filter) {
        return operations.removeIf(Objects.requireNonNull(filter, "filter"));
    }

    /** Where the set lives if the function is serializable, else in the caller. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        return filter instanceof Serializable
                ? removeIf((SerializablePredicate<E>) filter::test)
                : removeAll(operations.toList().stream().filter(filter).toList());
    }

    @Override
    public void clear() {
        operations.clear();
    }

    /** Takes the element out that came first, or returns null. Python: {@code pop}. */
    public @Nullable E pollFirst() {
        return operations.poll();
    }

    /** All of it as it is at one moment, in order; the copy is the caller's. Must fit into one message. */
    public Set<E> toSet() {
        return new LinkedHashSet<>(operations.toList());
    }

    @Override
    public Iterator<E> iterator() {
        return new MapViews.Pieces<E, Boolean, E>((after, limit) -> operations.piece(after, limit, Piece.SIZE)) {
            @Override
            E element(E key, @Nullable Boolean value) {
                return key;
            }

            @Override
            void drop(E key) {
                boolean _ = operations.remove(key);
            }
        };
    }
}
