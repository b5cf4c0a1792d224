package dev.cloister.manager;

import dev.cloister.internal.manager.Piece;
import dev.cloister.internal.manager.QueueOperations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/** What queues and deques do with many items. */
final class Draining {
    private Draining() {}

    static <E> int drain(QueueOperations<E> operations, Collection<? super E> to, int most) {
        Objects.requireNonNull(to, "to");
        int count = 0;
        while (count < most) {
            int wanted = Math.min(Piece.SIZE, most - count);
            List<E> items = operations.drain(wanted);
            to.addAll(items);
            count += items.size();
            if (items.size() < wanted) {
                break;
            }
        }
        return count;
    }

    static <E> boolean addAll(QueueOperations<E> operations, Collection<? extends E> items) {
        List<E> copy = new ArrayList<>(items);
        copy.forEach(item -> Objects.requireNonNull(item, "item"));
        if (!operations.offerAll(copy)) {
            throw new IllegalStateException("the queue has no room for " + copy.size() + " items");
        }
        return !copy.isEmpty();
    }

    /** Goes through a queue in pieces. For one thread. */
    static final class Pieces<E> implements Iterator<E> {
        private final QueueOperations<E> operations;
        private final boolean descending;
        private Piece<E, Void> piece;
        private int next;

        /** The number of what was returned last, if it can be removed. */
        private boolean removable;

        private long last;

        Pieces(QueueOperations<E> operations, boolean descending) {
            this.operations = operations;
            this.descending = descending;
            this.piece = operations.piece(descending ? Long.MAX_VALUE : Long.MIN_VALUE, Piece.SIZE, descending);
        }

        @Override
        public boolean hasNext() {
            if (next == piece.elements().size() && piece.figure(next) != 0) {
                piece = operations.piece(piece.figure(piece.elements().size() - 1), Piece.SIZE, descending);
                next = 0;
            }
            return next < piece.elements().size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the iteration has come to the end of the queue");
            }
            last = piece.figure(next);
            removable = true;
            return piece.elements().get(next++);
        }

        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("next() was not called, or its item is removed already");
            }
            removable = false;
            operations.removeNumbered(last);
        }
    }
}
