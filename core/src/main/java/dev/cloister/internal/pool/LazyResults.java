package dev.cloister.internal.pool;

import dev.cloister.ResultIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The iterator of {@code imap} in a pool that runs an input when its result is asked for. For one thread at a time. */
final class LazyResults<R extends @Nullable Object> implements ResultIterator<R> {
    private final MapInputs<R> inputs;
    private boolean closed;

    LazyResults(MapInputs<R> inputs) {
        this.inputs = inputs;
    }

    @Override
    public boolean hasNext() {
        return !closed && inputs.hasNext();
    }

    @Override
    public R next() {
        if (closed) {
            throw new CancellationException("the results were closed");
        }
        List<PoolTask<R>> one = new ArrayList<>(1);
        inputs.submit(1, one);
        if (one.isEmpty()) {
            throw new NoSuchElementException("all " + inputs.taken() + " results were taken");
        }
        PoolTask<R> task = one.getFirst();
        try {
            return OrderedResults.value(task, task.awaitEnding());
        } catch (InterruptedException e) {
            throw new AssertionError("the task has ended; please report this", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        inputs.release();
    }
}
