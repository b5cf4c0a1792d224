package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.QueueOperations;
import dev.cloister.internal.memory.MessageRing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The areas of a queue that it has beside its first. */
final class QueueAreas implements MessageRing.Areas {
    private final Attachment queue;

    QueueAreas(Attachment queue) {
        this.queue = queue;
    }

    @Override
    public MemorySegment memory(long id) {
        try {
            return queue.member().attach(id).memory();
        } catch (IOException e) {
            queue.requireOpen();
            throw new IllegalStateException("a part of " + queue + " cannot be mapped here: " + e, e);
        }
    }

    @Override
    public boolean grow(long bytes) {
        return queue.call(QueueOperations.GROW, bytes, 0) != 0;
    }

    @Override
    public void follow() {
        long _ = queue.call(QueueOperations.FOLLOW, 0, 0);
    }
}
