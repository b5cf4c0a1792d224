package dev.cloister.internal.parent;

import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.os.KernelKills;
import dev.cloister.internal.os.SystemTools;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.Hello;
import java.util.function.Supplier;

/**
 * Loads what the first start of a worker needs, on the spawner's thread, while the thread that opens the program's first
 * pool loads the pool: half of a first start is loading classes, and there mostly are two processors for it.
 */
final class WarmUp implements Runnable {
    /** Begins; does nothing when called again. */
    static void begin() {
        Begun.touch();
    }

    /** Its initialization is the beginning. */
    private static final class Begun {
        static {
            Spawner.execute(new WarmUp()); // no lambda: linking the first one takes some 10 ms
        }

        static void touch() {}
    }

    @Override
    public void run() {
        linkLambda();
        Class<?>[]
                needed = { // in this method, so that they are loaded by the thread that runs it; in the order of need
            RunDirectory.class,
            WorkerCommand.class,
            ParentFlags.class,
            WorkerFlags.class,
            HeapFlags.class,
            CodePath.class,
            AotCache.class,
            SystemTools.class,
            WorkerEnvironment.class,
            ProcessBuilder.class,
            Connection.class,
            Guardian.class,
            WorkerProcess.class,
            KernelKills.class,
            Outbox.class,
            OutputReader.class,
            Timer.class,
            FrameReader.class,
            FrameLayout.class,
            Hello.class,
            Configuration.class,
            ReplyReader.class
        };
        for (Class<?> one : needed) {
            initialize(one.getName());
        }
        initialize("java.lang.ProcessImpl");
    }

    /** The first lambda of a program loads what makes lambdas; the program's tasks most likely are some. */
    private static void linkLambda() {
        Supplier<String> lambda = () -> "linked";
        var _ = lambda.get();
    }

    private static void initialize(String name) {
        try {
            var _ = Class.forName(name);
        } catch (ClassNotFoundException | LinkageError e) {
            // who needs it meets it again, and reports it
        }
    }
}
