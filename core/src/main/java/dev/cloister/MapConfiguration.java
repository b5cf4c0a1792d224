package dev.cloister;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link MapOptions}. */
record MapConfiguration(
        int chunkSize,
        int buffer,
        boolean failFast,
        @Nullable Duration timeout,
        @Nullable TaskOptions tasks) implements MapOptions {
    static final MapConfiguration DEFAULTS = new MapConfiguration(0, 0, false, null, null);

    @Override
    public MapOptions withChunkSize(int chunkSize) {
        requireOne("chunkSize", chunkSize);
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks);
    }

    @Override
    public MapOptions withBuffer(int inputs) {
        requireOne("buffer", inputs);
        return new MapConfiguration(chunkSize, inputs, failFast, timeout, tasks);
    }

    private static void requireOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1: " + value);
        }
    }

    @Override
    public MapOptions withFailFast(boolean failFast) {
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks);
    }

    @Override
    public MapOptions withTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks);
    }

    @Override
    public MapOptions withTasks(TaskOptions tasks) {
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, Objects.requireNonNull(tasks, "tasks"));
    }
}
