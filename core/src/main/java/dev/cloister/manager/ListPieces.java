package dev.cloister.manager;

import dev.cloister.internal.manager.ListOperations;
import dev.cloister.internal.manager.Piece;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Goes through a managed list in pieces. For one thread. */
final class ListPieces<E extends @Nullable Object> implements ListIterator<E> {
    private final ListOperations<E> operations;

    /** Those from {@link #begin} on. */
    private Piece<E, Void> piece;

    private int begin;

    /** The size of the list as far as known. */
    private int size;

    /** What the list's count of moves is if only this iterator has changed it since it began. */
    private long moves;

    private int cursor;

    /** The index of what was returned last; -1 if there is none that can be changed. */
    private int last = -1;

    ListPieces(ListOperations<E> operations, int index) {
        this.operations = operations;
        if (index < 0) {
            throw new IndexOutOfBoundsException("index is " + index);
        }
        this.piece = operations.piece(index, Piece.SIZE);
        this.begin = index;
        this.cursor = index;
        this.moves = piece.figure(ListOperations.MOVES);
        this.size = (int) piece.figure(ListOperations.SIZE);
        if (index > size) {
            throw new IndexOutOfBoundsException("index is " + index + "; the list has " + size + " elements");
        }
    }

    /** Whether there is an element at this index, which is in the piece then. */
    private boolean fetch(int index, int from) {
        if (index < begin || index >= begin + piece.elements().size()) {
            piece = operations.piece(from, Piece.SIZE);
            begin = from;
            size = (int) piece.figure(ListOperations.SIZE);
        }
        return index < begin + piece.elements().size();
    }

    @Override
    public boolean hasNext() {
        return cursor < size && fetch(cursor, cursor);
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the iteration has come to the end of the list, at index " + cursor);
        }
        last = cursor++;
        return piece.elements().get(last - begin);
    }

    @Override
    public boolean hasPrevious() {
        return cursor > 0;
    }

    @Override
    public E previous() {
        if (cursor == 0 || !fetch(cursor - 1, Math.max(0, cursor - Piece.SIZE))) {
            throw new NoSuchElementException("there is no element before index " + cursor);
        }
        last = --cursor;
        return piece.elements().get(last - begin);
    }

    @Override
    public int nextIndex() {
        return cursor;
    }

    @Override
    public int previousIndex() {
        return cursor - 1;
    }

    private int requireLast() {
        if (last < 0) {
            throw new IllegalStateException("next() or previous() was not called, or its element is gone");
        }
        return last;
    }

    @Override
    public void remove() {
        int index = requireLast();
        moves = operations.removeAt(index, moves);
        piece.elements().remove(index - begin);
        size--;
        cursor -= index < cursor ? 1 : 0;
        last = -1;
    }

    @Override
    public void set(E element) {
        int index = requireLast();
        operations.setAt(index, element, moves);
        piece.elements().set(index - begin, element);
    }

    @Override
    public void add(E element) {
        moves = operations.insertAt(cursor, element, moves);
        if (cursor >= begin && cursor <= begin + piece.elements().size()) {
            piece.elements().add(cursor - begin, element);
        } else {
            begin = cursor + 1;
            piece.elements().clear();
        }
        size++;
        cursor++;
        last = -1;
    }
}
