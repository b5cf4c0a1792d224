package dev.cloister.internal.pool;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The iterator of {@code imap}. */
final class OrderedResults<R extends @Nullable Object> extends MapResults<R> {
    /** In the order of the inputs. */
    private final ArrayDeque<PoolTask<R>> ahead;

    private OrderedResults(MapInputs<R> inputs, int parallelism, ArrayDeque<PoolTask<R>> ahead) {
        super(inputs, parallelism, ahead);
        this.ahead = ahead;
    }

    static <R extends @Nullable Object> OrderedResults<R> of(MapInputs<R> inputs, int parallelism) {
        OrderedResults<R> results = new OrderedResults<>(inputs, parallelism, new ArrayDeque<>());
        results.begin();
        return results;
    }

    @Override
    @Nullable
    PoolTask<R> poll() {
        PoolTask<R> first = ahead.peek();
        return first != null && first.isDone() ? ahead.poll() : null;
    }

    @Override
    void await(long nanos) throws InterruptedException {
        PoolTask<R> first = ahead.peek();
        if (first != null) {
            boolean _ = first.awaitEnd(nanos);
        }
    }

    @Override
    void submitted(List<PoolTask<R>> tasks) {}
}
