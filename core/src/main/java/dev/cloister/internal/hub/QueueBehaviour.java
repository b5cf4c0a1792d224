package dev.cloister.internal.hub;

import dev.cloister.internal.member.QueueOperations;
import dev.cloister.internal.memory.QueueLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A queue at the hub: repairs what the dead leave, and gives it larger areas. */
final class QueueBehaviour implements Behaviour {
    /** Null before the first operation: then the words are not written yet. */
    private @Nullable RingAreas areas;

    @Override
    public void repair(MemorySegment memory, int participant) {
        QueueLayout.recover(memory, participant);
    }

    @Override
    public long call(Hub hub, HubObject object, Session session, int operation, long a, long b) throws IOException {
        return switch (operation) {
            case QueueOperations.GROW -> areas(object).grow(hub, object, a);
            case QueueOperations.FOLLOW -> areas(object).follow(hub);
            default ->
                throw new IllegalStateException("a queue has no operation " + operation + "; please report this");
        };
    }

    private RingAreas areas(HubObject object) {
        RingAreas known = areas;
        if (known == null) {
            MemorySegment memory = object.memory;
            known = new RingAreas(
                    memory, QueueLayout.RING, QueueLayout.areaBytes(memory), QueueLayout.maxBytes(memory));
            areas = known;
        }
        return known;
    }

    @Override
    public void destroyed(Hub hub, HubObject object) {
        RingAreas known = areas;
        if (known != null) {
            known.destroy(hub);
        }
    }
}
