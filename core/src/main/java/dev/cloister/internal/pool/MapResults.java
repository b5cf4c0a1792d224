package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import dev.cloister.ResultIterator;
import dev.cloister.internal.codec.ErrorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the iterators over results share: inputs are taken at most a window ahead of the results taken, before a result is
 * waited for. For one thread at a time.
 */
abstract class MapResults<R extends @Nullable Object> implements ResultIterator<R> {
    private static final int MIN_WINDOW = 1024;
    private static final int MAX_WINDOW = 65_536;

    /** A source is asked for more inputs no longer than this before it is looked whether a result has come. */
    private static final long FILL_NANOS = 10_000_000;

    private final MapInputs<R> inputs;

    /** Submitted and not taken. */
    private final Collection<PoolTask<R>> ahead;

    private final int window;

    /** Inputs are taken when no more than so many are ahead: in portions, since each time takes the pool's lock. */
    private final int low;

    private int index = -1;
    private boolean closed;

    /** Set when the time of the whole call is up; thrown from then on. */
    private @Nullable TimeoutException late;

    MapResults(MapInputs<R> inputs, int parallelism, Collection<PoolTask<R>> ahead) {
        this.inputs = inputs;
        this.ahead = ahead;
        int buffer = inputs.options.buffer();
        this.window = inputs.isLazy() ? 1 : window(buffer, parallelism, inputs.portion());
        this.low = inputs.isLazy() ? 0 : window - Math.max(inputs.portion(), window / 4);
    }

    private static int window(int buffer, int parallelism, int portion) {
        return buffer > 0 ? buffer : Math.max(Math.clamp(16L * parallelism, MIN_WINDOW, MAX_WINDOW), 4 * portion);
    }

    /** Takes the first inputs, as many as may be ahead; of a slow source fewer, unless that number was asked for. */
    final void begin() {
        inputs.begin(this);
        if (!inputs.isLazy()) {
            fill(inputs.options.buffer() > 0 ? Long.MAX_VALUE : FILL_NANOS);
        }
    }

    /** Removes the next result that is ready from those ahead and returns it; null if none is. */
    abstract @Nullable PoolTask<R> poll();

    /** Waits until a result is ready, at most so long. There is one ahead. */
    abstract void await(long nanos) throws InterruptedException;

    /** Tasks were submitted and are ahead; called before anything waits for them. */
    abstract void submitted(List<PoolTask<R>> tasks);

    @Override
    public final boolean hasNext() {
        if (inputs.isLazy()) {
            boolean more = !closed && (!ahead.isEmpty() || !inputs.isAtEnd());
            if (!more) {
                inputs.release();
            }
            return more;
        }
        if (!closed && ahead.isEmpty() && !inputs.isExhausted()) {
            fill(FILL_NANOS);
        }
        return !closed && (!ahead.isEmpty() || !inputs.isExhausted());
    }

    @Override
    public final R next() {
        return value(nextOutcome());
    }

    @Override
    public final R next(Duration timeout) throws TimeoutException {
        return value(nextOutcome(timeout));
    }

    private static <R extends @Nullable Object> R value(Outcome<R> outcome) {
        return switch (outcome) {
            case Outcome.Success<R>(int index, R value) -> value;
            case Outcome.Failure<R>(int index, Throwable error) ->
                throw new CompletionException("input " + index + " failed: " + ErrorText.of(error), error);
        };
    }

    @Override
    public final Outcome<R> nextOutcome() {
        try {
            return nextOutcome(Deadline.NEVER);
        } catch (TimeoutException e) {
            throw new AssertionError("no deadline was set; please report this", e);
        }
    }

    @Override
    public final Outcome<R> nextOutcome(Duration timeout) throws TimeoutException {
        return nextOutcome(Deadline.in(timeout));
    }

    private Outcome<R> nextOutcome(Deadline limit) throws TimeoutException {
        while (true) {
            PoolTask<R> task = awaitTask(limit);
            Outcome<R> outcome = MapCall.outcome(task.index(), task.result());
            if (outcome.isSuccess() || inputs.failFast == null) {
                index = outcome.index();
                releaseAtEnd();
                return outcome;
            }
            if (!inputs.failFast.tripped() || !task.isCancelled()) { // not one that the failure has cancelled
                index = outcome.index();
                close();
                return outcome;
            }
        }
    }

    private void releaseAtEnd() {
        if (ahead.isEmpty() && inputs.isExhausted()) {
            inputs.release();
        }
    }

    /** Removes and returns a task that has ended. Takes inputs first where that holds up no result that is ready. */
    private PoolTask<R> awaitTask(Deadline limit) throws TimeoutException {
        requireOpen();
        PoolTask<R> ready = inputs.isSlow() ? poll() : null;
        if (ready != null) {
            return ready;
        }
        if (ahead.size() <= low) {
            fill(FILL_NANOS);
        }
        while (true) {
            PoolTask<R> task = poll();
            if (task != null) {
                return task;
            }
            if (!inputs.isExhausted() && ahead.size() <= low && !inputs.isCut() && !limit.isOver()) {
                fill(FILL_NANOS); // a slow source: no result is ready
            } else if (ahead.isEmpty() && inputs.isExhausted()) {
                throw new NoSuchElementException("all " + inputs.taken() + " results were taken");
            } else {
                awaitOrGiveUp(limit);
            }
        }
    }

    private void requireOpen() {
        if (late != null) {
            throw new CompletionException(late.getMessage(), late);
        }
        if (closed) {
            throw new CancellationException("the results were closed");
        }
    }

    private void awaitOrGiveUp(Deadline limit) throws TimeoutException {
        long left = inputs.deadline.left();
        if (left == 0) {
            late = new MapTimeoutException(
                    ahead.size() + " of " + inputs.taken() + " inputs had not ended", inputs.options.timeout());
            close();
            requireOpen();
        }
        long wait = Math.min(left, limit.left());
        if (wait == 0) {
            throw new TimeoutException("no result is ready yet; " + ahead.size() + " of " + inputs.taken()
                    + " inputs were not taken; they go on");
        }
        try {
            await(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a result; none is lost");
        }
    }

    private void fill(long nanos) {
        try {
            List<PoolTask<R>> taken = new ArrayList<>();
            try {
                inputs.submit(inputs.wholeChunks(window - ahead.size()), taken, nanos);
            } finally {
                ahead.addAll(taken);
            }
            submitted(taken);
            if (ahead.isEmpty() && inputs.isExhausted()) {
                inputs.release();
            }
        } catch (Throwable t) { // the source or the function failed: nothing of this call is left behind
            close();
            throw t;
        }
    }

    @Override
    public final int index() {
        return index;
    }

    @Override
    public final void close() {
        closed = true;
        AbstractPool.cancelAll(List.copyOf(ahead));
        ahead.clear();
        inputs.release();
    }
}
