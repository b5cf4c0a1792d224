package dev.cloister.process;

import dev.cloister.OutputListener;
import dev.cloister.WorkerOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link ProcessOptions}. */
record ProcessConfiguration(
        @Nullable String name,
        boolean daemon,
        WorkerOptions jvm,
        @Nullable OutputListener output,
        boolean pipesOutput,
        boolean pipesInput,
        boolean logRelay,
        Duration startTimeout,
        Duration exitGrace,
        @Nullable Duration timeLimit)
        implements ProcessOptions {
    static final ProcessConfiguration DEFAULTS = new ProcessConfiguration(
            null,
            false,
            WorkerOptions.defaults(),
            null,
            false,
            false,
            true,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            null);

    private static final int MAX_NAME = 200;
    private static final Duration ONE_MILLI = Duration.ofMillis(1);
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public ProcessOptions withName(String newName) {
        if (newName.isBlank() || newName.length() > MAX_NAME || newName.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a process's name has 1 to " + MAX_NAME
                    + " characters, not only blanks and no control characters: \"" + newName + "\"");
        }
        return new ProcessConfiguration(
                newName, daemon, jvm, output, pipesOutput, pipesInput, logRelay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withDaemon(boolean isDaemon) {
        return new ProcessConfiguration(
                name, isDaemon, jvm, output, pipesOutput, pipesInput, logRelay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withJvm(WorkerOptions options) {
        Objects.requireNonNull(options, "options");
        return new ProcessConfiguration(
                name, daemon, options, output, pipesOutput, pipesInput, logRelay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withOutput(OutputListener listener) {
        Objects.requireNonNull(listener, "listener");
        return new ProcessConfiguration(
                name, daemon, jvm, listener, false, pipesInput, logRelay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withPipedOutput() {
        return new ProcessConfiguration(
                name, daemon, jvm, null, true, pipesInput, logRelay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withPipedInput() {
        return new ProcessConfiguration(
                name, daemon, jvm, output, pipesOutput, true, logRelay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withLogRelay(boolean relay) {
        return new ProcessConfiguration(
                name, daemon, jvm, output, pipesOutput, pipesInput, relay, startTimeout, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withStartTimeout(Duration timeout) {
        Duration checked = within("startTimeout", timeout, ONE_MILLI, ONE_HOUR);
        return new ProcessConfiguration(
                name, daemon, jvm, output, pipesOutput, pipesInput, logRelay, checked, exitGrace, timeLimit);
    }

    @Override
    public ProcessOptions withExitGrace(Duration grace) {
        Duration checked = within("exitGrace", grace, Duration.ZERO, ONE_HOUR);
        return new ProcessConfiguration(
                name, daemon, jvm, output, pipesOutput, pipesInput, logRelay, startTimeout, checked, timeLimit);
    }

    @Override
    public ProcessOptions withTimeLimit(Duration limit) {
        Duration checked = within("timeLimit", limit, ONE_MILLI, LONGEST);
        return new ProcessConfiguration(
                name, daemon, jvm, output, pipesOutput, pipesInput, logRelay, startTimeout, exitGrace, checked);
    }

    private static Duration within(String what, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(what + " must be from " + min + " to " + max + ": " + value);
        }
        return value;
    }
}
