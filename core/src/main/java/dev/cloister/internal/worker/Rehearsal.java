package dev.cloister.internal.worker;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.channel.ReplyRing;
import dev.cloister.internal.codec.LambdaForm;
import dev.cloister.internal.codec.LambdaTemplate;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.probe.Metered;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a worker does with its first tasks, done before there are any: classes are loaded and linked. For workers that
 * are started ahead of need, and for the run from which the AOT cache is made.
 */
public final class Rehearsal {
    private static final int ROUNDS = 20;

    private Rehearsal() {}

    /**
     * The run from which an AOT cache is made: tasks, then a worker's life without any. The JVM writes the cache when it
     * exits.
     *
     * @param args a file to keep frames in
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        run();
        measure();
        MemberRehearsal.run(args[0]);
        sendThroughRing(Path.of(args[0] + ".ring"));
        try (FileOutputStream file = new FileOutputStream(args[0])) {
            FrameSender sender = new FrameSender(file);
            sender.send(
                    FrameType.CONFIGURE,
                    0,
                    new Configuration("rehearsal", 1, 1024, "rehearsal", 0, Frame.NO_BODY, Frame.NO_BODY, "rehearsal")
                            .encode());
            sender.send(FrameType.BYE, 0, Frame.NO_BODY);
        }
        WorkerMain.main(new String[] {args[0], "/dev/null"});
    }

    /** What a trial does in a worker: the management interface is slow to start. */
    private static void measure() {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                var _ = Metered.packing((RemoteFunction<Integer, Integer>) x -> x + 1, 0, 1024, true)
                        .apply(i);
            }
        } catch (Exception e) {
            throw new IllegalStateException("a sum failed", e);
        }
    }

    private static void sendThroughRing(Path file) throws IOException {
        try {
            ReplyRing ring = ReplyRing.create(file);
            FrameSender sender = new FrameSender(OutputStream.nullOutputStream());
            sender.attach(ReplyRing.open(file));
            for (int i = 0; i < ROUNDS; i++) {
                sender.note(FrameType.STARTED, i);
                sender.send(FrameType.RESULT, i, new byte[i]);
                boolean _ = ring.prepareToSleep();
            }
        } catch (
                UnsupportedOperationException
                        e) { // a file system without permissions: workers will have no ring either
            return;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Decodes and runs tasks of each kind, and encodes their outcomes. */
    static void run() throws IOException {
        for (Class<?> needed :
                new Class<?>[] {WorkerLoop.class, WorkerLife.class, WorkerContext.class, RingSwitch.class}) {
            initialize(needed.getName());
        }
        byte[] frames = frames();
        FrameSender nowhere = new FrameSender(OutputStream.nullOutputStream());
        FrameReader reader = new FrameReader(new ByteArrayInputStream(frames), frames.length);
        RemoteClassLoader loader = new RemoteClassLoader(Rehearsal.class.getClassLoader(), nowhere, null);
        Functions functions = new Functions(loader);
        TaskRunner runner = new TaskRunner(nowhere, functions, loader, frames.length, true);
        for (var frame = reader.read(); frame != null; frame = reader.read()) {
            switch (frame.type()) {
                case DEFINE -> functions.define((int) frame.id(), frame.body());
                default -> {
                    runner.assign(frame.id());
                    runner.run(frame);
                }
            }
        }
    }

    /** Loads a class of the program whose lambdas may come; runs nothing of it. */
    static void load(String className) {
        try {
            LambdaTemplate.prepare(Class.forName(className, false, ClassLoader.getSystemClassLoader()));
        } catch (ClassNotFoundException
                | LinkageError e) { // a jar, a module or a source file: it is loaded when it comes
            return;
        }
    }

    private static void initialize(String name) {
        try {
            var _ = Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("a class of this package is not there; please report this", e);
        }
    }

    private static byte[] frames() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameSender sender = new FrameSender(bytes);
        String captured = "captured";
        RemoteCallable<Integer> callable = () -> captured.length();
        RemoteCallable<Integer> failing = () -> {
            throw new IllegalStateException(captured);
        };
        RemoteFunction<Integer, Integer> function = x -> x + 1;
        RemoteFunction<String, String> text = String::strip;
        sender.append(FrameType.DEFINE, 1, TaskCodec.encodeFunction(function));
        sender.append(FrameType.DEFINE, 2, TaskCodec.encodeFunction(text));
        SerializedLambda form = LambdaForm.of(callable);
        if (form != null) {
            sender.append(FrameType.DEFINE, 3, LambdaTemplate.encode(form));
        }
        for (int i = 0; i < ROUNDS; i++) {
            sender.append(FrameType.CALL, i, call(callable));
            sender.append(FrameType.CALL, i, call(failing));
            sender.append(FrameType.CALL, i, TaskCodec.encodeCall(1, null, new Object[] {i}, 1024));
            if (form != null) {
                sender.append(FrameType.CALL, i, TaskCodec.encodeCall(3, new Object[] {captured}, new Object[0], 1024));
            }
            sender.append(FrameType.CALL, i, TaskCodec.encodeCall(2, null, new Object[] {" text "}, 1024));
        }
        sender.flush();
        return bytes.toByteArray();
    }

    private static byte[] call(RemoteCallable<?> callable) {
        return TaskCodec.encodeInline(TaskCodec.encodeFunction(callable), new Object[0], 64 * 1024);
    }
}
