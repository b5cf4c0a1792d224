package dev.cloister.internal.worker;

import dev.cloister.Outcome;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskFuture;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.client.ClientWorker;
import dev.cloister.internal.client.Requests;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.ClientSource;
import dev.cloister.internal.context.SharedSource;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this worker does besides tasks: the pool's initializer before the first of them, the pool's finalizer and the
 * closing of states at the orderly end; and the shared values between. Thread-safe.
 */
final class WorkerLife implements SharedSource, ClientSource, ClientWorker, Runnable {
    private final Configuration configuration;
    private final FrameSender sender;
    private final WorkerLoop loop;
    private final ClassLoader loader;
    private final WorkerContext context;

    /** Whether the initializer has ended well, or there is none. Written by its thread, read by the exit hook. */
    private volatile boolean initialized;

    /** Made for the first shared value. Guarded by this. */
    private @Nullable SharedCopies copies;

    /** Made for the first shared object. Guarded by this. */
    private @Nullable HubQuestion hub;

    /** Made for the first client that is used. Guarded by this. */
    private @Nullable Requests requests;

    WorkerLife(Configuration configuration, FrameSender sender, WorkerLoop loop, ClassLoader loader) {
        this.configuration = configuration;
        this.sender = sender;
        this.loop = loop;
        this.loader = loader;
        this.initialized = configuration.initializer().length == 0;
        this.context = WorkerContext.makeProcess(
                configuration.poolName(),
                configuration.workerName(),
                configuration.number(),
                this,
                this,
                configuration.parentName());
    }

    /** Starts the initializer, if there is one, beside the loop, which answers its requests for classes. */
    void begin() {
        if (!initialized) {
            startThread(this, "/initializer");
        }
    }

    private void startThread(Runnable body, String role) {
        Thread thread = new Thread(body, configuration.workerName() + role);
        thread.setContextClassLoader(loader);
        thread.setDaemon(true);
        thread.start();
    }

    /** The initializer. */
    @Override
    public void run() {
        try {
            byte[] error = initialize();
            if (error == null) {
                initialized = true;
                sender.send(FrameType.INITIALIZED, 0, Frame.NO_BODY);
            } else {
                sender.send(FrameType.INITIALIZE_FAILED, 0, error);
            }
        } catch (IOException e) {
            System.err.println("cloister: the parent could not be told of the initializer's end: " + e);
        }
    }

    private byte @Nullable [] initialize() {
        try {
            Object _ = call(configuration.initializer());
            return null;
        } catch (Throwable t) { // whatever it is, it is the initializer's own
            return OutcomeCodec.encodeError(0, t, configuration.maxMessageBytes());
        }
    }

    private @Nullable Object call(byte[] function) throws Exception {
        return Invocation.call(TaskCodec.decodeFunction(new ByteSource(function), loader));
    }

    /** Whether the end of this process takes more than an exit: then the loop must go on, for classes that it may need. */
    boolean hasDuties() {
        return configuration.finalizer().length > 0 || context.hasState() || ExitSequence.hasUserActions();
    }

    /** Exits, with {@link #end} as part of it, on another thread. */
    void exitAside() {
        startThread(() -> System.exit(0), "/exit");
    }

    /** The parent asked for the end, and all else is done. */
    void leave() {
        context.sayFarewell();
    }

    /** The orderly end, within an exit hook. */
    void end() {
        if (!hasDuties()) {
            return;
        }
        Thread.currentThread().setContextClassLoader(loader); // also of what comes later in the sequence
        if (initialized && configuration.finalizer().length > 0) {
            sendExitResult();
        }
        context.close();
    }

    private void sendExitResult() {
        FrameType type = FrameType.RESULT;
        byte[] body;
        try {
            body = OutcomeCodec.encodeResult(0, call(configuration.finalizer()), configuration.maxMessageBytes());
        } catch (Throwable t) { // whatever it is, it is the finalizer's own
            type = FrameType.ERROR;
            body = OutcomeCodec.encodeError(0, t, configuration.maxMessageBytes());
        }
        try {
            sender.send(type, 0, body);
        } catch (IOException e) {
            System.err.println("cloister: the finalizer's result could not be sent: " + e);
        }
    }

    @Override
    public @Nullable Object get(long id, String pool) {
        return copies().get(id, pool);
    }

    @Override
    public void forget(long id) {
        copies().forget(id);
    }

    @Override
    public byte[] hubAddress() throws IOException {
        return hub().ask();
    }

    /** The loop got the hub's address. */
    void hubAnswered(byte[] body) {
        hub().answered(body);
    }

    private synchronized HubQuestion hub() {
        HubQuestion known = hub;
        if (known == null) {
            known = new HubQuestion(sender, loop);
            hub = known;
        }
        return known;
    }

    /** The loop got a shared value. */
    void answer(long id, byte[] body) {
        copies().answer(id, body);
    }

    private synchronized SharedCopies copies() {
        SharedCopies known = copies;
        if (known == null) {
            known = new SharedCopies(sender, loop, loader);
            copies = known;
        }
        return known;
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> submit(
            long pool, String poolName, Object function, @Nullable Object... arguments) {
        return requests().submit(pool, poolName, function, arguments);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            long pool, String poolName, RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException {
        return requests().mapOutcomes(pool, poolName, function, inputs);
    }

    /** The loop got news of a task that a client has submitted. */
    void receive(Frame frame) throws IOException {
        requests().receive(frame);
    }

    private synchronized Requests requests() {
        Requests known = requests;
        if (known == null) {
            known = new Requests(sender, this, loader, configuration.maxMessageBytes());
            requests = known;
        }
        return known;
    }

    @Override
    public void giveUpLead() {
        loop.giveUpLead();
    }

    @Override
    public long currentTask() {
        return loop.currentTask();
    }
}
