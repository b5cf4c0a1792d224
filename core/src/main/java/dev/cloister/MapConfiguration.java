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
        @Nullable TaskOptions tasks,
        @Nullable ProgressListener progress,
        @Nullable ProgressMeter meter)
        implements MapOptions {
    static final MapConfiguration DEFAULTS = new MapConfiguration(0, 0, false, null, null, null, null);

    @Override
    public MapOptions withChunkSize(int chunkSize) {
        requireOne("chunkSize", chunkSize);
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks, progress, meter);
    }

    @Override
    public MapOptions withBuffer(int inputs) {
        requireOne("buffer", inputs);
        return new MapConfiguration(chunkSize, inputs, failFast, timeout, tasks, progress, meter);
    }

    private static void requireOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1: " + value);
        }
    }

    @Override
    public MapOptions withFailFast(boolean failFast) {
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks, progress, meter);
    }

    @Override
    public MapOptions withTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks, progress, meter);
    }

    @Override
    public MapOptions withTasks(TaskOptions tasks) {
        return new MapConfiguration(
                chunkSize, buffer, failFast, timeout, Objects.requireNonNull(tasks, "tasks"), progress, meter);
    }

    @Override
    public MapOptions withProgress(ProgressListener listener) {
        Objects.requireNonNull(listener, "listener");
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks, listener, null);
    }

    @Override
    public MapOptions withProgress(ProgressMeter given) {
        Objects.requireNonNull(given, "meter");
        return new MapConfiguration(chunkSize, buffer, failFast, timeout, tasks, null, given);
    }
}
