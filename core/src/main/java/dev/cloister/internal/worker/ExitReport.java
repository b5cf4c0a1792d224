package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.context.ExitCaller;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does when it exits. First it tells the parent, and where in the program {@code System.exit} was called: so an
 * exit with code 137 can be told from a kill. Then come its pool's finalizer and its states, then what tasks have registered,
 * and in the end the farewell to shared objects.
 */
final class ExitReport implements Runnable {
    private static final long SEND_MILLIS = 200;

    private final FrameSender sender;

    /** True once the parent asked for the exit. Written by the loop, read by this hook. */
    private volatile boolean expected;

    /** True once this process exits. Written by this hook, read by the loop. */
    private volatile boolean exiting;

    /** What else is to be done at the end; set before the first task. */
    private volatile @Nullable WorkerLife life;

    private ExitReport(FrameSender sender) {
        this.sender = sender;
    }

    /** Made once, before the first task. */
    static ExitReport register(FrameSender sender) {
        ExitReport report = new ExitReport(sender);
        var _ = ExitSequence.register(ExitSequence.REPORT, report);
        return report;
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
        RuntimeLog.debug(expected ? "the worker exits, as it was told" : "the worker exits");
        if (!expected) {
            report();
        }
        WorkerLife ending = life;
        if (ending != null) {
            var _ = ExitSequence.register(ExitSequence.WORKER_END, new Duty(ending, false));
            if (expected || ProcessIdentity.isByHand()) {
                var _ = ExitSequence.register(ExitSequence.FAREWELL, new Duty(ending, true));
            }
        }
    }

    /** A class, because linking two lambdas takes longer than all else here. */
    private static final class Duty implements Runnable {
        private final WorkerLife life;
        private final boolean last;

        Duty(WorkerLife life, boolean last) {
            this.life = life;
            this.last = last;
        }

        @Override
        public void run() {
            if (last) {
                life.leave();
            } else {
                life.end();
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
