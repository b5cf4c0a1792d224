package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decodes and runs tasks and replies. Task path, stations 5 to 7. Thread-safe. */
final class TaskRunner {
    private static final byte[] NOTHING = {};

    private final FrameSender sender;
    private final Functions functions;
    private final ClassLoader loader;
    private final int maxMessageBytes;
    private final boolean alone;

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
        if (alone && call.type() == FrameType.CALL) {
            sender.note(FrameType.STARTED, call.id());
        } else {
            sender.send(FrameType.STARTED, call.id(), NOTHING);
        }
        Execution execution = Objects.requireNonNull(executions.get(call.id()), "a task that was assigned");
        Reply reply;
        try {
            execution.begin();
            reply = execute(call);
        } finally {
            execution.end();
            executions.remove(call.id());
        }
        sender.append(reply.type, call.id(), reply.body);
    }

    private record Reply(FrameType type, byte[] body) {}

    private Reply execute(Frame call) {
        long start = System.nanoTime();
        try {
            @Nullable Object value = run(TaskCodec.decode(call.body(), functions, loader));
            return new Reply(
                    FrameType.RESULT, OutcomeCodec.encodeResult(System.nanoTime() - start, value, maxMessageBytes));
        } catch (Throwable t) { // whatever it is, it is the task's own
            return new Reply(FrameType.ERROR, OutcomeCodec.encodeError(System.nanoTime() - start, t, maxMessageBytes));
        }
    }

    private static @Nullable Object run(TaskCodec.Call call) throws Exception {
        return Invocation.call(call.function(), call.arguments());
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

    /** A thread while it runs one task, so that an interrupt cannot hit the next, nor the telling of its start. */
    private static final class Execution {
        private final Thread thread;

        /** Guarded by this, as the other two. */
        private boolean begun;

        private boolean ended;
        private boolean interrupted;

        Execution(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            interrupted = true;
            if (begun && !ended) {
                thread.interrupt();
            }
        }

        synchronized void begin() {
            begun = true;
            if (interrupted) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }
}
