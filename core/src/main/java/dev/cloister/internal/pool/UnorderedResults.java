package dev.cloister.internal.pool;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The iterator of {@code imapUnordered}. */
final class UnorderedResults<R extends @Nullable Object> extends MapResults<R> {
    private final Set<PoolTask<R>> ahead;

    /** Those ahead that have ended, in that order. Added to by the threads that end them. */
    private final ConcurrentLinkedQueue<PoolTask<R>> ended = new ConcurrentLinkedQueue<>();

    /** Who waits for the next one to end. Written by that thread, read by those that end tasks. */
    private volatile @Nullable Thread waiter;

    private UnorderedResults(MapInputs<R> inputs, int parallelism, Set<PoolTask<R>> ahead) {
        super(inputs, parallelism, ahead);
        this.ahead = ahead;
    }

    static <R extends @Nullable Object> UnorderedResults<R> of(MapInputs<R> inputs, int parallelism) {
        UnorderedResults<R> results = new UnorderedResults<>(inputs, parallelism, new LinkedHashSet<>());
        results.begin();
        return results;
    }

    @Override
    void submitted(List<PoolTask<R>> tasks) {
        for (PoolTask<R> task : tasks) {
            task.onEnd(ending -> {
                ended.add(task);
                LockSupport.unpark(waiter);
            });
        }
    }

    @Override
    @Nullable
    PoolTask<R> poll() {
        PoolTask<R> first = ended.poll();
        if (first != null) {
            ahead.remove(first);
        }
        return first;
    }

    @Override
    void await(long nanos) throws InterruptedException {
        Deadline deadline = nanos == Long.MAX_VALUE ? Deadline.NEVER : new Deadline(System.nanoTime(), nanos);
        waiter = Thread.currentThread();
        try {
            for (long left; ended.isEmpty() && (left = deadline.left()) > 0; ) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for a result");
                }
            }
        } finally {
            waiter = null;
        }
    }
}
