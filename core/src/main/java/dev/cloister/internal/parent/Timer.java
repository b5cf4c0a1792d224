package dev.cloister.internal.parent;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs short things later: deadlines of starts, exits and cancelled tasks, for all pools. Its thread ends when idle. */
public final class Timer {
    private static final ScheduledThreadPoolExecutor EXECUTOR = create();

    private Timer() {}

    private static ScheduledThreadPoolExecutor create() {
        var executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("cloister-timer").factory());
        executor.setKeepAliveTime(200, TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Runs {@code action} after {@code nanos}. It must not wait. */
    public static void after(long nanos, Runnable action) {
        var _ = schedule(nanos, action);
    }

    /** As {@link #after}, unless the returned future is cancelled before. */
    public static Future<?> schedule(long nanos, Runnable action) {
        return EXECUTOR.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }
}
