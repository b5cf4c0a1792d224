package dev.cloister;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link Pool#imap}, in the order of the inputs, each as soon as it and all before it are there.
 * {@link #next()} throws {@link java.util.concurrent.CompletionException} around the error of a failed input; the call after it goes on with
 * the next input. Closing it cancels what has not started and ends what runs. For one thread at a time.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var results = pool.imap(x -> x * x, java.util.List.of(1, 2, 3))) {
 *     while (results.hasNext()) {
 *         System.out.println(results.next());
 *     }
 * }
 * }
 *
 * @param <R> the type of the results
 */
public interface ResultIterator<R extends @Nullable Object> extends Iterator<R>, AutoCloseable {
    /**
     * Waits for the next result and drops it from this iterator.
     *
     * @throws java.util.concurrent.CompletionException with the error of the input as its cause
     * @throws CancellationException if the waiting thread was interrupted (its interrupt status stays set) or the
     *     iterator was closed
     * @throws NoSuchElementException after the last result, every time
     */
    @Override
    R next();

    /** Cancels what is left. Does nothing when called again. */
    @Override
    void close();
}
