package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.context.ExitCaller;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A shutdown hook that tells the parent that this process exits, and where in the program {@code System.exit} was
 * called. So an exit with code 137 can be told from a kill. Then it does what a worker has to do at its end.
 */
final class ExitReport extends Thread {
    private static final long SEND_MILLIS = 200;

    private final FrameSender sender;

    /** True once the parent asked for the exit. Written by the loop, read by this hook. */
    private volatile boolean expected;

    /** True once this process exits. Written by this hook, read by the loop. */
    private volatile boolean exiting;

    /** What else is to be done at the end; set before the first task. */
    private volatile @Nullable WorkerLife life;

    ExitReport(FrameSender sender) {
        super("cloister-exit-report");
        this.sender = sender;
    }

    /** The parent asked for the exit: nothing to report. */
    void expect() {
        expected = true;
    }

    /** This is to end too when the process exits. */
    void endWith(WorkerLife ending) {
        life = ending;
    }

    /** Whether this process exits. */
    boolean isExiting() {
        return exiting;
    }

    @Override
    public void run() {
        exiting = true;
        if (!expected) {
            report();
        }
        WorkerLife ending = life;
        if (ending != null) {
            ending.end();
            if (expected || ProcessIdentity.isByHand()) {
                ending.leave();
            }
        }
    }

    private void report() {
        try {
            byte[] body = new ByteSink(256).putString(caller()).toBytes();
            sender.trySend(FrameType.EXITING, body, SEND_MILLIS);
        } catch (IOException | InterruptedException e) {
            System.err.println("cloister: the parent could not be told of this exit: " + e);
        }
    }

    /** Where the exit was called; empty when a signal ended the process, or the last thread that held it has ended. */
    private static String caller() {
        ExitCaller caller = ExitCaller.find();
        return caller == null || caller.isSignal() ? "" : caller.text();
    }
}
