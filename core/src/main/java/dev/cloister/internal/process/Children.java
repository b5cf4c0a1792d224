package dev.cloister.internal.process;

import dev.cloister.internal.context.ExitCaller;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.exit.ExitSequence;
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

    /** While this JVM exits, it looks so often whether a signal has come. */
    private static final long LOOK_NANOS = 200_000_000;

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
                var _ = ExitSequence.register(ExitSequence.PROCESSES, Children::endAll);
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
        boolean ended = false;
        while (!ended) { // a signal may come while those that are no daemons are waited for
            boolean signalled = ExitCaller.isSignalled();
            for (ChildProcess child : ALIVE) {
                if (signalled || child.options().daemon()) {
                    child.end("the process that started it exits");
                }
            }
            ended = awaitEnds();
        }
    }

    /** Waits for some time until all have ended. */
    private static boolean awaitEnds() {
        long deadline = System.nanoTime() + LOOK_NANOS;
        for (ChildProcess child : ALIVE) {
            if (!child.awaitEnd(deadline - System.nanoTime())) {
                return false;
            }
        }
        return true;
    }
}
