package dev.cloister.internal.client;

import dev.cloister.Outcome;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerDeath;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.ClientSource;
import dev.cloister.internal.pool.TaskEnding;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.SubmitBody;
import dev.cloister.internal.protocol.SubmittedBody;
import dev.cloister.internal.protocol.SubtaskNews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The tasks that this worker has given to pools of its parent and that have not ended. Thread-safe. */
public final class Requests implements ClientSource {
    private final FrameSender sender;
    private final ClientWorker worker;
    private final ClassLoader loader;
    private final int maxMessageBytes;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Request<?>> unfinished = new ConcurrentHashMap<>();

    /**
     * Creates them.
     *
     * @param loader finds the classes of results
     * @param maxMessageBytes the largest task
     */
    public Requests(FrameSender sender, ClientWorker worker, ClassLoader loader, int maxMessageBytes) {
        this.sender = sender;
        this.worker = worker;
        this.loader = loader;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> submit(
            long pool, String poolName, Object function, @Nullable Object... arguments) {
        Request<R> request = begin(pool, poolName, -1, encode(function), arguments);
        flush();
        return request.await();
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            long pool, String poolName, RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException {
        return new ClientMap<R>(this, pool, poolName, encode(function)).run(inputs);
    }

    private static byte[] encode(Object function) {
        return TaskCodec.encodeFunction(Objects.requireNonNull(function, "task"));
    }

    /**
     * Puts a request in line; {@link #flush} sends it.
     *
     * @throws dev.cloister.CodecException if an argument cannot travel
     */
    <R extends @Nullable Object> Request<R> begin(
            long pool, String poolName, int index, byte[] function, @Nullable Object... arguments) {
        byte[] call = TaskCodec.encodeInline(function, arguments, maxMessageBytes);
        long number = numbers.incrementAndGet();
        Request<R> request = new Request<>(this, number, index);
        unfinished.put(number, request);
        try {
            sender.append(FrameType.SUBMIT, number, new SubmitBody(pool, poolName, index, call).encode());
        } catch (IOException e) {
            throw lost(e);
        }
        return request;
    }

    /** Sends what is in line; the calling thread may wait for an answer then. */
    void flush() {
        try {
            sender.flush();
        } catch (IOException e) {
            throw lost(e);
        }
        worker.giveUpLead();
    }

    void cancel(long number, boolean mayInterrupt) {
        send(FrameType.SUBMIT_CANCEL, number, new ByteSink(1).putByte(mayInterrupt ? 1 : 0));
    }

    void tellWait(long number, long waiter, boolean begins) {
        send(FrameType.SUBTASK_WAIT, number, new ByteSink(9).putLong(waiter).putByte(begins ? 1 : 0));
    }

    private void send(FrameType type, long number, ByteSink body) {
        try {
            sender.send(type, number, body.toBytes());
        } catch (IOException e) {
            throw lost(e);
        }
        worker.giveUpLead();
    }

    /** This process ends with its parent, in a moment. */
    private static IllegalStateException lost(IOException e) {
        return new IllegalStateException("the parent process cannot be reached: " + e, e);
    }

    void giveUpLead() {
        worker.giveUpLead();
    }

    long currentTask() {
        return worker.currentTask();
    }

    ClassLoader loader() {
        return loader;
    }

    /** The parent said something of a request. On the thread that reads frames. */
    public void receive(Frame frame) throws IOException {
        Request<?> request = unfinished.get(frame.id());
        if (request == null) {
            return; // the answer to a cancel that came too late
        }
        switch (frame.type()) {
            case SUBMITTED -> {
                SubmittedBody body = SubmittedBody.decode(frame.body());
                if (body.taskId() == 0) {
                    unfinished.remove(frame.id());
                }
                request.answered(body);
            }
            case SUBTASK_RESULT -> end(frame.id(), request, new Answer(frame.body(), true, loader, ""));
            case SUBTASK_NEWS -> hear(frame.id(), request, SubtaskNews.decode(frame.body()));
            default -> throw new IOException("not for a request: " + frame);
        }
    }

    private void hear(long number, Request<?> request, SubtaskNews news) throws IOException {
        switch (news.kind()) {
            case SubtaskNews.FAILED -> end(number, request, new Answer(news.body(), false, loader, news.text()));
            case SubtaskNews.CANCELLED -> end(number, request, TaskEnding.Cancelled.INSTANCE);
            case SubtaskNews.NOT_CANCELLED -> task(request).notCancelled();
            case SubtaskNews.RETRIED -> task(request).retried(deaths(news.body()));
            case SubtaskNews.WAIT_IN_VAIN -> task(request).waitsInVain(news.task(), news.text());
            default -> throw new IOException("unknown news of a task: " + news.kind());
        }
    }

    private void end(long number, Request<?> request, TaskEnding how) throws IOException {
        SubTask<?> task = task(request);
        unfinished.remove(number);
        task.ended(how);
    }

    private static SubTask<?> task(Request<?> request) throws IOException {
        SubTask<?> task = request.task();
        if (task == null) {
            throw new IOException("the parent tells of a task that it has not accepted");
        }
        return task;
    }

    /** Written by the parent: nothing of the user's is in it. */
    private static List<WorkerDeath> deaths(byte[] body) {
        List<WorkerDeath> deaths = new ArrayList<>();
        if (OutcomeCodec.decodeResult(body, Requests.class.getClassLoader(), "worker") instanceof List<?> list) {
            for (Object one : list) {
                deaths.add((WorkerDeath) one);
            }
        }
        return List.copyOf(deaths);
    }
}
