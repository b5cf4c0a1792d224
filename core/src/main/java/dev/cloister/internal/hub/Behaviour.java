package dev.cloister.internal.hub;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * What the hub does for objects of one kind. Called under the hub's lock: never waits, runs no code of users. One instance
 * per object.
 */
interface Behaviour {
    /** For words without owners. */
    Behaviour NONE = new Behaviour() {};

    /**
     * A process that had the object attached has ended: what it held is free from now on, what it had begun is finished or
     * undone. Those that wait are looked at afterwards.
     */
    default void repair(MemorySegment memory, int participant) {}

    /** As {@link #repair}, for kinds that keep their state here and not in memory. */
    default void left(Hub hub, HubObject object, Session session, boolean died) {}

    /**
     * An operation that the hub does.
     *
     * @throws IllegalStateException if it is refused, with a reason for the user
     * @throws IOException with {@link dev.cloister.internal.memory.OutOfSharedMemory} if there is no space
     */
    default long call(Hub hub, HubObject object, Session session, int operation, long a, long b) throws IOException {
        throw unknown(object, operation);
    }

    /** For an operation that the kind does not have. */
    static IllegalStateException unknown(HubObject object, int operation) {
        return new IllegalStateException(
                "a " + object.kind + " has no operation " + operation + "; please report this");
    }

    /** A handle with this ticket was made to be sent somewhere. */
    default void exported(HubObject object, long ticket) {
        object.exported = true;
    }

    /** A handle with this ticket was attached where it was sent to. */
    default void arrived(HubObject object, long ticket) {}

    /** Whether a handle may be on its way, so that the object is kept for some time although nobody has it. */
    default boolean lingers(HubObject object) {
        return object.exported;
    }

    /** A process does not need to be known for this wait any more: it has gone on, or given up. */
    default void forgotten(Session session, long waiter) {}

    /** Now and then. */
    default void tick(MemorySegment memory) {}

    /** Whether it is a lock that only the thread that holds it can release. */
    default boolean ownerOnly() {
        return false;
    }

    /** The behaviour of another object in the same memory. */
    default Behaviour other() {
        throw new IllegalStateException("there is no other end; please report this");
    }

    /** The object is about to end: what hangs on it ends too. */
    default void destroyed(Hub hub, HubObject object) {}
}
