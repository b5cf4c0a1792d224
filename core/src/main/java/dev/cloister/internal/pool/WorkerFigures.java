package dev.cloister.internal.pool;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is measured of one worker. Times are those of {@code System.nanoTime}, 0 while there is none. Guarded by the pool's lock. */
final class WorkerFigures {
    /** Its process was started. */
    private long launchedAt;

    /** It said hello. */
    private long readyAt;

    /** It was told to leave, or killed. */
    private long leavingAt;

    /** Since when what it does is not in {@link #workedNanos}: it got its first task, or its last answer came. */
    private long countedAt;

    /** How long the tasks ran that it answered. */
    private long workedNanos;

    private long tasks;

    /** How long its initializer ran. */
    long initializerNanos;

    /** What it answered when it was asked last; -1 while it never was. */
    long heapBytes = -1;

    long collections = -1;
    long collectionMillis;

    /** Function and arguments of slow tasks whose answer comes next, by task; at most one for each of its threads. */
    private @Nullable Map<Long, String[]> texts;

    void launched(long now) {
        launchedAt = now;
    }

    void ready(long now) {
        readyAt = now;
        countedAt = now;
        launchedAt = launchedAt == 0 ? now : launchedAt;
    }

    /** It had nothing and got a task. */
    void gotFirst(long now) {
        countedAt = now;
    }

    /** A batch of what it said was taken. */
    void heard(long now) {
        countedAt = now;
    }

    void leaving(long now) {
        leavingAt = leavingAt == 0 ? now : leavingAt;
    }

    void answered(long runNanos, int items) {
        workedNanos += runNanos;
        tasks += items;
    }

    /** How many tasks it answered; each input of a chunk is one. */
    long tasks() {
        return tasks;
    }

    /** Keeps what it said of a task until the task's answer is taken. */
    void describe(long taskId, String function, String arguments) {
        Map<Long, String[]> known = texts;
        if (known == null) {
            known = new HashMap<>();
            texts = known;
        }
        known.put(taskId, new String[] {function, arguments});
    }

    /** Takes what it said of the task: function and arguments, or null. */
    String @Nullable [] takeText(long taskId) {
        return texts == null || texts.isEmpty() ? null : texts.remove(taskId);
    }

    long startUpNanos() {
        return readyAt == 0 ? 0 : readyAt - launchedAt;
    }

    /** How long tasks ran on it, of which {@code running} have not ended. */
    long workingNanos(int running, long now) {
        return workedNanos + (readyAt == 0 ? 0 : running * (now - countedAt));
    }

    /** How long its {@code places} had no task. */
    long waitingNanos(int places, int running, long now) {
        return readyAt == 0 ? 0 : Math.max(0, places * (now - readyAt) - workingNanos(running, now));
    }

    long exitNanos(long now) {
        return leavingAt == 0 ? 0 : now - leavingAt;
    }
}
