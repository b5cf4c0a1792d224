package dev.cloister.internal.pool;

import dev.cloister.ResultIterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The source of {@code Pool.stream}. It does not split, for each split would take a batch of inputs of its own. Begins with
 * the stream's terminal operation. For one thread at a time.
 */
final class ResultSpliterator<R extends @Nullable Object> implements Spliterator<R>, AutoCloseable {
    private final MapInputs<R> inputs;
    private final int parallelism;

    /** Null until results are asked for. */
    private @Nullable ResultIterator<R> results;

    /** Written by who closes the stream. */
    private volatile boolean closed;

    private ResultSpliterator(MapInputs<R> inputs, int parallelism) {
        this.inputs = inputs;
        this.parallelism = parallelism;
    }

    static <R extends @Nullable Object> Stream<R> stream(MapInputs<R> inputs, int parallelism) {
        ResultSpliterator<R> source = new ResultSpliterator<>(inputs, parallelism);
        return StreamSupport.stream(source, false).onClose(source::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super R> action) {
        ResultIterator<R> open = results;
        if (closed) {
            return false;
        }
        if (open == null) {
            open = OrderedResults.of(inputs, parallelism);
            results = open;
        }
        if (!open.hasNext()) {
            return false;
        }
        action.accept(open.next());
        return true;
    }

    @Override
    public void close() {
        closed = true;
        ResultIterator<R> open = results;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public @Nullable Spliterator<R> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED;
    }
}
