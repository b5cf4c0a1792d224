package dev.cloister.internal.pool;

import dev.cloister.internal.parent.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Looks from beside whether the tasks of a loop have become long, or its thread was interrupted. Thread-safe. */
final class AutoLoopWatch implements Runnable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long INTERVAL_NANOS = 5_000_000;

    /** Tasks that take longer are worth another place. */
    private static final long LONG_NANOS = 20_000;

    /** So many looks in a row must find them long: the collector stops a loop, too. */
    private static final int PATIENCE = 2;

    /** After so many without any end they are long whatever else is known: a thread that reads a file seems to run. */
    private static final int MAX_STILL = 10;

    private final AutoLoop<?> loop;
    private final Thread thread = Thread.currentThread();

    /** Guarded by this, as all that follows. */
    private @Nullable Future<?> next;

    private boolean over = true;
    private int done;
    private long at;
    private long cpu;
    private int found;
    private int still;

    AutoLoopWatch(AutoLoop<?> loop) {
        this.loop = loop;
    }

    synchronized void begin() {
        over = false;
        done = loop.done();
        at = System.nanoTime();
        cpu = cpuNanos();
        next = Timer.schedule(INTERVAL_NANOS, this);
    }

    synchronized void end() {
        over = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private long cpuNanos() {
        try {
            return thread.isVirtual() ? -1 : THREADS.getThreadCpuTime(thread.threadId());
        } catch (UnsupportedOperationException e) { // not on this system
            return -1;
        }
    }

    @Override
    public synchronized void run() {
        if (over) {
            return;
        }
        if (thread.isInterrupted() || isLong()) {
            loop.stop();
            return;
        }
        next = Timer.schedule(INTERVAL_NANOS, this);
    }

    private boolean isLong() {
        long now = System.nanoTime();
        long used = cpuNanos();
        int ended = loop.done();
        boolean runs = thread.getState() == Thread.State.RUNNABLE && used >= 0;
        long spent = runs ? Math.min(now - at, used - cpu) : now - at;
        still = ended == done ? still + 1 : 0;
        found = spent > LONG_NANOS * Math.max(1, ended - done) ? found + 1 : 0;
        done = ended;
        at = now;
        cpu = used;
        return found >= PATIENCE || still >= MAX_STILL;
    }

    /** How it was seen that tasks are long. */
    String why() {
        return "a task took long where tiny ones were run one after the other";
    }
}
