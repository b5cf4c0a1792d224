package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Messages from many threads of many processes to many, in the order in which they were put. Whole or not at all: a
 * process that ends in the middle of a put has put nothing, one that ends in the middle of a take has taken nothing.
 *
 * <p>Those who put share one {@link Mutex}, those who take another. To put is to write the record where nobody looks, and
 * then one compare-and-set of {@code tail} ({@link RingWord}); to take is to copy the record, then one of {@code head}. So
 * after the death of who held a mutex there is nothing to repair but the mutex. Who finds nothing to take waits for
 * {@code tail} to change, who finds no room for {@code head}. To close is to set a bit in both, so that it ends those waits;
 * from then on the compare-and-set of who is late fails.
 *
 * <p>Layout, each line 128 bytes: the mutex of those who put; {@code tail} and its area; the mutex of those who take;
 * {@code head} and its area; the two counts of those who wait, which only the hub writes, and the capacity; the first area. An area that got too small is left for a larger one: a record {@link #MOVED} says where it goes on.
 *
 * <p>Thread-safe. One instance per object and process.
 */
public final class MessageRing extends RingHead {
    /** So many bytes of words lie before the first area. */
    public static final long HEADER_BYTES = 640;

    private static final int KINDS = 1 << 16;

    private final Mutex putMutex;
    private final long capacity;

    /** Where the next record goes. Guarded by the mutex of those who put, as the next two. */
    private RingArea putArea;

    /** The head as it was, or further back in the order of things; true only while tail is {@link #knownTail}. */
    private long knownHead;

    private long knownTail = -1;

    /** The ring of a handle. The area that follows the words is as long as the memory. */
    public MessageRing(MemorySegment memory, Waits waits) {
        this(memory, 0, memory.byteSize() - HEADER_BYTES, waits, null, null);
    }

    /**
     * The ring of a handle.
     *
     * @param memory what it lies in
     * @param at where it begins, a multiple of 128
     * @param areaBytes how long the area is that follows the words, a multiple of 8
     * @param waits how to wait
     * @param areas how it grows; null if it does not
     * @param ledger keeps who took what; null if nobody does
     */
    public MessageRing(
            MemorySegment memory,
            long at,
            long areaBytes,
            Waits waits,
            @Nullable Areas areas,
            @Nullable Ledger ledger) {
        super(memory, at, new RingArea(0, memory, at + HEADER_BYTES, areaBytes), waits, areas, ledger);
        this.putMutex = new Mutex(memory, at + PUT_MUTEX, waits);
        this.capacity = Words.get(memory, at + CAPACITY);
        this.putArea = new RingArea(0, memory, at + HEADER_BYTES, areaBytes);
    }

    /** What became of a put, or would of a take. */
    public enum Outcome {
        DONE,
        /** There are as many items as there may be; or none, for a take. */
        NOT_NOW,
        /** There is no room for the bytes. */
        NO_ROOM,
        /** It is closed, and no item is left for a take. */
        CLOSED
    }

    /** A larger area, when one is needed. */
    public interface Areas {
        /** The area with this number. */
        MemorySegment memory(long id);

        /**
         * Has the hub call {@link MessageRing#grow} with a new area of at least so many bytes, or says that it may not
         * be; called with the mutex held.
         */
        boolean grow(long bytes);

        /** Has the hub call {@link MessageRing#follow} and end the area that is left; called with the mutex held. */
        void follow();
    }

    /** What is noted of each item taken. Called with the mutex of those who take held. */
    public interface Ledger {
        /** This process is about to take an item, after which the head's count is this. It does not count yet. */
        void intend(long count);

        /** It has taken it. */
        void confirm();
    }

    /** Writes what a new ring needs into memory of zeros. */
    public static void initialize(MemorySegment memory, long at, long capacity) {
        Words.set(memory, at + CAPACITY, capacity);
    }

    /** How many bytes a ring takes in which so many records with bodies of this length fit at once. */
    public static long bytesFor(long records, long bodyBytes) {
        return HEADER_BYTES + 8 * (records * RingArea.unitsFor(bodyBytes) + 1);
    }

    /** The longest body that fits into the area that there is now, if it is empty. */
    public long maxBody() {
        return 8 * (putArea.units - 2);
    }

    /** How many items it takes at most. */
    public long capacity() {
        return capacity;
    }

    /** How many items were put since the beginning, modulo 2^31. */
    public long itemsPut() {
        return RingWord.count(Words.get(memory, at + TAIL));
    }

    /** How many items were taken since the beginning, modulo 2^31. */
    public long itemsTaken() {
        return itemsTaken(memory, at);
    }

    /** As {@link #itemsTaken()}. */
    public static long itemsTaken(MemorySegment memory, long at) {
        return RingWord.count(Words.get(memory, at + HEAD));
    }

    /** Whether nothing is in it. What the hub looks at before it lets an area grow beyond its limit. */
    public static boolean isEmpty(MemorySegment memory, long at) {
        return RingWord.between(Words.get(memory, at + HEAD), Words.get(memory, at + TAIL)) == 0;
    }

    /** {@link RingWord#NO_PUT}, {@link RingWord#NO_TAKE}, both or 0. */
    public long closed() {
        return (Words.get(memory, at + TAIL) | Words.get(memory, at + HEAD)) & RingWord.FLAGS;
    }

    /** Puts a message if that is possible at once; grows for it if it may. */
    public Outcome tryPut(long token, byte[] from, int offset, int length, int kind) {
        return tryPut(token, from, offset, length, kind, Long.MAX_VALUE);
    }

    private Outcome tryPut(long token, byte[] from, int offset, int length, int kind, long deadline) {
        Outcome outcome = attempt(token, from, offset, length, kind, deadline);
        while (outcome == Outcome.NO_ROOM && makeRoom(token, length, deadline)) {
            outcome = attempt(token, from, offset, length, kind, deadline);
        }
        return outcome;
    }

    private Outcome attempt(long token, byte[] from, int offset, int length, int kind, long deadline) {
        if (kind < 0 || kind >= KINDS) {
            throw new IllegalArgumentException("kind=" + kind + ": from 0 to " + (KINDS - 1));
        }
        if (!lock(putMutex, token, deadline)) {
            return Outcome.NOT_NOW;
        }
        boolean wasEmpty;
        try {
            long tail = Words.get(memory, at + TAIL);
            long units = RingArea.unitsFor(length);
            Outcome outcome = fits(tail, units);
            if (outcome != Outcome.DONE) {
                return outcome;
            }
            RingArea area = putArea;
            long position = RingWord.position(tail);
            area.setHead(position, (long) kind << RingArea.KIND_AT | length);
            area.putBody(position, from, offset, length);
            long next = RingWord.of(RingWord.count(tail) + 1, area.after(position, units), 0);
            if (!Words.compareAndSet(memory, at + TAIL, tail, next)) {
                return Outcome.CLOSED;
            }
            knownTail = tail == knownTail ? next : -1; // else the known head is a place in another area
            wasEmpty = Words.get(memory, at + TAKERS_WAIT) != 0
                    && RingWord.between(Words.get(memory, at + HEAD), next) <= 1;
        } finally {
            putMutex.unlock();
        }
        if (wasEmpty) { // else who takes from it wakes the next
            waits.wake(at + TAIL, 1);
        }
        return Outcome.DONE;
    }

    /** Whether a record fits behind this tail. Called with the mutex held. */
    private Outcome fits(long tail, long units) {
        if ((tail & RingWord.FLAGS) != 0) {
            return Outcome.CLOSED;
        }
        long areaId = Words.getPlain(memory, at + TAIL_AREA);
        if (areaId != putArea.id) {
            putArea = area(areaId);
            knownTail = -1;
        }
        if (tail == knownTail && fits(knownHead, tail, units) == Outcome.DONE) {
            return Outcome.DONE;
        }
        // The area first: if it is this one, the head read after it is a place in it.
        boolean sameArea = Words.get(memory, at + HEAD_AREA) == areaId;
        long head = Words.get(memory, at + HEAD);
        if (sameArea) {
            knownHead = head;
            knownTail = tail;
        } else {
            knownTail = -1;
            head = RingWord.of(RingWord.count(head), 0, 0);
        }
        return fits(head, tail, units);
    }

    private Outcome fits(long head, long tail, long units) {
        long items = RingWord.between(head, tail);
        if (items >= capacity) {
            return Outcome.NOT_NOW;
        }
        long used = RingWord.position(tail) - RingWord.position(head);
        if (used < 0) {
            used += putArea.units;
        }
        return used + units < putArea.units ? Outcome.DONE : Outcome.NO_ROOM; // one unit is kept for MOVED
    }

    /**
     * Puts a message as soon as there is a place and room for it.
     *
     * @return DONE, CLOSED, or why it was not possible until the deadline
     */
    public Outcome put(long token, byte[] from, int offset, int length, int kind, long deadline)
            throws InterruptedException {
        Outcome outcome = tryPut(token, from, offset, length, kind, deadline);
        long passedOn = -1;
        while (outcome == Outcome.NOT_NOW || outcome == Outcome.NO_ROOM) {
            long head = Words.get(memory, at + HEAD);
            outcome = tryPut(token, from, offset, length, kind, deadline);
            if (outcome == Outcome.DONE || outcome == Outcome.CLOSED) {
                return outcome;
            }
            if (passedOn != -1 && passedOn != head && outcome == Outcome.NO_ROOM) {
                wakePutter(); // it may have less to put
            }
            passedOn = head;
            if (!await(HEAD, PUTTERS_WAIT, head, deadline)) {
                return tryPut(token, from, offset, length, kind, deadline);
            }
        }
        return outcome;
    }

    private void wakePutter() {
        if (Words.get(memory, at + PUTTERS_WAIT) != 0) {
            waits.wake(at + HEAD, 1);
        }
    }

    /** Grows if there is still no room for a record of this length; says whether there is now. */
    private boolean makeRoom(long token, int length, long deadline) {
        if (areas == null || !lock(putMutex, token, deadline)) {
            return false;
        }
        try {
            return fits(Words.get(memory, at + TAIL), RingArea.unitsFor(length)) != Outcome.NO_ROOM
                    || areas.grow(8 * (RingArea.unitsFor(length) + 1));
        } catch (RuntimeException e) { // no memory for this one; another may have less to put
            wakePutter();
            throw e;
        } finally {
            putMutex.unlock();
        }
    }

    /** Closes it, with {@link RingWord#NO_PUT} or {@link RingWord#NO_TAKE}, which includes the other. */
    public void close(long how) {
        close(memory, at, how);
        waits.wake(at + TAIL, Integer.MAX_VALUE);
        waits.wake(at + HEAD, Integer.MAX_VALUE);
    }

    /** Closes it; who waits has to be woken. What the hub does when the process at one end has died. */
    public static void close(MemorySegment memory, long at, long how) {
        long flags = how | RingWord.NO_PUT;
        setFlags(memory, at + TAIL, flags);
        setFlags(memory, at + HEAD, flags);
    }

    private static void setFlags(MemorySegment memory, long at, long flags) {
        long word = Words.get(memory, at);
        while ((word & flags) != flags && !Words.compareAndSet(memory, at, word, word | flags)) {
            word = Words.get(memory, at);
        }
    }

    /** At the hub, while a process holds the mutex of those who put: it goes on in that area. */
    public static void grow(MemorySegment memory, long at, MemorySegment tailArea, long tailAreaAt, long id) {
        long tail = Words.get(memory, at + TAIL);
        Words.setPlain(tailArea, tailAreaAt + 8 * RingWord.position(tail), MOVED | id);
        while (!Words.compareAndSet(
                memory, at + TAIL, tail, RingWord.of(RingWord.count(tail), 0, tail & RingWord.FLAGS))) {
            tail = Words.get(memory, at + TAIL);
        }
        Words.set(memory, at + TAIL_AREA, id);
    }

    /** At the hub, while a process holds the mutex of those who take, and the record at head is MOVED: follows it. */
    public static void follow(MemorySegment memory, long at, long id) {
        long head = Words.get(memory, at + HEAD);
        while (!Words.compareAndSet(
                memory, at + HEAD, head, RingWord.of(RingWord.count(head), 0, head & RingWord.FLAGS))) {
            head = Words.get(memory, at + HEAD);
        }
        Words.set(memory, at + HEAD_AREA, id); // last: see fits
    }

    /** At the hub, after a process ended: frees the mutexes that it held, and finishes a close that it had begun. */
    public static void recover(MemorySegment memory, long at, int participant) {
        long flags = Words.get(memory, at + TAIL) & RingWord.FLAGS;
        if (flags != 0) {
            setFlags(memory, at + HEAD, flags);
        }
        boolean _ = Mutex.recover(memory, at + PUT_MUTEX, participant);
        boolean _ = Mutex.recover(memory, at + TAKE_MUTEX, participant);
    }

    /** One message. Not a record: its bytes are the caller's to change. */
    public static final class Message {
        /** What the one who put it said of it. */
        public final int kind;

        /** How many bytes it has. */
        public final int length;

        /** All of its bytes; none if they are more than who took it allows. */
        public final byte[] body;

        Message(int kind, int length, byte[] body) {
            this.kind = kind;
            this.length = length;
            this.body = body;
        }
    }
}
