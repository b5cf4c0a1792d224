package dev.cloister.internal.hub;

import dev.cloister.internal.memory.PipeLayout;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * One end of a pipe. Both ends are objects of their own in the same memory. An end is gone when no process has a handle of it
 * and none is on its way; then what it wrote to is closed for puts and what it read from for takes, which those at the other
 * end find there.
 */
final class PipeEndBehaviour implements Behaviour {
    /** So many handles on their way are told apart; more count as one that never arrives. */
    private static final int MAX_TICKETS = 10_000;

    private final int end;

    /** Handles that were made to be sent and were not attached yet. */
    private final Set<Long> onTheirWay = new HashSet<>();

    PipeEndBehaviour(int end) {
        this.end = end;
    }

    @Override
    public void repair(MemorySegment memory, int participant) {
        PipeLayout.recover(memory, participant);
    }

    @Override
    public void exported(HubObject object, long ticket) {
        if (onTheirWay.size() < MAX_TICKETS) {
            onTheirWay.add(ticket);
        } else {
            object.exported = true;
        }
    }

    @Override
    public void arrived(HubObject object, long ticket) {
        onTheirWay.remove(ticket);
    }

    @Override
    public boolean lingers(HubObject object) {
        return object.exported || !onTheirWay.isEmpty();
    }

    @Override
    public void destroyed(Hub hub, HubObject object) {
        PipeLayout.closeEnd(object.memory, end);
    }
}
