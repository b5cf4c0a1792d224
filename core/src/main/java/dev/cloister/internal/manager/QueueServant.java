package dev.cloister.internal.manager;

import dev.cloister.manager.SerializablePredicate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue where it lives. Items are numbered from first to last, so that an iteration can go on where its last piece ended, and an
 * item whose taker did not get it returns to its place.
 *
 * @param <E> what the items are; not null
 */
public final class QueueServant<E> implements DequeOperations<E>, JoinableQueueOperations<E>, DepartureListener {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Acknowledgements acknowledgements;

    /** Guarded by the lock. */
    private final TreeMap<Long, E> items = new TreeMap<>();

    /** Guarded by the lock. */
    private boolean noPut;

    /** Guarded by the lock. */
    private boolean noTake;

    /**
     * A new one.
     *
     * @param capacity how many items it holds at most
     * @param acknowledged whether what is taken is to be acknowledged
     */
    public QueueServant(int capacity, boolean acknowledged) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + "; a queue holds 1 item or more");
        }
        this.capacity = capacity;
        this.acknowledgements = new Acknowledgements(acknowledged, lock.newCondition());
    }

    @Override
    public boolean put(E item, boolean first, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!offer(item, first)) {
                if (left <= 0) {
                    return false;
                }
                left = TimedWait.await(notFull, left);
            }
            return true;
        } catch (InterruptedException e) {
            pass(notFull, items.size() < capacity);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** A waiter that gives up may have been meant by a signal that others wait for. */
    private static void pass(Condition condition, boolean useful) {
        if (useful) {
            condition.signal();
        }
    }

    @Override
    public boolean offer(E item, boolean first) {
        lock.lock();
        try {
            requirePut();
            if (items.size() >= capacity) {
                return false;
            }
            append(item, first);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void append(E item, boolean first) {
        long number = items.isEmpty() ? 0 : first ? items.firstKey() - 1 : items.lastKey() + 1;
        items.put(number, item);
        acknowledgements.put();
        notEmpty.signal();
    }

    private void requirePut() {
        if (noPut) {
            throw new IllegalStateException("the queue was shut down: nothing can be put any more");
        }
    }

    private void requireTake() {
        if (noTake || (noPut && items.isEmpty())) {
            throw new IllegalStateException("the queue was shut down"
                    + (noTake ? ": nothing can be taken any more" : " and is empty: nothing comes any more"));
        }
    }

    @Override
    public boolean offerAll(List<? extends E> added) {
        lock.lock();
        try {
            requirePut();
            if (added.size() > capacity - items.size()) {
                return false;
            }
            for (E item : added) {
                append(item, false);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable E take(boolean first, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            requireTake();
            while (items.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = TimedWait.await(notEmpty, left);
                requireTake();
            }
            return takeOut(first);
        } catch (InterruptedException e) {
            pass(notEmpty, !items.isEmpty());
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** There must be one. */
    private E takeOut(boolean first) {
        Map.Entry<Long, E> entry = Objects.requireNonNull(first ? items.pollFirstEntry() : items.pollLastEntry());
        long client = Caller.current().client();
        acknowledgements.taken(client, 1);
        notFull.signal();
        NavigableMap<Long, E> back = new TreeMap<>();
        back.put(entry.getKey(), entry.getValue());
        Delivery.orElse(() -> putBack(back, client));
        return entry.getValue();
    }

    /** Items whose taker did not get them. There can be more than the capacity then. */
    private void putBack(Map<Long, E> taken, long client) {
        lock.lock();
        try {
            acknowledgements.taken(client, -taken.size());
            if (noTake) {
                acknowledgements.dropped(taken.size());
                return;
            }
            taken.forEach((number, item) -> {
                long free = number;
                while (items.containsKey(free)) {
                    free--; // another came to this place meanwhile
                }
                items.put(free, item);
                notEmpty.signal();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable E poll(boolean first) {
        lock.lock();
        try {
            requireTake();
            return items.isEmpty() ? null : takeOut(first);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable E peek(boolean first) {
        lock.lock();
        try {
            requireTake();
            return items.isEmpty()
                    ? null
                    : Objects.requireNonNull(first ? items.firstEntry() : items.lastEntry())
                            .getValue();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<E> drain(int most) {
        lock.lock();
        try {
            if (noTake) {
                requireTake();
            }
            NavigableMap<Long, E> back = new TreeMap<>();
            while (back.size() < most && !items.isEmpty()) {
                Map.Entry<Long, E> entry = Objects.requireNonNull(items.pollFirstEntry());
                back.put(entry.getKey(), entry.getValue());
                notFull.signal();
            }
            long client = Caller.current().client();
            acknowledgements.taken(client, back.size());
            Delivery.orElse(() -> putBack(back, client));
            return new ArrayList<>(back.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean contains(Object item) {
        lock.lock();
        try {
            return find(item, items) != null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Long find(Object item, NavigableMap<Long, E> where) {
        for (Map.Entry<Long, E> entry : where.entrySet()) {
            if (Objects.deepEquals(item, entry.getValue())) {
                return entry.getKey();
            }
        }
        return null;
    }

    @Override
    public boolean remove(Object item, boolean first) {
        lock.lock();
        try {
            Long number = find(item, first ? items : items.descendingMap());
            if (number != null) {
                removeNumbered(number);
            }
            return number != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean removeAll(Collection<?> others, boolean ifContained) {
        return removeMatching(item -> others.contains(item) == ifContained);
    }

    @Override
    public boolean removeIf(SerializablePredicate<? super E> filter) {
        return removeMatching(filter);
    }

    private boolean removeMatching(Predicate<? super E> filter) {
        lock.lock();
        try {
            List<Long> numbers = new ArrayList<>();
            items.forEach((number, item) -> {
                if (filter.test(item)) {
                    numbers.add(number);
                }
            });
            numbers.forEach(this::removeNumbered);
            return !numbers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void removeNumbered(long number) {
        lock.lock();
        try {
            if (items.remove(number) != null) {
                acknowledgements.dropped(1);
                notFull.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            acknowledgements.dropped(items.size());
            items.clear();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, capacity - size());
    }

    @Override
    public List<E> toList() {
        lock.lock();
        try {
            return new ArrayList<>(items.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Piece<E, Void> piece(long after, int most, boolean descending) {
        lock.lock();
        try {
            List<E> some = new ArrayList<>();
            NavigableMap<Long, E> rest =
                    descending ? items.headMap(after, false).descendingMap() : items.tailMap(after, false);
            long[] figures = new long[Math.min(most, items.size()) + 1];
            for (Map.Entry<Long, E> entry : rest.entrySet()) {
                if (some.size() == most) {
                    figures[most] = 1;
                    break;
                }
                figures[some.size()] = entry.getKey();
                some.add(entry.getValue());
            }
            return new Piece<>(some, List.of(), figures);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void shutdown(boolean now) {
        lock.lock();
        try {
            noPut = true;
            if (now) {
                noTake = true;
                clear();
            }
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return noPut;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void taskDone() {
        lock.lock();
        try {
            acknowledgements.done(Caller.current().client());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return acknowledgements.join(Caller.current().client(), nanos);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int unfinished() {
        lock.lock();
        try {
            return acknowledgements.unfinished();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void departed(long client) {
        lock.lock();
        try {
            acknowledgements.departed(client);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return toList().toString();
    }
}
