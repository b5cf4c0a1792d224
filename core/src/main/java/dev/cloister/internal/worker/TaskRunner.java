package dev.cloister.internal.worker;

import dev.cloister.CodecException;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decodes and runs tasks and replies. Task path, stations 5 to 7. Thread-safe. */
final class TaskRunner {
    private final FrameSender sender;
    private final Functions functions;
    private final ClassLoader loader;
    private final int maxMessageBytes;
    private final boolean alone;

    private final SlowTasks slowTasks = new SlowTasks();

    /** The threads that run tasks, by task. */
    private final Map<Long, Execution> executions = new ConcurrentHashMap<>();

    /**
     * Creates one.
     *
     * @param alone whether one task runs at a time: then the parent need not be woken to learn which
     */
    TaskRunner(FrameSender sender, Functions functions, ClassLoader loader, int maxMessageBytes, boolean alone) {
        this.sender = sender;
        this.functions = functions;
        this.loader = loader;
        this.maxMessageBytes = maxMessageBytes;
        this.alone = alone;
    }

    /** The calling thread will run this task: an interrupt that comes from now on is for it. */
    void assign(long taskId) {
        executions.put(taskId, new Execution(Thread.currentThread()));
    }

    /**
     * Runs a task that was assigned to this thread. Its start is told before any of its code runs, its decoding included, and together with the reply
     * of the task before: so that the parent knows what was running, and has all that ended, when this process dies.
     * The reply itself is only appended: the caller flushes, or runs the next task.
     */
    void run(Frame call) throws IOException {
        if (alone && call.type() != FrameType.TIMED_CALL) {
            sender.note(FrameType.STARTED, call.id());
        } else {
            sender.send(FrameType.STARTED, call.id(), Frame.NO_BODY);
        }
        Execution execution = Objects.requireNonNull(executions.get(call.id()), "a task that was assigned");
        Reply reply;
        try {
            execution.begin();
            reply = call.type() == FrameType.CALL_MANY ? executeMany(call, execution) : execute(call);
        } finally {
            execution.end();
            executions.remove(call.id());
        }
        if (reply.slow != null) {
            sender.append(FrameType.SLOW, call.id(), reply.slow);
        }
        sender.append(reply.type, call.id(), reply.body);
    }

    /** What is sent; before it what the task was, if it is among the slowest. */
    private record Reply(FrameType type, byte[] body, byte @Nullable [] slow) {}

    private Reply execute(Frame call) {
        TaskCodec.Call task = null;
        long start = System.nanoTime();
        try {
            task = TaskCodec.decode(call.body(), functions, loader);
            @Nullable Object value = run(task);
            long nanos = System.nanoTime() - start;
            return new Reply(
                    FrameType.RESULT,
                    OutcomeCodec.encodeResult(nanos, value, maxMessageBytes),
                    slowTasks.describe(nanos, task));
        } catch (Throwable t) { // whatever it is, it is the task's own
            long nanos = System.nanoTime() - start;
            return new Reply(
                    FrameType.ERROR,
                    OutcomeCodec.encodeError(nanos, t, maxMessageBytes),
                    slowTasks.describe(nanos, task));
        }
    }

    /** Runs the items one after the other; what became of each is told before the next one runs. */
    private Reply executeMany(Frame call, Execution execution) throws IOException {
        long start = System.nanoTime();
        Throwable exhausted = null;
        ByteSink item = new ByteSink(256);
        SlowItems slowItems = new SlowItems(slowTasks);
        try {
            TaskCodec.Chunk chunk = TaskCodec.decodeChunk(call.body(), functions, loader);
            slowItems.begin(call.id(), chunk);
            for (int i = 0; i < chunk.count() && exhausted == null && !execution.isInterrupted(); i++) {
                item.clear();
                exhausted = runItem(chunk, item, slowItems);
                slowItems.tell(sender, i);
                sender.stream(FrameType.ITEM, call.id(), item.array(), item.size());
            }
        } catch (CodecException | LinkageError | OutOfMemoryError e) { // the function cannot be rebuilt here
            return new Reply(
                    FrameType.ERROR, OutcomeCodec.encodeError(System.nanoTime() - start, e, maxMessageBytes), null);
        }
        long nanos = System.nanoTime() - start;
        slowItems.end(nanos);
        return exhausted == null
                ? new Reply(FrameType.RESULT, OutcomeCodec.encodeResult(nanos, null, maxMessageBytes), null)
                : new Reply(FrameType.ERROR, OutcomeCodec.encodeError(nanos, exhausted, maxMessageBytes), null);
    }

    /** Returns what it threw if memory ran out: then this process should do no more. */
    private @Nullable Throwable runItem(TaskCodec.Chunk chunk, ByteSink item, SlowItems slowItems) {
        try {
            @Nullable Object[] arguments = slowItems.next(chunk);
            @Nullable Object value = Invocation.call(chunk.function(), arguments);
            OutcomeCodec.putItemValue(item, value, maxMessageBytes);
            return null;
        } catch (Throwable t) { // whatever it is, it is the item's own
            item.clear();
            OutcomeCodec.putItemError(item, t, maxMessageBytes);
            return OutcomeCodec.isOutOfMemory(t) ? t : null;
        }
    }

    private static @Nullable Object run(TaskCodec.Call call) throws Exception {
        return Invocation.call(call.function(), call.arguments());
    }

    /** The task that the calling thread runs; 0 if it runs none. */
    long currentTask() {
        for (Map.Entry<Long, Execution> entry : executions.entrySet()) {
            if (entry.getValue().thread == Thread.currentThread()) {
                return entry.getKey();
            }
        }
        return 0;
    }

    /** Interrupts the thread that runs the task, if one does. */
    void interrupt(long taskId) {
        Execution execution = executions.get(taskId);
        if (execution != null) {
            execution.interrupt();
        }
    }

    /** The thread that runs the task; null if none does. */
    @Nullable
    Thread threadOf(long taskId) {
        Execution execution = executions.get(taskId);
        return execution == null ? null : execution.thread;
    }
}
