package dev.cloister.manager;

import dev.cloister.internal.manager.ListOperations;
import dev.cloister.internal.manager.Piece;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list that lives at a manager and that many processes use. Elements may be null.
 *
 * {@snippet :
 * static void collect(dev.cloister.manager.ManagedList<String> words) {
 *     words.addAll(java.util.List.of("b", "a", "c"));
 *     words.sort((a, b) -> b.compareTo(a)); // where the list lives
 *     System.out.println(words.getFromEnd(1)); // a
 *     System.out.println(words.slice(-2, words.size())); // [b, a]
 * }
 * }
 *
 * <p><b>By value.</b> Elements are copied on their way: to change what {@link #get} returned changes nothing at the manager until it
 * is set again, for which there is {@link #update}. Managed objects are the exception: a managed map in this list is the same map for
 * all who get it.
 *
 * <p><b>One step.</b> Each method of this class is one call, done as a whole while nobody else uses the list, also {@link #addAll}
 * and, with a function that can travel, {@link #sort}, {@link #removeIf} and {@link #replaceAll}: the function runs where the list lives,
 * and must not wait for others that use the list. A lambda written as the argument can travel if what it captures can. With other functions, the list
 * is read, and written if nobody has changed it since, else the function runs again. Several calls are: iterations, which take a part
 * of the list with each call, go on by index when others add or remove meanwhile, and throw {@link
 * java.util.ConcurrentModificationException} only when they are to change a list that others have changed; and {@link #equals}, {@link #hashCode}, {@link
 * #toString}, {@link #forEach}, {@link #subList} and {@link #reversed}, which iterate or use indexes. {@link #toList} copies the list in one step.
 *
 * <p>An index out of bounds throws {@link IndexOutOfBoundsException}, as do indexes below 0: those from the end, as in Python, are for
 * {@link #getFromEnd} and {@link #slice}. What a function throws comes out of the call, and nothing is changed. When the manager is gone,
 * every method throws. When another process that uses the list is gone nobody notices. Thread-safe. Handles are {@link Serializable}: what arrives
 * is a handle on the same list.
 *
 * @param <E> what the elements are
 */
public final class ManagedList<E extends @Nullable Object> extends AbstractList<E> implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // either can travel
    final ListOperations<E> operations;

    ManagedList(ListOperations<E> operations) {
        this.operations = operations;
    }

    @Override
    public int size() {
        return operations.size();
    }

    /** A copy of the element at this index, from 0. */
    @Override
    public E get(int index) {
        return operations.get(index);
    }

    /** The element that is {@code distance} places before the end: 1 for the last. Python: {@code list[-distance]}. */
    public E getFromEnd(int distance) {
        if (distance < 1) {
            throw new IndexOutOfBoundsException("distance is " + distance + "; the last element is at distance 1");
        }
        List<E> found =
                distance == 1 ? operations.slice(-1, Integer.MAX_VALUE) : operations.slice(-distance, -distance + 1);
        if (found.isEmpty()) {
            throw new IndexOutOfBoundsException(
                    "distance is " + distance + " from the end; the list has " + size() + " elements");
        }
        return found.getFirst();
    }

    /**
     * Copies of the elements from one index to before another. Below 0 they count from the end, and what is out of bounds is left
     * out, as in Python's {@code list[from:to]}.
     */
    public List<E> slice(int from, int to) {
        return operations.slice(from, to);
    }

    /**
     * Puts these elements in the place of those from one index to before another. Python: {@code list[from:to] = elements}.
     *
     * @throws IndexOutOfBoundsException if it is not so that 0 &lt;= from &lt;= to &lt;= size
     */
    public void replaceRange(int from, int to, Collection<? extends E> elements) {
        operations.replaceRange(from, to, new ArrayList<>(elements));
    }

    /** All of it as it is at one moment; the copy is the caller's. Must fit into one message. */
    public List<E> toList() {
        return operations.slice(0, Integer.MAX_VALUE);
    }

    @Override
    public Object[] toArray() {
        return toList().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return toList().toArray(array);
    }

    @Override
    public E set(int index, E element) {
        return operations.set(index, element);
    }

    @Override
    public boolean add(E element) {
        operations.add(element);
        return true;
    }

    @Override
    public void add(int index, E element) {
        operations.insert(index, element);
    }

    @Override
    public void addFirst(E element) {
        operations.insert(0, element);
    }

    @Override
    public void addLast(E element) {
        operations.add(element);
    }

    /** Adds all of them at the end in one step. */
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return operations.addAll(new ArrayList<>(elements));
    }

    /** Inserts all of them in one step. */
    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return operations.insertAll(index, new ArrayList<>(elements));
    }

    @Override
    public E remove(int index) {
        return operations.remove(index);
    }

    /** Removes the first element that equals this one; arrays are compared by their elements. */
    @Override
    public boolean remove(@Nullable Object element) {
        return operations.removeElement(element);
    }

    @Override
    public E getFirst() {
        return operations.end(true, false);
    }

    @Override
    public E getLast() {
        return operations.end(false, false);
    }

    @Override
    public E removeFirst() {
        return operations.end(true, true);
    }

    /** Takes the last element out. Python: {@code pop()}. */
    @Override
    public E removeLast() {
        return operations.end(false, true);
    }

    @Override
    public void clear() {
        operations.clear();
    }

    @Override
    protected void removeRange(int from, int to) {
        operations.replaceRange(from, to, new ArrayList<>());
    }

    /** Whether some element equals this one; arrays are compared by their elements. */
    @Override
    public boolean contains(@Nullable Object element) {
        return operations.indexOf(element) >= 0;
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return operations.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return operations.lastIndexOf(element);
    }

    /** How many elements equal this one; arrays are compared by their elements. */
    public int count(@Nullable Object element) {
        return operations.count(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return operations.removeAll(new ArrayList<>(elements), true);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return operations.removeAll(new ArrayList<>(elements), false);
    }

    /**
     * Changes an element where the list lives: the function gets a copy of it, which it may change and return.
     *
     * @return the new element
     */
    public E update(int index, SerializableUnaryOperator<E> change) {
        return operations.update(index, Objects.requireNonNull(change, "change"));
    }

    /** As {@link #removeIf(Predicate)}, where the list lives. */
    public boolean removeIf(SerializablePredicate<? super E> filter) {
        return operations.removeIf(Objects.requireNonNull(filter, "filter"));
    }

    /** Where the list lives if the function is serializable, else in the caller, perhaps more than once. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        return filter instanceof Serializable
                ? removeIf((SerializablePredicate<E>) filter::test)
                : change(elements -> elements.removeIf(filter));
    }

    /** As {@link #replaceAll(UnaryOperator)}, where the list lives. */
    public void replaceAll(SerializableUnaryOperator<E> operator) {
        operations.replaceAll(Objects.requireNonNull(operator, "operator"));
    }

    /** Where the list lives if the function is serializable, else in the caller, perhaps more than once. */
    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator, "operator");
        if (operator instanceof Serializable) {
            replaceAll((SerializableUnaryOperator<E>) operator::apply);
        } else {
            boolean _ = change(elements -> {
                elements.replaceAll(operator);
                return true;
            });
        }
    }

    /** As {@link #sort(Comparator)}, where the list lives. */
    public void sort(@Nullable SerializableComparator<? super E> order) {
        operations.sort(order);
    }

    /** Where the list lives if there is no comparator or it is serializable, else in the caller, perhaps more than once. */
    @Override
    @SuppressWarnings("NullAway") // no comparator: the natural order
    public void sort(@Nullable Comparator<? super E> order) {
        if (order == null) {
            operations.sort(null);
        } else if (order instanceof Serializable) {
            operations.sort((SerializableComparator<E>) order::compare);
        } else {
            boolean _ = change(elements -> {
                elements.sort(order);
                return true;
            });
        }
    }

    /** Reads, applies, and writes if nobody has changed it meanwhile, else again. */
    private boolean change(Predicate<List<E>> change) {
        while (true) {
            Piece<E, Void> whole = operations.piece(0, Integer.MAX_VALUE);
            List<E> elements = whole.elements();
            if (!change.test(elements)) {
                return false;
            }
            if (operations.replaceContents(whole.figure(ListOperations.CHANGES), elements)) {
                return true;
            }
        }
    }

    /** Turns the order around. */
    public void reverse() {
        operations.reverse();
    }

    @Override
    public Iterator<E> iterator() {
        return listIterator(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return new ListPieces<>(operations, index);
    }
}
