package dev.cloister;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link PoolOptions}: a record, out of sight so that a new option breaks nobody. */
record PoolConfiguration(
        Backend backend,
        @Nullable String name,
        WorkerOptions workers,
        Duration cancelGrace,
        Duration startTimeout,
        RestartIntensity restartIntensity,
        int minIdle,
        int maxMessageBytes,
        OutputListener output)
        implements PoolOptions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MIN_MESSAGE_BYTES = 1024;
    private static final int MAX_MESSAGE_BYTES = 2_000_000_000;

    static PoolOptions of(Backend backend) {
        return new PoolConfiguration(
                Objects.requireNonNull(backend, "backend"),
                null,
                WorkerOptions.defaults(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                RestartIntensity.DEFAULT,
                0,
                1 << 30,
                ConsoleOutput.INSTANCE);
    }

    @Override
    public PoolOptions withName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be 1 to 64 letters, digits, '-', '_' or '.': \"" + name + "\"");
        }
        return new PoolConfiguration(
                backend, name, workers, cancelGrace, startTimeout, restartIntensity, minIdle, maxMessageBytes, output);
    }

    @Override
    public PoolOptions withWorkers(WorkerOptions workers) {
        return new PoolConfiguration(
                backend,
                name,
                Objects.requireNonNull(workers, "workers"),
                cancelGrace,
                startTimeout,
                restartIntensity,
                minIdle,
                maxMessageBytes,
                output);
    }

    @Override
    public PoolOptions withCancelGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("cancelGrace must not be negative: " + grace);
        }
        return new PoolConfiguration(
                backend, name, workers, grace, startTimeout, restartIntensity, minIdle, maxMessageBytes, output);
    }

    @Override
    public PoolOptions withStartTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("startTimeout must be positive: " + timeout);
        }
        return new PoolConfiguration(
                backend, name, workers, cancelGrace, timeout, restartIntensity, minIdle, maxMessageBytes, output);
    }

    @Override
    public PoolOptions withRestartIntensity(RestartIntensity intensity) {
        return new PoolConfiguration(
                backend,
                name,
                workers,
                cancelGrace,
                startTimeout,
                Objects.requireNonNull(intensity, "restartIntensity"),
                minIdle,
                maxMessageBytes,
                output);
    }

    @Override
    public PoolOptions withMinIdle(int workers) {
        int size = backend instanceof Backend.Processes processes ? processes.workers() : 0;
        if (workers < 0 || workers > size) {
            throw new IllegalArgumentException(
                    "minIdle must be from 0 to the number of worker processes (" + size + "): " + workers);
        }
        return new PoolConfiguration(
                backend,
                name,
                this.workers,
                cancelGrace,
                startTimeout,
                restartIntensity,
                workers,
                maxMessageBytes,
                output);
    }

    @Override
    public PoolOptions withMaxMessageBytes(int bytes) {
        if (bytes < MIN_MESSAGE_BYTES || bytes > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "maxMessageBytes must be from " + MIN_MESSAGE_BYTES + " to " + MAX_MESSAGE_BYTES + ": " + bytes);
        }
        return new PoolConfiguration(
                backend, name, workers, cancelGrace, startTimeout, restartIntensity, minIdle, bytes, output);
    }

    @Override
    public PoolOptions withOutput(OutputListener listener) {
        return new PoolConfiguration(
                backend,
                name,
                workers,
                cancelGrace,
                startTimeout,
                restartIntensity,
                minIdle,
                maxMessageBytes,
                Objects.requireNonNull(listener, "output"));
    }
}
