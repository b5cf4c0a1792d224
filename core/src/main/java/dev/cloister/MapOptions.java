package dev.cloister;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the inputs of one {@code map} are handed out: {@link Pool#map}, {@code starmap}, {@code mapOutcomes}, {@code imap},
 * {@code imapUnordered}, {@code stream} and their asynchronous twins. Immutable; each {@code with} method returns a changed
 * copy and checks its value, before anything runs.
 *
 * {@snippet :
 * var options = dev.cloister.MapOptions.defaults()
 *         .withBuffer(100)
 *         .withTimeout(java.time.Duration.ofSeconds(30));
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var squares = pool.imap(x -> x * x, java.util.List.of(1, 2, 3), options)) {
 *     squares.forEachRemaining(System.out::println);
 * }
 * }
 */
public sealed interface MapOptions permits MapConfiguration {
    /** Chunks chosen by the pool, a bounded look-ahead, all inputs are run also when some fail, no time-out. */
    static MapOptions defaults() {
        return MapConfiguration.DEFAULTS;
    }

    /**
     * How many inputs go to a worker together; 0, the default, leaves it to the pool, which sends short tasks together
     * and long ones alone, as measured.
     */
    int chunkSize();

    /** How many inputs are taken ahead, at most; 0, the default, for the pool's own bound. */
    int buffer();

    /** Whether the first failure ends the whole call. Default: false. */
    boolean failFast();

    /** How long the whole call may take, counted from the call; null, the default, for no limit. */
    @Nullable
    Duration timeout();

    /** How each task is run; null, the default, for the pool's {@link PoolOptions#tasks()}. */
    @Nullable
    TaskOptions tasks();

    /** Who is told how far the call has come; null, the default, for nobody. */
    @Nullable
    ProgressListener progress();

    /** What counts the ended inputs of this call; null, the default, for a meter of the call's own if it has a listener, else none. */
    @Nullable
    ProgressMeter meter();

    /**
     * Returns a copy with chunks of this size, at least 1; with 1 each input is submitted before the source is asked for
     * the next. Each result still travels by itself as soon as it is there, and
     * a crash costs the one input that was running. A chunk is never larger than the buffer.
     */
    MapOptions withChunkSize(int chunkSize);

    /**
     * Returns a copy that takes at most so many inputs from the source ahead of the results that were consumed, at least 1.
     * Where results are not consumed one by one ({@code map} and its likes) it is the number of unfinished inputs.
     */
    MapOptions withBuffer(int inputs);

    /**
     * Returns a copy that ends the call with its first failure: inputs that have not started are cancelled, no more are
     * taken, and {@code map} throws the failure as soon as what runs has ended. Iterators and streams are closed by the
     * failure, which ends what runs.
     */
    MapOptions withFailFast(boolean failFast);

    /**
     * Returns a copy that limits the whole call to this time, positive, counted from the call. Results that are there are
     * given; what has not ended when the time is up is cancelled and fails with a {@link
     * java.util.concurrent.TimeoutException}, which is the cause of the error that the call throws. The end comes later
     * than this only by what the source itself takes for one input.
     */
    MapOptions withTimeout(Duration timeout);

    /** Returns a copy that runs each task so. */
    MapOptions withTasks(TaskOptions tasks);

    /**
     * Returns a copy that tells this listener how far the call has come, from its begin to its end, in whatever way that comes: as {@link
     * ProgressListener} says. It takes the place of a meter.
     *
     * <p>The end of an iterator is that of its last input, its {@code close}, or that nobody holds it any more; a stream begins
     * with its terminal operation. The last call comes before {@code map} returns or throws, before the future of its asynchronous
     * twins completes, and before {@code hasNext} is false.
     */
    MapOptions withProgress(ProgressListener listener);

    /**
     * Returns a copy that counts its ended inputs with this meter, which is the caller's: the call neither closes it nor changes its
     * total. For several calls that are one piece of work. It takes the place of a listener.
     */
    MapOptions withProgress(ProgressMeter meter);
}
