package dev.cloister.internal.pool;

import dev.cloister.internal.codec.TaskCodec;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Makes the tasks of a pool of processes: functions and arguments become bytes. Thread-safe. */
final class TaskEncoder {
    private final int maxBytes;
    private final ShippedClasses shippedClasses;

    /** One for all tasks. */
    private final BiPredicate<ProcessTask<?>, Boolean> canceller;

    private final AtomicLong ids = new AtomicLong();

    TaskEncoder(int maxBytes, ShippedClasses shippedClasses, BiPredicate<ProcessTask<?>, Boolean> canceller) {
        this.maxBytes = maxBytes;
        this.shippedClasses = shippedClasses;
        this.canceller = canceller;
    }

    /** See {@link AbstractPool#prepare}. */
    EncodedFunction prepare(Object function) {
        EncodedFunction encoded = EncodedFunction.of(function);
        TaskCodec.requireSize("task", encoded.bytes().length, maxBytes);
        shippedClasses.add(encoded.loader());
        return encoded;
    }

    /** See {@link AbstractPool#newTask}. */
    <V extends @Nullable Object> ProcessTask<V> newTask(
            EncodedFunction function, int index, boolean once, @Nullable Object... arguments) {
        boolean inline = once && !function.lasting();
        byte[] call = inline
                ? TaskCodec.encodeInline(function.bytes(), arguments, maxBytes)
                : TaskCodec.encodeCall(function.id(), function.captured(), arguments, maxBytes);
        ProcessTask<V> task = new ProcessTask<>(
                ids.incrementAndGet(), index, inline ? null : function, call, function.loader(), canceller);
        task.type = function.type();
        return task;
    }

    /** A task whose call came from a worker, with its function. */
    ProcessTask<?> encoded(int index, byte[] call) {
        return new ProcessTask<>(
                ids.incrementAndGet(), index, null, call, ClassLoader.getSystemClassLoader(), canceller);
    }

    /** The task of some inputs that travel together; see {@link ChunkTask}. */
    ChunkTask newChunk(EncodedFunction function, int firstIndex, int items, byte[] call, int countAt) {
        long first = ids.getAndAdd(items) + 1;
        ChunkTask task = new ChunkTask(first, firstIndex, items, function, call, countAt, canceller);
        task.type = function.type();
        return task;
    }
}
