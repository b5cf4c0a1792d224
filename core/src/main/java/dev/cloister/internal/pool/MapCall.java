package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code map} call that gives all its results at once. A slow input holds up no other: the window counts what is
 * unfinished. Submitting and collecting may be done by two threads, one after the other.
 */
final class MapCall<R extends @Nullable Object> {
    private final MapInputs<R> inputs;
    private final List<PoolTask<R>> tasks = new ArrayList<>();

    MapCall(MapInputs<R> inputs) {
        this.inputs = inputs;
    }

    /** Runs everything and returns an outcome per input. */
    static <R extends @Nullable Object> List<Outcome<R>> run(MapInputs<R> inputs) throws InterruptedException {
        MapCall<R> call = new MapCall<>(inputs);
        call.submit(inputs.window());
        return call.collect();
    }

    /** Runs everything and returns the values; throws the first error in the order of the inputs. */
    static <R extends @Nullable Object> List<R> values(MapInputs<R> inputs)
            throws InterruptedException, ExecutionException {
        return values(run(inputs), inputs.options.failFast());
    }

    /**
     * The values, or the first error in the order of the inputs.
     *
     * @param failFast whether an error counts more than a cancelled input that was before it
     */
    static <R extends @Nullable Object> List<R> values(List<Outcome<R>> outcomes, boolean failFast)
            throws ExecutionException {
        List<R> values = new ArrayList<>(outcomes.size());
        Outcome<R> cancelled = null;
        for (Outcome<R> outcome : outcomes) {
            boolean skip = failFast
                    && outcome instanceof Outcome.Failure<R>(int index, Throwable error)
                    && error instanceof CancellationException;
            if (!skip) {
                values.add(outcome.get());
            } else if (cancelled == null) {
                cancelled = outcome;
            }
        }
        if (cancelled != null) {
            values.add(cancelled.get());
        }
        return values;
    }

    /** Submits all inputs, at most {@code limit} unfinished at a time; if it throws, nothing of this call goes on. */
    void submit(int limit) throws InterruptedException {
        try {
            MapWindow window = new MapWindow(limit, inputs.portion());
            int free;
            while ((free = window.awaitFree(inputs.deadline)) > 0 && !inputs.isAtEnd()) {
                int from = tasks.size();
                inputs.submit(inputs.wholeChunks(free), tasks, Long.MAX_VALUE);
                window.added(tasks.size() - from);
                for (int i = from; i < tasks.size(); i++) {
                    tasks.get(i).onEnd(window);
                }
            }
        } catch (Throwable t) { // interrupted, or the source or the function failed
            cancel();
            inputs.release();
            throw t;
        }
    }

    /** Waits for all tasks, or until the time is up, and returns an outcome per input. */
    List<Outcome<R>> collect() throws InterruptedException {
        List<Outcome<R>> outcomes = new ArrayList<>(tasks.size());
        try {
            boolean timeUp = false;
            for (int i = 0; i < tasks.size(); i++) {
                PoolTask<R> task = tasks.get(i);
                if (!timeUp && !task.awaitEnd(inputs.deadline.left())) {
                    timeUp = true;
                    AbstractPool.cancelAll(tasks.subList(i, tasks.size()));
                }
                TaskEnding ending = task.awaitEnding();
                boolean late = timeUp && ending == TaskEnding.Cancelled.INSTANCE;
                outcomes.add(late ? new Outcome.Failure<>(i, inputs.timeout(i)) : outcome(i, ending));
            }
            addMissing(outcomes);
            return outcomes;
        } catch (Throwable t) { // interrupted: nothing of this call goes on
            cancel();
            throw t;
        } finally {
            inputs.release();
        }
    }

    /** Inputs that were not taken, since the time was up or a task had failed. */
    private void addMissing(List<Outcome<R>> outcomes) {
        int size = inputs.size();
        boolean late = inputs.deadline.isOver();
        for (int i = outcomes.size(); i < size; i++) {
            outcomes.add(new Outcome.Failure<>(
                    i,
                    late
                            ? inputs.timeout(i)
                            : new CancellationException("input " + i + " was cancelled by a failure")));
        }
    }

    /** Cancels what has not ended. */
    void cancel() {
        AbstractPool.cancelAll(tasks);
    }

    @SuppressWarnings("unchecked") // what the function returned is what its type says
    static <R extends @Nullable Object> Outcome<R> outcome(int index, TaskEnding ending) {
        return switch (ending) {
            case TaskEnding.Value(Object value) -> new Outcome.Success<>(index, (R) value);
            case TaskEnding.Failure(Throwable error) -> new Outcome.Failure<>(index, error);
            default -> new Outcome.Failure<>(index, new CancellationException("input " + index + " was cancelled"));
        };
    }
}
