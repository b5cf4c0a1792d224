package dev.cloister.internal.hub;

import dev.cloister.internal.member.QueueOperations;
import dev.cloister.internal.memory.PipeLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe. Both ends are objects of their own in the same memory. An end is gone when no process has a handle of it
 * and none is on its way; then what it wrote to is closed for puts and what it read from for takes, which those at the other
 * end find there.
 */
final class PipeEndBehaviour implements Behaviour {
    /** So many handles on their way are told apart; more count as one that never arrives. */
    private static final int MAX_TICKETS = 10_000;

    private final int end;

    /** Of the rings that are read at either end; null before one grew. Shared by both ends. */
    private final @Nullable RingAreas[] areas;

    /** Handles that were made to be sent and were not attached yet. */
    private final Set<Long> onTheirWay = new HashSet<>();

    /** Handles that were attached before the hub heard that they were made: that comes from another process. */
    private final Set<Long> early = new HashSet<>();

    /** That of the first end. */
    PipeEndBehaviour() {
        this(0, new @Nullable RingAreas[2]);
    }

    private PipeEndBehaviour(int end, @Nullable RingAreas[] areas) {
        this.end = end;
        this.areas = areas;
    }

    @Override
    public Behaviour other() {
        return new PipeEndBehaviour(1 - end, areas);
    }

    /** An end asks for a new area of the ring that it writes, and to leave one of the ring that it reads. */
    @Override
    public long call(Hub hub, HubObject object, Session session, int operation, long a, long b) throws IOException {
        return switch (operation) {
            case QueueOperations.GROW -> areas(object, 1 - end).grow(hub, object, a);
            case QueueOperations.FOLLOW -> areas(object, end).follow(hub);
            default -> throw new IllegalStateException("a pipe has no operation " + operation + "; please report this");
        };
    }

    private RingAreas areas(HubObject object, int ring) {
        RingAreas known = areas[ring];
        if (known == null) {
            long areaBytes = PipeLayout.areaBytes(object.memory);
            known = new RingAreas(object.memory, PipeLayout.ringAt(ring, areaBytes), areaBytes, PipeLayout.MAX_BYTES);
            areas[ring] = known;
        }
        return known;
    }

    @Override
    public void repair(MemorySegment memory, int participant) {
        PipeLayout.recover(memory, participant);
    }

    @Override
    public void exported(HubObject object, long ticket) {
        if (early.remove(ticket)) {
            return;
        }
        if (onTheirWay.size() < MAX_TICKETS) {
            onTheirWay.add(ticket);
        } else {
            object.exported = true;
        }
    }

    @Override
    public void arrived(HubObject object, long ticket) {
        if (!onTheirWay.remove(ticket) && early.size() < MAX_TICKETS) {
            early.add(ticket);
        }
    }

    @Override
    public boolean lingers(HubObject object) {
        return object.exported || !onTheirWay.isEmpty();
    }

    @Override
    public void destroyed(Hub hub, HubObject object) {
        PipeLayout.closeEnd(object.memory, end);
        if (object.twin == null) {
            for (RingAreas known : areas) {
                if (known != null) {
                    known.destroy(hub);
                }
            }
        }
    }
}
