package dev.cloister.internal.exit;

import dev.cloister.internal.log.RuntimeLog;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when this JVM exits, on one thread, in order: highest priority first, then what was registered last.
 * It runs as one shutdown hook: at the end of {@code main}, on {@code System.exit} and on signals, not when the JVM is
 * killed or halted. Thread-safe. On the start path of workers: no lambdas.
 */
public final class ExitSequence {
    /** A worker tells its parent that it exits. */
    public static final int REPORT = 20_000;

    /** Pools take no new tasks, end what they have, and let their workers go. */
    public static final int WORK = 10_000;

    /** Child processes that were started by hand. */
    public static final int PROCESSES = 5_000;

    /** A worker runs its pool's finalizer and closes its states. */
    public static final int WORKER_END = 2_000;

    /** The highest priority of users; the lowest is its negative. */
    public static final int USER_MAX = 1_000;

    /** A program that is no worker leaves the managers that it uses. */
    public static final int MANAGERS = -5_000;

    /** Files and segments. */
    public static final int FILES = -10_000;

    /** Nothing else is left to be done. */
    public static final int FAREWELL = -20_000;

    private enum State {
        /** Nobody has registered anything. */
        UNUSED,
        HOOKED,
        ENDED
    }

    /** Guarded by the class. */
    private static final TreeSet<ExitAction> ACTIONS = new TreeSet<>();

    /** Guarded by the class. */
    private static State state = State.UNUSED;

    /** Guarded by the class. */
    private static long registered;

    /** Whether another process decides when this one ends, and does not wait long. Set before the first task. */
    private static volatile boolean ofWorker;

    /** Run before this JVM is halted by a second signal; null for nothing. */
    private static volatile @Nullable Runnable lastResort;

    /** Never registered and never started: to ask the JVM whether it is exiting. */
    private static final Thread PROBE = new Thread("cloister-probe");

    private ExitSequence() {}

    /** The thread of the shutdown hook. */
    private static final class Hook extends Thread {
        Hook() {
            super("cloister-exit");
        }

        @Override
        public void run() {
            RuntimeLog.exiting();
            if (!ofWorker) {
                SecondSignal.watch();
            }
            runAll();
        }
    }

    /** This JVM is a worker: its exit waits for no tasks, and its parent sees to a second signal. */
    public static void belongsToWorker() {
        ofWorker = true;
    }

    /** Has something short, that waits for nobody, run before this JVM is halted by a second signal. */
    public static void beforeHalt(Runnable action) {
        lastResort = action;
    }

    /** Ends this JVM at once. */
    static void halt(int code) {
        Runnable last = lastResort;
        try {
            if (last != null) {
                last.run();
            }
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /** How long the exit waits for tasks, in nanoseconds. */
    public static long graceNanos() {
        return ofWorker ? 0 : ExitGrace.nanos();
    }

    /**
     * Has {@code action} run once when this JVM exits. What is registered while actions run has its turn too.
     *
     * @throws IllegalStateException if the sequence is over, or the JVM is exiting and nobody has registered anything before
     */
    public static synchronized ExitAction register(int priority, Runnable action) {
        if (state == State.UNUSED) {
            hook();
        }
        if (state == State.ENDED) {
            throw new IllegalStateException("this JVM has run its exit hooks; nothing can be registered any more");
        }
        ExitAction made = new ExitAction(priority, ++registered, action);
        ACTIONS.add(made);
        return made;
    }

    private static void hook() {
        try {
            Runtime.getRuntime().addShutdownHook(new Hook());
            state = State.HOOKED;
        } catch (IllegalStateException e) {
            throw new IllegalStateException("this JVM is exiting; nothing can be registered any more", e);
        }
    }

    static synchronized boolean remove(ExitAction action) {
        return ACTIONS.remove(action);
    }

    /** Whether users have registered something that has not run. */
    public static synchronized boolean hasUserActions() {
        for (ExitAction action : ACTIONS) {
            if (Math.abs(action.priority) <= USER_MAX) {
                return true;
            }
        }
        return false;
    }

    /** Whether this JVM has begun to exit, also if its hooks have not been started yet. Takes some 20 ns. */
    public static boolean isExiting() {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(PROBE);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Whether the thread is in {@code System.exit}, and so will not go on. */
    public static boolean isCalledBy(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("exit") && frame.getClassName().equals("java.lang.Runtime")) {
                return true;
            }
        }
        return false;
    }

    /** Runs all. By the shutdown hook. */
    static void runAll() {
        for (ExitAction next; (next = next()) != null; ) {
            next.run();
        }
    }

    private static synchronized @Nullable ExitAction next() {
        ExitAction next = ACTIONS.pollFirst();
        if (next == null) {
            state = State.ENDED;
        }
        return next;
    }
}
