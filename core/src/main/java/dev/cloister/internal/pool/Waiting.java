package dev.cloister.internal.pool;

import dev.cloister.TaskFuture;
import dev.cloister.TaskFutures.Waited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the ends of several futures. Each distinct one comes once, in the order in which they end. */
public final class Waiting<F extends TaskFuture<?>> implements Iterator<F> {
    private final List<F> futures;
    private final LinkedBlockingQueue<F> ended = new LinkedBlockingQueue<>();
    private final @Nullable Duration timeout;
    private final Deadline deadline;
    private int left;

    private Waiting(List<F> futures, @Nullable Duration timeout, Deadline deadline) {
        this.futures = futures;
        this.timeout = timeout;
        this.deadline = deadline;
        this.left = futures.size();
        futures.forEach(future -> onEnd(future, () -> ended.add(future)));
    }

    private static void onEnd(TaskFuture<?> future, Runnable action) {
        switch (future) {
            case PoolTask<?> task -> task.onEnd(ending -> action.run());
            case FixedResultFuture<?> fixed -> fixed.task().onEnd(ending -> action.run());
            default -> {
                var _ = future.whenDone(done -> action.run());
            }
        }
    }

    /** The futures as they end; the time counts from this call. */
    public static <F extends TaskFuture<?>> Iterable<F> asCompleted(Collection<F> futures, @Nullable Duration timeout) {
        List<F> distinct = distinct(futures);
        Deadline deadline = Deadline.in(timeout);
        return () -> new Waiting<>(distinct, timeout, deadline);
    }

    /**
     * Waits until so many futures have ended, or all, or the time is up.
     *
     * @param untilError whether to stop also when one has failed
     */
    public static <F extends TaskFuture<?>> Waited<F> waitFor(
            Collection<F> futures, boolean untilError, int count, @Nullable Duration timeout)
            throws InterruptedException {
        Waiting<F> waiting = new Waiting<>(distinct(futures), timeout, Deadline.in(timeout));
        F next;
        for (int i = 0; i < count && waiting.hasNext() && (next = waiting.poll()) != null; i++) {
            if (untilError && next.state() == Future.State.FAILED) {
                break;
            }
        }
        return waiting.result();
    }

    /** By identity: a future's {@code equals} says nothing. */
    private static <F> List<F> distinct(Collection<F> futures) {
        Set<F> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<F> distinct = new ArrayList<>(futures.size());
        for (F future : futures) {
            if (seen.add(Objects.requireNonNull(future, "future"))) {
                distinct.add(future);
            }
        }
        return distinct;
    }

    private Waited<F> result() {
        List<F> done = new ArrayList<>();
        List<F> notDone = new ArrayList<>();
        futures.forEach(future -> (future.isDone() ? done : notDone).add(future));
        return new Waited<>(done, notDone);
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    private @Nullable F poll() throws InterruptedException {
        F next = ended.poll(); // also when the time is up or this thread is interrupted
        if (next == null) {
            next = ended.poll(deadline.left(), TimeUnit.NANOSECONDS);
        }
        left -= next == null ? 0 : 1;
        return next;
    }

    @Override
    public F next() {
        if (left == 0) {
            throw new NoSuchElementException("all " + futures.size() + " futures were given");
        }
        F next;
        try {
            next = poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a future; none is lost");
        }
        if (next == null) {
            String text = left + " of " + futures.size() + " futures are unfinished after " + timeout;
            throw new CompletionException(text, new TimeoutException(text));
        }
        return next;
    }
}
