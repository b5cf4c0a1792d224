package dev.cloister;

import dev.cloister.internal.Wiring;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for several {@link TaskFuture}s, of one pool or of many. Python: {@code concurrent.futures.wait} and {@code
 * as_completed}. Nothing here cancels a task or polls: the waiting thread sleeps until a future ends. A future given more
 * than once counts once. All futures of a pool end when their workers die or the pool is killed, so nothing waits for the
 * dead.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     var futures = java.util.List.of(pool.submit(() -> 1), pool.submit(() -> 2), pool.submit(() -> 3));
 *     for (var future : dev.cloister.TaskFutures.asCompleted(futures)) {
 *         System.out.println(future.resultNow());
 *     }
 * }
 * }
 */
public final class TaskFutures {
    private TaskFutures() {}

    /**
     * What had ended when the waiting was over, and what had not. Each future is in one of the two lists, once, in the order
     * given; a cancelled one has ended.
     *
     * @param done those that had ended
     * @param notDone those that had not
     * @param <F> the type of the futures
     */
    public record Waited<F extends TaskFuture<?>>(List<F> done, List<F> notDone) {
        /** Keeps copies. */
        public Waited {
            done = List.copyOf(done);
            notDone = List.copyOf(notDone);
        }
    }

    /** The futures in the order in which they end, each distinct one once, those that have ended first. */
    public static <F extends TaskFuture<?>> Iterable<F> asCompleted(Collection<F> futures) {
        return Wiring.asCompleted(futures, null);
    }

    /**
     * As {@link #asCompleted(Collection)}, within a time counted from this call. Futures that have ended are given also
     * when the time is up. Then {@code next} throws a {@link CompletionException} around a {@link TimeoutException} that
     * says how many of how many futures are unfinished; {@code next} of a thread that is interrupted while it waits throws
     * {@link CancellationException}, its interrupt status stays set and no future is lost.
     *
     * @param timeout zero or less does not wait
     */
    public static <F extends TaskFuture<?>> Iterable<F> asCompleted(Collection<F> futures, Duration timeout) {
        return Wiring.asCompleted(futures, timeout);
    }

    /** Waits until all futures have ended. */
    public static <F extends TaskFuture<?>> Waited<F> waitAll(Collection<F> futures) throws InterruptedException {
        return waitFor(futures, false, Integer.MAX_VALUE, null);
    }

    /** Waits until all futures have ended, or the time is up; zero or less does not wait. */
    public static <F extends TaskFuture<?>> Waited<F> waitAll(Collection<F> futures, Duration timeout)
            throws InterruptedException {
        return waitFor(futures, false, Integer.MAX_VALUE, timeout);
    }

    /** Waits until at least one future has ended. Does not wait if there is none. */
    public static <F extends TaskFuture<?>> Waited<F> waitAny(Collection<F> futures) throws InterruptedException {
        return waitFor(futures, false, 1, null);
    }

    /** Waits until at least one future has ended, or the time is up; zero or less does not wait. */
    public static <F extends TaskFuture<?>> Waited<F> waitAny(Collection<F> futures, Duration timeout)
            throws InterruptedException {
        return waitFor(futures, false, 1, timeout);
    }

    /** Waits until a future has failed, or all have ended. A cancelled one has ended and has not failed. */
    public static <F extends TaskFuture<?>> Waited<F> waitFirstError(Collection<F> futures)
            throws InterruptedException {
        return waitFor(futures, true, Integer.MAX_VALUE, null);
    }

    /** As {@link #waitFirstError(Collection)}, but no longer than {@code timeout}; zero or less does not wait. */
    public static <F extends TaskFuture<?>> Waited<F> waitFirstError(Collection<F> futures, Duration timeout)
            throws InterruptedException {
        return waitFor(futures, true, Integer.MAX_VALUE, timeout);
    }

    private static <F extends TaskFuture<?>> Waited<F> waitFor(
            Collection<F> futures, boolean untilError, int count, @Nullable Duration timeout)
            throws InterruptedException {
        return Wiring.waitFor(futures, untilError, count, timeout);
    }
}
