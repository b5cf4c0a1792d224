package dev.cloister.internal.advice;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.PoolOptions;
import dev.cloister.WorkerException;
import dev.cloister.WorkerStartException;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A question to the advisor: picks inputs, has them tried, and decides. */
public final class Consultation {
    private Consultation() {}

    /** See {@link dev.cloister.advice.Advisor}. */
    public static Advice advise(Object function, boolean twoArguments, Iterable<?> inputs, AdviceOptions options)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(inputs, "inputs");
        long known = inputs instanceof Collection<?> all ? all.size() : -1;
        List<Picked> picked = pick(inputs, known);
        if (picked.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are no inputs; an advice needs at least one, on which the function can be run");
        }
        List<@Nullable Object> samples = new ArrayList<>();
        picked.forEach(one -> samples.add(one.input));
        try (Trial trial = Trial.repeating(function, twoArguments, options().withName("advisor"), options)) {
            Trial.Result<@Nullable Object> result = trial.run(samples.iterator(), known);
            for (Outcome<@Nullable Object> outcome : result.outcomes()) {
                throwOwnError(outcome, picked.get(outcome.index()));
            }
            return DecisionTree.decide(result.profile(), options);
        }
    }

    private static PoolOptions options() {
        return PoolOptions.ofProcesses(1);
    }

    /** An input that is run, and its position among all. */
    private record Picked(long position, @Nullable Object input) {}

    /** Some in equal distances, or the first where the number is not known. */
    private static List<Picked> pick(Iterable<?> inputs, long known) {
        List<Picked> picked = new ArrayList<>();
        long step = Math.max(1, known / Trial.SAMPLES);
        if (inputs instanceof List<?> list && inputs instanceof RandomAccess) { // the others may be costly to make
            for (long at = step / 2; picked.size() < Trial.SAMPLES && at < known; at += step) {
                picked.add(new Picked(at, list.get((int) at)));
            }
            return picked;
        }
        Iterator<?> source = inputs.iterator();
        for (long at = 0; picked.size() < Trial.SAMPLES && source.hasNext(); at++) {
            Object input = source.next();
            if (at % step == step / 2) {
                picked.add(new Picked(at, input));
            }
        }
        return picked;
    }

    private static void throwOwnError(Outcome<@Nullable Object> outcome, Picked picked) throws ExecutionException {
        Throwable error = outcome instanceof Outcome.Failure<@Nullable Object> failure ? failure.error() : null;
        if (error != null && !isAnswer(error)) {
            throw new ExecutionException(
                    "the function failed on input " + picked.position + ", so it cannot be measured: " + error, error);
        }
    }

    /** Whether what happened to the task says where it should run. */
    private static boolean isAnswer(Throwable error) {
        return error instanceof CodecException
                || error instanceof OutOfMemoryError
                || (error instanceof WorkerException && !(error instanceof WorkerStartException));
    }
}
