package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.PipeLayout;
import java.lang.foreign.MemorySegment;

/** The areas of a pipe beside the first ones: a pipe grows for a message that would never fit, and for no other. */
final class PipeAreas implements MessageRing.Areas {
    private final QueueAreas areas;
    private final long firstBytes;

    PipeAreas(Attachment end) {
        this.areas = new QueueAreas(end);
        this.firstBytes = PipeLayout.areaBytes(end.memory());
    }

    @Override
    public MemorySegment memory(long id) {
        return areas.memory(id);
    }

    @Override
    public boolean grow(long bytes) {
        return bytes > firstBytes && areas.grow(bytes);
    }

    @Override
    public void follow() {
        areas.follow();
    }
}
