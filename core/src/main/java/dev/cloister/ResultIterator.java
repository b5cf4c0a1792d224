package dev.cloister;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link Pool#imap}, in the order of the inputs, or of {@link Pool#imapUnordered}, in the order in which
 * they come; each as soon as it is there. {@link #next()} throws {@link CompletionException} around the error of a failed
 * input; the call after it goes on with the next result. {@link #index()} tells which input the last one belongs to.
 *
 * <p>Inputs are taken from the source by the thread that asks for results, a bounded number ahead ({@link
 * MapOptions#withBuffer}). A source that takes more than some milliseconds for an input is asked for the next one only
 * while no result is ready; a result that becomes ready meanwhile waits for that one input. When the source throws, what
 * was submitted is cancelled and the error thrown as it is.
 *
 * <p>With {@link MapOptions#withTimeout} all results that are ready are given; then the iterator is closed and a {@code
 * CompletionException} around a {@link TimeoutException} thrown. Each result is dropped once it was given. Closing the
 * iterator cancels what has not started and ends what runs; no more inputs are taken. For one thread at a time.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var results = pool.imapUnordered(x -> x * x, java.util.List.of(1, 2, 3))) {
 *     while (results.hasNext()) {
 *         int square = results.next();
 *         System.out.println("input " + results.index() + ": " + square);
 *     }
 * }
 * }
 *
 * @param <R> the type of the results
 */
public interface ResultIterator<R extends @Nullable Object> extends Iterator<R>, AutoCloseable {
    /** Whether there is another result, be it ready or not; may take inputs from the source. False once closed. */
    @Override
    boolean hasNext();

    /**
     * Waits for the next result and drops it from this iterator.
     *
     * @throws CompletionException with the error of the input, which its message names, as its cause; or with a {@link
     *     TimeoutException} when the time of the whole call is up
     * @throws CancellationException if the waiting thread was interrupted (its interrupt status stays set; no result is
     *     lost) or the iterator was closed
     * @throws NoSuchElementException after the last result, every time
     */
    @Override
    R next();

    /**
     * As {@link #next()}, but waits no longer than {@code timeout}; zero or less does not wait. The result is not lost: a
     * later call gives it.
     *
     * @throws TimeoutException if no result was ready in time
     */
    R next(Duration timeout) throws TimeoutException;

    /**
     * As {@link #next()}, but does not throw for what the task did: value or error come as an {@link Outcome} with the
     * input's index.
     *
     * @throws CompletionException around a {@link TimeoutException} when the time of the whole call is up
     */
    Outcome<R> nextOutcome();

    /**
     * As {@link #nextOutcome()}, but waits no longer than {@code timeout}.
     *
     * @throws TimeoutException if no result was ready in time; it is not lost
     */
    Outcome<R> nextOutcome(Duration timeout) throws TimeoutException;

    /** The position of the input, from 0, that the last result or error belongs to; -1 before the first. */
    int index();

    /** Cancels what is left. Does nothing when called again. */
    @Override
    void close();
}
