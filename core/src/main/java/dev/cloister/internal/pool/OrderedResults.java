package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import dev.cloister.ResultIterator;
import dev.cloister.internal.codec.ErrorText;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The iterator of {@code imap}: takes inputs at most a window ahead of the results taken. For one thread at a time. */
final class OrderedResults<R extends @Nullable Object> implements ResultIterator<R> {
    private static final int MIN_WINDOW = 1024;
    private static final int MAX_WINDOW = 65_536;

    private final MapInputs<R> inputs;
    private final int window;

    /** Submitted and not taken, in the order of the inputs. */
    private final ArrayDeque<PoolTask<R>> ahead = new ArrayDeque<>();

    private boolean closed;

    OrderedResults(MapInputs<R> inputs, int parallelism) {
        this.inputs = inputs;
        this.window = Math.clamp(16L * parallelism, MIN_WINDOW, MAX_WINDOW);
        fill();
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    @Override
    public R next() {
        if (closed) {
            throw new CancellationException("the results were closed");
        }
        PoolTask<R> task = ahead.peek();
        if (task == null) {
            throw new NoSuchElementException("all " + inputs.taken() + " results were taken");
        }
        TaskEnding ending = await(task);
        ahead.remove();
        if (ahead.size() <= window - window / 4) { // in portions: the pool's lock is taken once for many tasks
            fill();
        }
        if (ahead.isEmpty()) {
            inputs.release();
        }
        return value(task, ending);
    }

    static <R extends @Nullable Object> R value(PoolTask<R> task, TaskEnding ending) {
        Outcome<R> outcome = MapCall.outcome(task.index(), ending);
        return switch (outcome) {
            case Outcome.Success<R>(int index, R value) -> value;
            case Outcome.Failure<R>(int index, Throwable error) ->
                throw new CompletionException("input " + index + " failed: " + ErrorText.of(error), error);
        };
    }

    private static TaskEnding await(PoolTask<?> task) {
        try {
            return task.awaitEnding();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for result " + task.index());
        }
    }

    @Override
    public void close() {
        closed = true;
        AbstractPool.cancelAll(List.copyOf(ahead));
        ahead.clear();
        inputs.release();
    }

    private void fill() {
        try {
            inputs.submit(window - ahead.size(), ahead);
        } catch (Throwable t) { // the source or the function failed: nothing of this call is left behind
            close();
            throw t;
        }
    }
}
