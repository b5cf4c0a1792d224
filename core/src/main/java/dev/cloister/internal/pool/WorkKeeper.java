package dev.cloister.internal.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the JVM alive while tasks are in hand. Pool threads are daemons, so that a program which forgets to close a pool
 * still ends; this one thread, alive only while some pool has unfinished tasks, sees to it that no work is lost when
 * {@code main} returns first.
 */
public final class WorkKeeper {
    /**
     * How often the thread looks. It is not signalled by the last task: tasks that come one after another would then
     * start a thread each.
     */
    private static final long INTERVAL_NANOS = 50_000_000;

    private static final AtomicLong TASKS = new AtomicLong();

    /** True while the thread runs. Set by who starts it, cleared by the thread itself. */
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private WorkKeeper() {}

    /** So much more is in hand. */
    public static void begin(int tasks) {
        TASKS.addAndGet(tasks);
        if (!RUNNING.get() && RUNNING.compareAndSet(false, true)) {
            try {
                Thread.ofPlatform().daemon(false).name("cloister-keeper").start(WorkKeeper::keep);
            } catch (OutOfMemoryError e) { // no thread: the task can run all the same, and the next one tries again
                RUNNING.set(false);
            }
        }
    }

    /** So much has ended. */
    public static void end(int tasks) {
        TASKS.addAndGet(-tasks);
    }

    /** How many tasks and callbacks have not ended. */
    static long unfinished() {
        return TASKS.get();
    }

    private static void keep() {
        do {
            while (TASKS.get() > 0) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
            RUNNING.set(false); // then look again: a begin() before this line started nobody
        } while (TASKS.get() > 0 && RUNNING.compareAndSet(false, true));
    }
}
