package dev.cloister;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one input of {@link Pool#mapOutcomes}: a value or an error, with the input's index.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     for (dev.cloister.Outcome<Integer> outcome : pool.mapOutcomes(x -> 10 / x, java.util.List.of(5, 0, 2))) {
 *         switch (outcome) {
 *             case dev.cloister.Outcome.Success<Integer>(int index, Integer value) -> System.out.println(value);
 *             case dev.cloister.Outcome.Failure<Integer>(int index, Throwable error) -> System.out.println(error);
 *         }
 *     }
 * }
 * }
 *
 * @param <R> the type of the value
 */
public sealed interface Outcome<R extends @Nullable Object> {
    /** The position of the input, counted from 0. */
    int index();

    /** The value, or the error thrown as the cause of an {@link ExecutionException}. */
    R get() throws ExecutionException;

    /** True for a {@link Success}. */
    default boolean isSuccess() {
        return this instanceof Success;
    }

    /**
     * The function returned.
     *
     * @param index the position of the input, counted from 0
     * @param value what it returned
     * @param <R> the type of the value
     */
    record Success<R extends @Nullable Object>(int index, R value) implements Outcome<R> {
        @Override
        public R get() {
            return value;
        }
    }

    /**
     * The function threw, its worker died, or its argument or result could not travel.
     *
     * @param index the position of the input, counted from 0
     * @param error the task's own exception, a {@link WorkerException}, a {@link CodecException}, a
     *     {@link java.util.concurrent.CancellationException} or a {@link BrokenPoolException}
     * @param <R> the type of the value that did not come
     */
    record Failure<R extends @Nullable Object>(int index, Throwable error) implements Outcome<R> {
        @Override
        public R get() throws ExecutionException {
            throw new ExecutionException(
                    "input " + index + " failed: " + error.getClass().getName(), error);
        }
    }
}
