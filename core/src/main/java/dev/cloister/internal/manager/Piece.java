package dev.cloister.internal.manager;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a managed collection, for an iteration. Writes itself, which takes a third of the time that it took as a record.
 *
 * @param <E> what the elements are
 * @param <V> what their values are, in a map
 */
public final class Piece<E extends @Nullable Object, V> implements Externalizable {
    @Serial
    private static final long serialVersionUID = 1;

    /** So many elements an iteration asks for at a time. */
    public static final int SIZE = 256;

    private transient List<E> elements = List.of();
    private transient List<V> values = List.of();
    private transient long[] figures = {};

    /** For its deserialization. */
    public Piece() {}

    Piece(List<E> elements, List<V> values, long... figures) {
        this.elements = elements;
        this.values = values;
        this.figures = figures;
    }

    /** These elements; the list is the caller's. */
    public List<E> elements() {
        return elements;
    }

    /** Their values, or nothing. */
    public List<V> values() {
        return values;
    }

    /** A number that belongs to the piece; the operations say which there are. */
    public long figure(int index) {
        return figures[index];
    }

    @Override
    public void writeExternal(ObjectOutput to) throws IOException {
        to.writeInt(figures.length);
        for (long figure : figures) {
            to.writeLong(figure);
        }
        write(to, elements);
        write(to, values);
    }

    private static void write(ObjectOutput to, List<?> objects) throws IOException {
        to.writeInt(objects.size());
        for (Object object : objects) {
            to.writeObject(object);
        }
    }

    @Override
    public void readExternal(ObjectInput from) throws IOException, ClassNotFoundException {
        int count = count(from);
        List<Long> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(from.readLong());
        }
        figures = read.stream().mapToLong(Long::longValue).toArray();
        elements = read(from);
        values = read(from);
    }

    /** The lists grow as their elements come: a number alone takes no memory. */
    @SuppressWarnings("unchecked") // as it was written
    private static <T extends @Nullable Object> List<T> read(ObjectInput from)
            throws IOException, ClassNotFoundException {
        int count = count(from);
        List<T> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add((T) from.readObject());
        }
        return objects;
    }

    private static int count(ObjectInput from) throws IOException {
        int count = from.readInt();
        if (count < 0) {
            throw new InvalidObjectException("a piece of " + count + " elements");
        }
        return count;
    }
}
