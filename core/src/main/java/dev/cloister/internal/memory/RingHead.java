package dev.cloister.internal.memory;

import dev.cloister.internal.memory.MessageRing.Areas;
import dev.cloister.internal.memory.MessageRing.Ledger;
import dev.cloister.internal.memory.MessageRing.Message;
import dev.cloister.internal.memory.MessageRing.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The half of a {@link MessageRing} for those who take, and what both halves need. */
abstract sealed class RingHead permits MessageRing {
    static final long LINE = 128;
    static final long PUT_MUTEX = 0;
    static final long TAIL = LINE;
    static final long TAIL_AREA = LINE + 8;
    static final long TAKE_MUTEX = 2 * LINE;
    static final long HEAD = 3 * LINE;
    static final long HEAD_AREA = 3 * LINE + 8;
    static final long TAKERS_WAIT = 4 * LINE;
    static final long PUTTERS_WAIT = 4 * LINE + 8;
    static final long CAPACITY = 4 * LINE + 16;

    /** In a record's head, above the length: the next record is at the beginning of the area with that number. */
    static final long MOVED = 1L << 63;

    final MemorySegment memory;
    final long at;
    final Waits waits;
    final @Nullable Areas areas;
    private final @Nullable Ledger ledger;
    private final Mutex takeMutex;
    private final ActiveWait activeWait = new ActiveWait();

    /** Where the next record is. Guarded by the mutex of those who take, as the next two. */
    private RingArea takeArea;

    private long tailSeen;
    private long headSeen = -1;

    /** The head of the record that was read last. Guarded by the mutex of those who take. */
    private long headRead;

    RingHead(
            MemorySegment memory, long at, RingArea area, Waits waits, @Nullable Areas areas, @Nullable Ledger ledger) {
        this.memory = memory;
        this.at = at;
        this.takeArea = area;
        this.waits = waits;
        this.areas = areas;
        this.ledger = ledger;
        this.takeMutex = new Mutex(memory, at + TAKE_MUTEX, waits);
    }

    /** How many items are in it; exact at some moment of the call. */
    public final long size() {
        while (true) {
            long head = Words.get(memory, at + HEAD);
            long tail = Words.get(memory, at + TAIL);
            if (Words.get(memory, at + HEAD) == head) {
                return (head & RingWord.NO_TAKE) != 0 ? 0 : RingWord.between(head, tail);
            }
        }
    }

    final RingArea area(long id) {
        if (id == 0 || areas == null) {
            throw new IllegalStateException("a ring in area " + id + "; please report this");
        }
        MemorySegment bytes = areas.memory(id);
        return new RingArea(id, bytes, 0, bytes.byteSize());
    }

    /** False if the time is up: who holds a mutex for long is stopped, not dead. */
    static boolean lock(Mutex mutex, long token, long deadline) {
        if (deadline == Long.MAX_VALUE) {
            Mutex.Outcome _ = mutex.lock(token);
            return true;
        }
        try {
            return mutex.lock(token, Waits.How.CHANGE_UNINTERRUPTIBLY, deadline).locked();
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted; please report this", e);
        }
    }

    /** Waits for a change of head or tail, actively at first if that mostly pays. False if the time is up. */
    final boolean await(long word, long waiters, long expected, long deadline) throws InterruptedException {
        return activeWait.until(memory, at + word, expected)
                || waits.await(at + word, at + waiters, expected, Waits.How.CHANGE, deadline);
    }

    /** Takes the next message if there is one; else null, and {@link #outcomeOfTake} says why. */
    public final @Nullable Message tryTake(long token) {
        return tryTake(token, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private @Nullable Message tryTake(long token, long deadline, int limit) {
        if (Words.get(memory, at + HEAD) != headSeen && isEmpty()) { // else, mostly, more is known to be there
            return null;
        }
        if (!lock(takeMutex, token, deadline)) {
            return null;
        }
        Message message;
        int takers = 0;
        boolean putters;
        try {
            long head = Words.get(memory, at + HEAD);
            message = read(head, limit);
            if (message == null) {
                return null;
            }
            head = headRead;
            long next = RingWord.of(
                    RingWord.count(head) + 1,
                    takeArea.after(RingWord.position(head), RingArea.unitsFor(message.length)),
                    head & RingWord.FLAGS);
            if (!commit(head, next)) {
                return null;
            }
            headSeen = next;
            putters = Words.get(memory, at + PUTTERS_WAIT) != 0;
            takers = Words.get(memory, at + TAKERS_WAIT) != 0 && !isEmpty() ? 1 : 0;
        } finally {
            takeMutex.unlock();
        }
        if (putters) {
            waits.wake(at + HEAD, 1);
        }
        if (takers > 0) {
            waits.wake(at + TAIL, takers);
        }
        return message;
    }

    /** Whether nothing can be taken now, as a look at both words says. */
    public final boolean isEmpty() {
        long head = Words.get(memory, at + HEAD);
        return (head & RingWord.NO_TAKE) != 0 || RingWord.between(head, Words.get(memory, at + TAIL)) == 0;
    }

    /** Moves the head; closing it may come in between. Called with the mutex held. */
    private boolean commit(long head, long next) {
        long from = head;
        long to = next;
        if (ledger != null) {
            ledger.intend(RingWord.count(next));
        }
        while (!Words.compareAndSet(memory, at + HEAD, from, to)) {
            from = Words.get(memory, at + HEAD);
            to |= from & RingWord.FLAGS;
            if ((from & RingWord.NO_TAKE) != 0) {
                return false;
            }
        }
        if (ledger != null) {
            ledger.confirm();
        }
        return true;
    }

    /** A copy of the record at this head; null if there is none to take. Called with the mutex held. */
    private @Nullable Message read(long from, int limit) {
        long head = from;
        if ((head & RingWord.NO_TAKE) != 0) {
            return null;
        }
        if (head != headSeen || RingWord.between(head, tailSeen) == 0) {
            tailSeen = Words.get(memory, at + TAIL);
            if (RingWord.between(head, tailSeen) == 0) {
                headSeen = -1;
                return null;
            }
        }
        RingArea area = takeArea();
        long record = area.head(RingWord.position(head));
        while (areas != null && (record & MOVED) != 0) {
            areas.follow();
            head = Words.get(memory, at + HEAD);
            area = takeArea();
            record = area.head(RingWord.position(head));
        }
        headRead = head;
        return area.message(RingWord.position(head), record, limit);
    }

    /** The area of the head. Called with the mutex held. */
    private RingArea takeArea() {
        long areaId = Words.getPlain(memory, at + HEAD_AREA);
        if (areaId != takeArea.id) {
            takeArea = area(areaId);
        }
        return takeArea;
    }

    /**
     * Takes the next message as soon as there is one.
     *
     * @return null if there was none until the deadline, or it is closed: see {@link #outcomeOfTake}
     */
    public final @Nullable Message take(long token, long deadline) throws InterruptedException {
        return take(token, deadline, Integer.MAX_VALUE);
    }

    /** As {@link #take(long, long)}; of a message that is longer than the limit only the length is there. */
    public final @Nullable Message take(long token, long deadline, int limit) throws InterruptedException {
        Message message = tryTake(token, deadline, limit);
        while (message == null) {
            long tail = Words.get(memory, at + TAIL);
            message = tryTake(token, deadline, limit);
            if (message != null || outcomeOfTake() == Outcome.CLOSED) {
                return message;
            }
            if (!await(TAIL, TAKERS_WAIT, tail, deadline)) {
                return tryTake(token, deadline, limit);
            }
        }
        return message;
    }

    /** Whether a take would find something, would have to wait, or can find nothing any more. */
    public final Outcome outcomeOfTake() {
        long tail = Words.get(memory, at + TAIL);
        long head = Words.get(memory, at + HEAD);
        if ((head & RingWord.NO_TAKE) != 0) {
            return Outcome.CLOSED;
        }
        if (RingWord.between(head, tail) != 0) {
            return Outcome.DONE;
        }
        return (tail & RingWord.NO_PUT) != 0 ? Outcome.CLOSED : Outcome.NOT_NOW;
    }

    /** A copy of the next message, which stays; null if there is none now. */
    public final @Nullable Message peek(long token) {
        if (isEmpty()) {
            return null;
        }
        Mutex.Outcome _ = takeMutex.lock(token);
        try {
            return read(Words.get(memory, at + HEAD), Integer.MAX_VALUE);
        } finally {
            takeMutex.unlock();
        }
    }

    /** Waits until a take would not have to wait; says which way it is then. Takes nothing. */
    public final Outcome awaitItem(long deadline) throws InterruptedException {
        while (true) {
            long tail = Words.get(memory, at + TAIL);
            Outcome outcome = outcomeOfTake();
            if (outcome != Outcome.NOT_NOW) {
                return outcome;
            }
            if (!await(TAIL, TAKERS_WAIT, tail, deadline)) {
                return outcomeOfTake();
            }
            passOn();
        }
    }

    /** Where the word is that changes when there is something to take, or it is closed. */
    public final long takersGate() {
        return at + TAIL;
    }

    /** Where the count is of those that wait at {@link #takersGate}. */
    public final long takersWait() {
        return at + TAKERS_WAIT;
    }

    /** Who was woken and only looked lets another look. */
    private void passOn() {
        if (Words.get(memory, at + TAKERS_WAIT) != 0 && !isEmpty()) {
            waits.wake(at + TAIL, 1);
        }
    }

    /** Takes what there is and throws it away; returns how many items that were. */
    public final long clear(long token) {
        long items = 0;
        for (long left = size(); left > 0 && tryTake(token) != null; left--) {
            items++;
        }
        return items;
    }

    /** Copies of all that is there at one moment; nothing is taken. Who takes waits meanwhile. */
    public final List<Message> snapshot(long token) {
        List<Message> messages = new ArrayList<>();
        Mutex.Outcome _ = takeMutex.lock(token);
        try {
            long left = size();
            RingArea area = takeArea();
            long position = RingWord.position(Words.get(memory, at + HEAD));
            while (left > 0) {
                long record = area.head(position);
                if ((record & MOVED) != 0) {
                    area = area(record & ~MOVED);
                    position = 0;
                } else {
                    messages.add(area.message(position, record, Integer.MAX_VALUE));
                    position = area.after(position, RingArea.unitsFor(record & RingArea.LENGTH));
                    left--;
                }
            }
        } finally {
            takeMutex.unlock();
        }
        return messages;
    }
}
