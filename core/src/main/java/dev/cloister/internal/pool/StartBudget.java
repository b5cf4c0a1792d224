package dev.cloister.internal.pool;

import dev.cloister.RestartIntensity;
import dev.cloister.WorkerDeath;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** How often workers may still be started after starts that failed and workers that died idle. Guarded by the pool's lock. */
final class StartBudget {
    /** So many starts in a row may be killed from outside until the pool gives up; it is not at fault, but not usable. */
    private static final int MAX_KILLED_STARTS = 100;

    private static final long FIRST_BACK_OFF_NANOS = 50_000_000;
    private static final long MAX_BACK_OFF_NANOS = 2_000_000_000;

    private final RestartIntensity intensity;

    /** The times of recent failed starts and of idle deaths. */
    private final ArrayDeque<Long> failedStarts = new ArrayDeque<>();

    private final ArrayDeque<Long> idleDeaths = new ArrayDeque<>();

    /** Starts in a row that were killed from outside. */
    private int killedStarts;

    /** Starts in a row that ended in the pool's initializer, which may take longer than the period. */
    private int failedInitializers;

    /** The first failure since a start succeeded. */
    private @Nullable WorkerDeath firstFailure;

    private long successes;
    private long failures;

    /** No start before this time; meaningful if backingOff. */
    private long startAllowedAt;

    private boolean backingOff;

    StartBudget(RestartIntensity intensity) {
        this.intensity = intensity;
    }

    /** A worker has started. */
    void succeeded() {
        successes++;
        failedStarts.clear();
        killedStarts = 0;
        failedInitializers = 0;
        backingOff = false;
    }

    /**
     * A start has failed. Returns whether the budget is used up. No start is allowed for a while.
     *
     * @param initializing whether the worker had said hello and ran the pool's initializer
     */
    boolean failed(WorkerDeath death, boolean initializing, long now) {
        failures++;
        failedInitializers = initializing ? failedInitializers + 1 : 0;
        if (!initializing && isKillFromOutside(death) && ++killedStarts <= MAX_KILLED_STARTS) {
            pause(now, 1);
            return false;
        }
        if (failedStarts.isEmpty()) {
            firstFailure = death;
        }
        failedStarts.add(now);
        int recent = recent(failedStarts, now);
        pause(now, recent);
        return recent > intensity.restarts() || failedInitializers > intensity.restarts();
    }

    /** A signal that is no crash, and that the pool did not send. */
    private static boolean isKillFromOutside(WorkerDeath death) {
        String signal = death.signal();
        return death.detail().isEmpty() && ("SIGKILL".equals(signal) || "SIGTERM".equals(signal));
    }

    private void pause(long now, int failures) {
        startAllowedAt =
                now + Math.min(MAX_BACK_OFF_NANOS, FIRST_BACK_OFF_NANOS << Math.min(10, Math.max(0, failures - 1)));
        backingOff = true;
    }

    /** A worker died that had no task. */
    void diedIdle(long now) {
        idleDeaths.add(now);
    }

    /** Whether a dead worker may be replaced before a task needs it. */
    boolean allowsReplacement(long now) {
        return recent(idleDeaths, now) <= intensity.restarts();
    }

    private int recent(ArrayDeque<Long> times, long now) {
        long period = intensity.period().toNanos();
        while (!times.isEmpty() && now - times.getFirst() > period) {
            times.removeFirst();
        }
        return times.size();
    }

    /** Time goes on. */
    void tick(long now) {
        if (backingOff && now - startAllowedAt >= 0) {
            backingOff = false;
        }
    }

    /** Whether no worker may be started now. */
    boolean isBackingOff() {
        return backingOff;
    }

    /** When that ends. */
    long startAllowedAt() {
        return startAllowedAt;
    }

    /** The first failure of the latest row of failures; null if none failed. */
    @Nullable
    WorkerDeath firstFailure() {
        return firstFailure;
    }

    /** Workers that have started since the pool was opened. */
    long successes() {
        return successes;
    }

    /** Failed starts since the pool was opened. */
    long failures() {
        return failures;
    }
}
