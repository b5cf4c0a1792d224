package dev.cloister.internal.advice;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.internal.pool.InputTasks;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An input that a trial has taken, and what became of it. For one thread. */
final class Taken {
    private final int index;
    private final @Nullable Object[] arguments;

    /** Null until it has ended. */
    private @Nullable Outcome<@Nullable Object> outcome;

    Taken(int index, @Nullable Object input, boolean twoArguments) {
        this.index = index;
        if (twoArguments) {
            Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(input, "input " + index);
            this.arguments = new @Nullable Object[] {pair.getKey(), pair.getValue()};
        } else {
            this.arguments = new @Nullable Object[] {input};
        }
    }

    int index() {
        return index;
    }

    @Nullable
    Object[] arguments() {
        return arguments;
    }

    InputTasks.Input input() {
        return new InputTasks.Input(index, arguments);
    }

    void returned(@Nullable Object value) {
        outcome = new Outcome.Success<>(index, value);
    }

    void failed(Throwable error) {
        outcome = new Outcome.Failure<>(index, error);
    }

    /** Whether it failed, and would also elsewhere. */
    boolean hasFailed() {
        return outcome instanceof Outcome.Failure<@Nullable Object> failure
                && !(failure.error() instanceof CodecException);
    }

    /** What became of it; it must have ended. */
    Outcome<@Nullable Object> outcome() {
        return Objects.requireNonNull(outcome, "what was taken has ended");
    }
}
