package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One blocking {@code map} call. A slow input holds up no other: the window counts what is unfinished. */
final class MapCall {
    private MapCall() {}

    /** Runs everything and returns an outcome per input. */
    static <R extends @Nullable Object> List<Outcome<R>> run(MapInputs<R> inputs) throws InterruptedException {
        List<PoolTask<R>> tasks = new ArrayList<>();
        try {
            submitAll(inputs, tasks);
            List<Outcome<R>> outcomes = new ArrayList<>(tasks.size());
            for (int i = 0; i < tasks.size(); i++) {
                outcomes.add(outcome(i, tasks.get(i).awaitEnding()));
            }
            return outcomes;
        } catch (Throwable t) { // interrupted, or the source or the function failed: nothing of this call goes on
            AbstractPool.cancelAll(tasks);
            throw t;
        } finally {
            inputs.release();
        }
    }

    private static <R extends @Nullable Object> void submitAll(MapInputs<R> inputs, List<PoolTask<R>> tasks)
            throws InterruptedException {
        MapWindow window = new MapWindow(inputs.window());
        Consumer<TaskEnding> ended = ending -> window.ended();
        while (inputs.hasNext()) {
            int portion = inputs.wholeChunks(window.awaitFree());
            int from = tasks.size();
            inputs.submit(portion, tasks);
            window.added(tasks.size() - from);
            for (int i = from; i < tasks.size(); i++) {
                tasks.get(i).onEnd(ended);
            }
        }
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
