package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.channel.WorkerStreams;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.Hello;
import dev.cloister.internal.protocol.Launch;
import dev.cloister.internal.protocol.TaggedOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The main class of a worker JVM. Its arguments name its connection to the parent. Descriptors 1 and 2 are one pipe for
 * output, descriptor 0 is empty.
 */
public final class WorkerMain {
    /** Commands from the parent are small next to the tasks that they carry; the parent limits those. */
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private WorkerMain() {}

    /**
     * Runs tasks until the parent says so or is gone; or one target, in a process by hand.
     *
     * @param args two words for {@link WorkerStreams#open}; for a worker that is started ahead of need also {@code rehearse}
     *     and the program's main class
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("This is the main class of Cloister's worker processes; pools start it by themselves.");
            System.exit(Launch.EXIT_UNUSABLE);
        }
        WorkerStreams streams = WorkerStreams.open(args[0], args[1]);
        System.setOut(new PrintStream(
                new TaggedStream(new FileOutputStream(FileDescriptor.err), TaggedOutput.BEGIN),
                true,
                StandardCharsets.UTF_8));
        if (args.length > 3 && args[2].equals("rehearse")) {
            Rehearsal.run();
            Rehearsal.load(args[3]);
        }
        FrameSender sender = new FrameSender(streams.out());
        Hello hello = new Hello(FrameLayout.VERSION, System.getProperty("java.vm.version", ""));
        sender.send(FrameType.HELLO, 0, hello.encode());
        FrameReader reader = new FrameReader(streams.in(), NO_LIMIT);
        Frame first = reader.read();
        if (first == null) {
            ParentWatch.parentIsGone();
            return;
        }
        if (first.type() == FrameType.BYE) {
            System.exit(0);
        }
        if (first.type() != FrameType.CONFIGURE) {
            throw new IOException("the first frame must be CONFIGURE: " + first);
        }
        ExitReport report = ExitReport.register(sender);
        Configuration configuration = Configuration.decode(first.body());
        if (configuration.threads() == 0) {
            TargetRun.run(reader, sender, configuration, report);
        } else {
            ExitSequence.belongsToWorker();
            new WorkerLoop(reader, sender, configuration, report).start();
        }
    }
}
