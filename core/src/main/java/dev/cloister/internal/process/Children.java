package dev.cloister.internal.process;

import dev.cloister.internal.context.ExitCaller;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.pool.WorkKeeper;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The living processes that this one has started by hand. While one of them is no daemon, this JVM stays alive. When it
 * exits, the daemons are terminated and the others joined; when a signal ends it, all are terminated.
 */
public final class Children {
    private static final Set<ChildProcess> ALIVE = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Guarded by the class, as the other one. */
    private static boolean hooked;

    private static boolean exiting;

    private Children() {}

    /** The place of the next one in the tree, as in {@code 2:1}. */
    static String nextPath() {
        String own = ProcessIdentity.ofThis().path();
        int number = NUMBERS.incrementAndGet();
        return own.isEmpty() ? Integer.toString(number) : own + ":" + number;
    }

    /**
     * One is about to be started.
     *
     * @throws IllegalStateException if this JVM exits
     */
    static synchronized void add(ChildProcess child) {
        if (!hooked) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(Children::endAll, "cloister-processes"));
                hooked = true;
            } catch (IllegalStateException e) {
                exiting = true;
            }
        }
        if (exiting) {
            throw new IllegalStateException("this JVM is exiting: no process can be started any more");
        }
        ALIVE.add(child);
        if (!child.options().daemon()) {
            WorkKeeper.begin(1);
        }
    }

    /** One has ended, or was not started. */
    static void remove(ChildProcess child) {
        if (ALIVE.remove(child) && !child.options().daemon()) {
            WorkKeeper.end(1);
        }
    }

    /** Those that live, in the order in which they were created. */
    public static List<ChildProcess> alive() {
        return ALIVE.stream()
                .filter(ChildProcess::isAlive)
                .sorted(Comparator.comparingInt(ChildProcess::number))
                .toList();
    }

    private static void endAll() {
        synchronized (Children.class) {
            exiting = true;
        }
        ExitCaller caller = ExitCaller.find();
        boolean signalled = caller != null && caller.isSignal();
        for (ChildProcess child : ALIVE) {
            if (signalled || child.options().daemon()) {
                child.end("the process that started it exits");
            }
        }
        for (ChildProcess child : ALIVE) {
            child.awaitEnd();
        }
    }
}
