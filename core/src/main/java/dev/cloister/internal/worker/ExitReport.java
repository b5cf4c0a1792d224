package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.Map;
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

    @Override
    public void run() {
        if (!expected) {
            report();
        }
        WorkerLife ending = life;
        if (ending != null) {
            ending.end();
            if (expected) {
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

    /** The thread inside {@code Runtime.exit} and its frames; empty when a signal ended the process. */
    private static String caller() {
        for (Map.Entry<Thread, StackTraceElement[]> entry : getAllStackTraces().entrySet()) {
            StackTraceElement[] stack = entry.getValue();
            for (int i = 0; i < stack.length; i++) {
                if (stack[i].getClassName().equals("java.lang.Runtime")
                        && stack[i].getMethodName().equals("exit")) {
                    return entry.getKey().getName().startsWith("SIG") ? "" : describe(entry.getKey(), stack, i);
                }
            }
        }
        return "";
    }

    private static String describe(Thread thread, StackTraceElement[] stack, int from) {
        StringBuilder text = new StringBuilder("System.exit was called in thread " + thread.getName());
        for (int i = from + 1; i < Math.min(stack.length, from + 12); i++) {
            text.append(System.lineSeparator()).append("\tat ").append(stack[i]);
        }
        return text.toString();
    }
}
