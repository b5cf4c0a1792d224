package dev.cloister.internal.pool;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the first task that succeeds and cancels the others. */
final class InvokeAny {
    private InvokeAny() {}

    static <T> T first(List<Future<T>> futures, long timeoutNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        var ended = new LinkedBlockingQueue<Future<T>>();
        for (Future<T> future : futures) {
            ((PoolTask<?>) future).onEnd(ending -> ended.add(future));
        }
        var deadline = new Deadline(System.nanoTime(), timeoutNanos);
        @Nullable ExecutionException failure = null;
        try {
            for (int left = futures.size(); left > 0; left--) {
                Future<T> next = ended.poll(deadline.left(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException(
                            left + " of " + futures.size() + " tasks had not ended, and none had succeeded");
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    failure = e;
                } catch (CancellationException e) {
                    failure = new ExecutionException(e);
                }
            }
            throw failure != null ? failure : new ExecutionException("no task", null);
        } finally {
            AbstractPool.cancelAll(futures);
        }
    }
}
