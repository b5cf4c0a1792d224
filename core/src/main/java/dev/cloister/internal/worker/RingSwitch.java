package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.channel.ReplyRing;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Moves this worker's replies from the pipe to a ring in shared memory when it has run some tasks: mapping a file costs a
 * young worker more than its first tasks do. On threads of its own, beside the tasks.
 */
final class RingSwitch {
    private static final int AFTER_TASKS = 32;
    private final FrameSender sender;

    /** Guarded by the loop's lock. */
    private int tasks;

    RingSwitch(FrameSender sender) {
        this.sender = sender;
    }

    /** A task is about to run. Under the loop's lock. */
    void countTask() {
        if (tasks < AFTER_TASKS && ++tasks == AFTER_TASKS) {
            start(() -> sender.send(FrameType.RING_REQUEST, 0, Frame.NO_BODY));
        }
    }

    /** The parent has created a ring. */
    void open(byte[] body) {
        start(() -> sender.attach(ReplyRing.open(Path.of(new ByteSource(body).takeText()))));
    }

    /** What may fail with an exception of the channel. */
    private interface Step {
        void run() throws IOException;
    }

    /** Without a ring the pipe serves on; should the pipe be lost, the loop notices it. */
    private static void start(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException | RuntimeException e) {
                        System.err.println("cloister: replies stay in the pipe: " + e);
                    }
                },
                "cloister-ring");
        thread.setDaemon(true);
        thread.start();
    }
}
