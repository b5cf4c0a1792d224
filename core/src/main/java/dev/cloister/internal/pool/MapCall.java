package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import java.util.ArrayDeque;
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

    /** Whether submitting stops where the rest is best run in the calling thread. */
    private boolean mayRunHere;

    /** Submitted and not read, in the order of the inputs. Guarded by itself: another thread may cancel. */
    private final ArrayDeque<PoolTask<R>> tasks = new ArrayDeque<>();

    /** What became of the first inputs. */
    private final List<Outcome<R>> outcomes = new ArrayList<>();

    MapCall(MapInputs<R> inputs) {
        this.inputs = inputs;
    }

    /** Runs everything and returns an outcome per input. */
    static <R extends @Nullable Object> List<Outcome<R>> run(MapInputs<R> inputs) throws InterruptedException {
        inputs.begin();
        if (inputs.travelInChunks()) {
            var outcomes = new ChunkedMap.Outcomes<R>();
            inputs.runChunks(outcomes);
            return outcomes.list;
        }
        return new MapCall<>(inputs).run();
    }

    private List<Outcome<R>> run() throws InterruptedException {
        mayRunHere = true;
        try {
            while (true) {
                submit(inputs.window(), true);
                if (!inputs.isHere() || inputs.isAtEnd()) {
                    return collect();
                }
                readAll();
                AutoLoop<R> loop = inputs.runHere();
                if (loop != null) {
                    outcomes.addAll(loop.outcomes());
                }
            }
        } catch (Throwable t) { // interrupted, or the source failed: nothing of this call goes on
            cancel();
            inputs.release();
            throw t;
        }
    }

    /** The values of inputs that are run in the calling thread, and of the others if they are not all. */
    private static <R extends @Nullable Object> List<R> valuesHere(MapInputs<R> inputs, AutoLoop<R> loop)
            throws InterruptedException, ExecutionException {
        if (inputs.isAtEnd()) {
            inputs.release();
            Outcome.Failure<R> failure = loop.firstFailure();
            if (failure != null) {
                failure.get();
            }
            return loop.values();
        }
        MapCall<R> call = new MapCall<>(inputs);
        call.outcomes.addAll(loop.outcomes());
        return values(call.run(), false);
    }

    /** Runs everything and returns the values; throws the first error in the order of the inputs. */
    static <R extends @Nullable Object> List<R> values(MapInputs<R> inputs)
            throws InterruptedException, ExecutionException {
        if (inputs.travelInChunks()) {
            var values = new ChunkedMap.Values<R>(inputs.knownSize());
            inputs.runChunks(values);
            if (values.firstFailure != null) {
                values.firstFailure.get();
            }
            return values.list;
        }
        inputs.begin();
        AutoLoop<R> loop = inputs.runHere();
        if (loop == null) {
            return values(run(inputs), inputs.options.failFast());
        }
        try {
            return valuesHere(inputs, loop);
        } finally {
            inputs.release(); // whatever failed
        }
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

    /**
     * Submits all inputs, at most {@code limit} unfinished at a time; if it throws, nothing of this call goes on.
     *
     * @param reads whether results that are there meanwhile are read, so that their tasks need no memory any more
     */
    void submit(int limit, boolean reads) throws InterruptedException {
        try {
            MapWindow window = new MapWindow(limit, inputs.portion());
            int free;
            while (!(mayRunHere && inputs.isHere())
                    && (free = window.awaitFree(inputs.deadline)) > 0
                    && !inputs.isAtEnd()) {
                submitSome(free, window);
                while (reads && !tasks.isEmpty() && tasks.getFirst().isDone()) {
                    PoolTask<R> first = tasks.getFirst();
                    outcomes.add(outcome(first.index(), first.awaitEnding()));
                    dropFirst();
                }
            }
        } catch (Throwable t) { // interrupted, or the source or the function failed
            cancel();
            inputs.release();
            throw t;
        }
    }

    private void submitSome(int free, MapWindow window) {
        List<PoolTask<R>> some = new ArrayList<>();
        try {
            inputs.submit(inputs.wholeChunks(free), some, Long.MAX_VALUE);
        } finally {
            synchronized (tasks) {
                tasks.addAll(some);
            }
        }
        window.added(some.size());
        for (PoolTask<R> task : some) {
            task.onEnd(window);
        }
    }

    private void readAll() throws InterruptedException {
        boolean timeUp = false;
        while (!tasks.isEmpty()) {
            PoolTask<R> task = tasks.getFirst();
            if (!timeUp && !task.awaitEnd(inputs.deadline.left())) {
                timeUp = true;
                cancel();
            }
            TaskEnding ending = task.awaitEnding();
            boolean late = timeUp && ending == TaskEnding.Cancelled.INSTANCE;
            int index = task.index();
            outcomes.add(late ? new Outcome.Failure<>(index, inputs.timeout(index)) : outcome(index, ending));
            dropFirst();
        }
    }

    /** Waits for all tasks, or until the time is up, and returns an outcome per input. */
    List<Outcome<R>> collect() throws InterruptedException {
        try {
            readAll();
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

    private void dropFirst() {
        synchronized (tasks) {
            tasks.removeFirst();
        }
    }

    /** Cancels what has not ended. */
    void cancel() {
        List<PoolTask<R>> unread;
        synchronized (tasks) {
            unread = List.copyOf(tasks);
        }
        AbstractPool.cancelAll(unread);
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
