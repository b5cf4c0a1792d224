package dev.cloister;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of {@link PoolOptions}. A {@code with} method changes a copy that nobody else has seen, so that
 * an option costs a field and two methods.
 */
final class PoolConfiguration implements PoolOptions, Cloneable {
    private static final Duration MIN_HEARTBEAT = Duration.ofMillis(10);
    private static final Duration MAX_HEARTBEAT = Duration.ofDays(1);
    private static final int MIN_MESSAGE_BYTES = 1024;
    private static final int MAX_MESSAGE_BYTES = 2_000_000_000;

    private Backend backend;
    private @Nullable String name;
    private WorkerOptions workers = WorkerOptions.defaults();
    private Duration cancelGrace = Duration.ofSeconds(1);
    private Duration startTimeout = Duration.ofSeconds(60);
    private RestartIntensity restartIntensity = RestartIntensity.DEFAULT;
    private int minIdle;
    private int maxMessageBytes = 1 << 30;
    private OutputListener output = ConsoleOutput.INSTANCE;
    private Duration heartbeat = Duration.ofSeconds(5);
    private @Nullable Duration idleTimeout;
    private int maxTasksPerWorker;
    private int maxTasksJitter;
    private boolean logRelay = true;
    private TaskOptions tasks = TaskOptions.defaults();
    private @Nullable RemoteRunnable initializer;
    private @Nullable RemoteCallable<?> finalizer;

    PoolConfiguration(Backend backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
    }

    /** Whether all options are equal: fields are found by reflection, so that none is forgotten. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolConfiguration that && state().equals(that.state());
    }

    @Override
    public int hashCode() {
        return state().hashCode();
    }

    private List<@Nullable Object> state() {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            for (Field field : PoolConfiguration.class.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    values.add(field.get(this));
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("it is a field of this class", e);
        }
        return values;
    }

    private PoolConfiguration copy() {
        try {
            return (PoolConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("it is cloneable", e);
        }
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public @Nullable String name() {
        return name;
    }

    @Override
    public WorkerOptions workers() {
        return workers;
    }

    @Override
    public Duration cancelGrace() {
        return cancelGrace;
    }

    @Override
    public Duration startTimeout() {
        return startTimeout;
    }

    @Override
    public RestartIntensity restartIntensity() {
        return restartIntensity;
    }

    @Override
    public int minIdle() {
        return minIdle;
    }

    @Override
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    @Override
    public OutputListener output() {
        return output;
    }

    @Override
    public Duration heartbeat() {
        return heartbeat;
    }

    @Override
    public @Nullable Duration idleTimeout() {
        return idleTimeout;
    }

    @Override
    public int maxTasksPerWorker() {
        return maxTasksPerWorker;
    }

    @Override
    public int maxTasksJitter() {
        return maxTasksJitter;
    }

    @Override
    public boolean logRelay() {
        return logRelay;
    }

    @Override
    public TaskOptions tasks() {
        return tasks;
    }

    @Override
    public PoolOptions withBackend(Backend newBackend) {
        PoolConfiguration changed = copy();
        changed.backend = Objects.requireNonNull(newBackend, "backend");
        changed.minIdle =
                Math.min(minIdle, newBackend instanceof Backend.Processes processes ? processes.workers() : 0);
        return changed;
    }

    @Override
    public PoolOptions withName(String name) {
        if (!Pattern.matches("[A-Za-z0-9._-]{1,64}", name)) {
            throw new IllegalArgumentException(
                    "name must be 1 to 64 letters, digits, '-', '_' or '.': \"" + name + "\"");
        }
        PoolConfiguration changed = copy();
        changed.name = name;
        return changed;
    }

    @Override
    public PoolOptions withWorkers(WorkerOptions workers) {
        PoolConfiguration changed = copy();
        changed.workers = Objects.requireNonNull(workers, "workers");
        return changed;
    }

    @Override
    public PoolOptions withCancelGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("cancelGrace must not be negative: " + grace);
        }
        PoolConfiguration changed = copy();
        changed.cancelGrace = grace;
        return changed;
    }

    @Override
    public PoolOptions withStartTimeout(Duration timeout) {
        PoolConfiguration changed = copy();
        changed.startTimeout = requirePositive("startTimeout", timeout);
        return changed;
    }

    private static Duration requirePositive(String option, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(option + " must be positive: " + value);
        }
        return value;
    }

    @Override
    public PoolOptions withRestartIntensity(RestartIntensity intensity) {
        PoolConfiguration changed = copy();
        changed.restartIntensity = Objects.requireNonNull(intensity, "restartIntensity");
        return changed;
    }

    @Override
    public PoolOptions withMinIdle(int workers) {
        int size = backend instanceof Backend.Processes processes ? processes.workers() : 0;
        if (workers < 0 || workers > size) {
            throw new IllegalArgumentException(
                    "minIdle must be from 0 to the number of worker processes (" + size + "): " + workers);
        }
        PoolConfiguration changed = copy();
        changed.minIdle = workers;
        return changed;
    }

    @Override
    public PoolOptions withMaxMessageBytes(int bytes) {
        if (bytes < MIN_MESSAGE_BYTES || bytes > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "maxMessageBytes must be from " + MIN_MESSAGE_BYTES + " to " + MAX_MESSAGE_BYTES + ": " + bytes);
        }
        PoolConfiguration changed = copy();
        changed.maxMessageBytes = bytes;
        return changed;
    }

    @Override
    public PoolOptions withOutput(OutputListener listener) {
        PoolConfiguration changed = copy();
        changed.output = Objects.requireNonNull(listener, "output");
        return changed;
    }

    @Override
    public PoolOptions withHeartbeat(Duration interval) {
        if (interval.compareTo(MIN_HEARTBEAT) < 0 || interval.compareTo(MAX_HEARTBEAT) > 0) {
            throw new IllegalArgumentException("heartbeat must be from 10 ms to 1 day: " + interval);
        }
        PoolConfiguration changed = copy();
        changed.heartbeat = interval;
        return changed;
    }

    @Override
    public PoolOptions withIdleTimeout(Duration timeout) {
        PoolConfiguration changed = copy();
        changed.idleTimeout = requirePositive("idleTimeout", timeout);
        return changed;
    }

    @Override
    public PoolOptions withMaxTasksPerWorker(int tasks) {
        return withMaxTasksPerWorker(tasks, 0);
    }

    @Override
    public PoolOptions withMaxTasksPerWorker(int tasks, int jitter) {
        if (tasks < 1) {
            throw new IllegalArgumentException("maxTasksPerWorker must be at least 1: " + tasks);
        }
        if (jitter < 0 || jitter >= tasks) {
            throw new IllegalArgumentException(
                    "jitter must be from 0 to less than maxTasksPerWorker (" + tasks + "): " + jitter);
        }
        PoolConfiguration changed = copy();
        changed.maxTasksPerWorker = tasks;
        changed.maxTasksJitter = jitter;
        return changed;
    }

    @Override
    public PoolOptions withLogRelay(boolean relay) {
        PoolConfiguration changed = copy();
        changed.logRelay = relay;
        return changed;
    }

    @Override
    public PoolOptions withTasks(TaskOptions tasks) {
        PoolConfiguration changed = copy();
        changed.tasks = Objects.requireNonNull(tasks, "tasks");
        return changed;
    }

    @Override
    public @Nullable RemoteRunnable initializer() {
        return initializer;
    }

    @Override
    public @Nullable RemoteCallable<?> finalizer() {
        return finalizer;
    }

    @Override
    public PoolOptions withInitializer(RemoteRunnable initializer) {
        PoolConfiguration changed = copy();
        changed.initializer = Objects.requireNonNull(initializer, "initializer");
        return changed;
    }

    @Override
    public PoolOptions withFinalizer(RemoteCallable<?> finalizer) {
        PoolConfiguration changed = copy();
        changed.finalizer = Objects.requireNonNull(finalizer, "finalizer");
        return changed;
    }
}
