package dev.cloister.internal.worker;

import dev.cloister.RemoteConsumer;
import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.TargetBody;
import dev.cloister.process.Target;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a process by hand runs, on its main thread, while the worker's loop obeys the parent on another. What the target
 * throws leaves the main method, so that this JVM prints it and ends with code 1 as any does; daemon threads do not hold
 * it, others do.
 */
final class TargetRun {
    private final FrameSender sender;
    private final RemoteClassLoader loader;
    private final int maxMessageBytes;
    private final Execution execution = new Execution(Thread.currentThread());

    /** Null if standard input is empty. */
    private final @Nullable FedInput input;

    private TargetRun(FrameSender sender, RemoteClassLoader loader, int maxMessageBytes, @Nullable FedInput input) {
        this.sender = sender;
        this.loader = loader;
        this.maxMessageBytes = maxMessageBytes;
        this.input = input;
    }

    /** Reads what to run and runs it. Returns when it has; the JVM then waits for its threads. */
    static void run(FrameReader reader, FrameSender sender, Configuration configuration, ExitReport report)
            throws IOException {
        Frame frame = reader.read();
        if (frame == null) {
            ParentWatch.parentIsGone();
            return;
        }
        if (frame.type() != FrameType.TARGET) {
            throw new IOException("the frame after CONFIGURE must be TARGET: " + frame);
        }
        TargetBody body = TargetBody.decode(frame.body());
        ProcessIdentity.become(
                new ProcessIdentity(configuration.workerName(), body.path(), body.daemon(), body.lineage()));
        WorkerLoop loop = new WorkerLoop(reader, sender, configuration, report);
        FedInput input = body.pipedInput() ? new FedInput(sender) : null;
        if (input != null) {
            System.setIn(input);
        }
        TargetRun run = new TargetRun(sender, loop.loader(), configuration.maxMessageBytes(), input);
        loop.startBeside(run);
        run.run(body);
    }

    private void run(TargetBody body) {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            execute(body);
        } catch (Throwable t) { // whatever it is, it is the target's own
            execution.end();
            tellEnd(t);
            throw TargetRun.<RuntimeException>unchanged(t);
        }
        execution.end();
        tellEnd(null);
    }

    /** For a throw of what the compiler does not let pass: the launcher prints it as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchanged(Throwable error) throws T {
        throw (T) error;
    }

    private void execute(TargetBody body) throws Throwable {
        if (body.mainClass().isEmpty()) {
            TaskCodec.Call call = decode(body.call());
            execution.begin();
            call(call.function(), call.arguments());
        } else {
            MainMethod main = MainMethod.of(body.mainClass(), loader);
            execution.begin();
            main.run(body.arguments());
        }
    }

    /** Static initializers that run here have run in the parent too: what starts processes in them would do so for ever. */
    private TaskCodec.Call decode(byte[] call) {
        ProcessIdentity.preparing(true);
        try {
            return TaskCodec.decode(
                    call,
                    id -> {
                        throw new IOException("a target without a function; please report this");
                    },
                    loader);
        } finally {
            ProcessIdentity.preparing(false);
        }
    }

    @SuppressWarnings("unchecked") // the parent paired the function with its argument
    private static void call(Object function, @Nullable Object[] arguments) throws Exception {
        if (function instanceof Target target) {
            target.run();
        } else if (function instanceof RemoteConsumer<?> consumer) {
            ((RemoteConsumer<@Nullable Object>) consumer).accept(arguments[0]);
        } else {
            Object _ = Invocation.call(function, arguments);
        }
    }

    private void tellEnd(@Nullable Throwable error) {
        try {
            ByteSink body = new ByteSink(64).putByte(error == null ? 0 : 1);
            if (error != null) {
                byte[] encoded = OutcomeCodec.encodeError(0, error, maxMessageBytes);
                body.putBytes(encoded, 0, encoded.length);
            }
            sender.send(FrameType.TARGET_ENDED, 0, body.toBytes());
        } catch (IOException | OutOfMemoryError e) { // the parent sees the end of the process all the same
            System.err.println("cloister: the parent could not be told of the target's end: " + e);
        }
    }

    /** The loop got an INTERRUPT. */
    void interrupt() {
        execution.interrupt();
    }

    /** The loop got an INPUT. */
    void feed(byte[] bytes) throws IOException {
        FedInput known = input;
        if (known != null) {
            known.feed(bytes);
        }
    }
}
