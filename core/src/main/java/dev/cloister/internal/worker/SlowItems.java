package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the slowest tasks among the items of one chunk, unless these are too short to be timed. For one thread. */
final class SlowItems {
    private final SlowTasks slowTasks;
    private final boolean timed;

    private long chunkId;
    private TaskCodec.@Nullable Chunk chunk;

    /** When the item began, and its arguments until it has ended. */
    private long begun;

    private @Nullable Object @Nullable [] arguments;

    SlowItems(SlowTasks slowTasks) {
        this.slowTasks = slowTasks;
        this.timed = !slowTasks.areItemsBrief();
    }

    void begin(long id, TaskCodec.Chunk decoded) {
        chunkId = id;
        chunk = decoded;
    }

    /** Takes the arguments of the next item, whose time begins. */
    @Nullable
    Object[] next(TaskCodec.Chunk from) throws IOException {
        if (!timed) {
            return from.next();
        }
        begun = System.nanoTime();
        @Nullable Object[] taken = from.next();
        arguments = taken;
        return taken;
    }

    /** An item has ended: tells what it was if it is among the slowest. */
    void tell(FrameSender sender, int item) throws IOException {
        @Nullable Object @Nullable [] taken = arguments;
        TaskCodec.Chunk of = chunk;
        if (taken != null && of != null) {
            arguments = null;
            long nanos = System.nanoTime() - begun;
            byte[] slow = slowTasks.describe(nanos, of.count() - item, of.function(), of.template(), taken);
            if (slow != null) {
                sender.append(FrameType.SLOW, chunkId, slow);
            }
        }
    }

    /** The chunk has ended. */
    void end(long nanos) {
        TaskCodec.Chunk of = chunk;
        if (of != null && of.count() > 0) {
            slowTasks.ranItems(nanos / of.count());
        }
    }
}
