package dev.cloister;

import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.internal.Wiring;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool of workers behind the interface of an {@link ExecutorService}: worker JVMs, platform threads, virtual threads,
 * worker JVMs with several threads each, or, for debugging, the calling thread; or whichever of them measurement finds best
 * ({@link #auto()}).
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(4)) {
 *     java.util.List<Long> sums = pool.map(n -> java.util.stream.LongStream.range(0, n).map(i -> i * i).sum(),
 *             java.util.List.of(1_000L, 2_000L, 3_000L));
 *     System.out.println(sums);
 * }
 * }
 *
 * <p><b>Tasks travel by value.</b> With worker processes a task, its arguments, what it captures and its result are
 * serialized; lambdas and method references need no cast. What cannot travel throws {@link CodecException} in the
 * caller, naming the variable or field. Static state does not travel: each worker has its own.
 *
 * <p><b>A task fails alone.</b> When a worker process dies, for whatever reason, the task that it was running fails with
 * a {@link WorkerException}; tasks that had not started are given to others, and the worker is replaced. A task's body
 * starts at most once.
 *
 * <p><b>Workers</b> start when tasks need them, up to the size of the pool, and are reused. What tasks print comes out
 * line by line in the parent, after the worker's name. No worker outlives the parent JVM, however that ends.
 *
 * <p><b>The end of the program.</b> When {@code main} returns first, the JVM goes on until the tasks that were accepted have
 * ended. On Ctrl-C, SIGTERM and {@code System.exit} nothing is accepted any more, and they have 5 seconds: {@link ExitHooks}.
 *
 * <p><b>Closing.</b> {@link #close()} waits for the tasks accepted so far, as for every {@code ExecutorService}
 * (Python's {@code with Pool()} terminates instead); {@link #shutdownNow()} cancels what has not started and interrupts
 * what runs, then kills what does not react within the cancel grace; {@link #killWorkers()} ends everything at once.
 *
 * <p>Safe for use by many threads. A pool cannot itself travel into a task; its {@link #client()} can.
 */
public interface Pool extends ExecutorService {
    /** A pool of as many worker processes as there are {@linkplain UsableCpus usable processors}. */
    static Pool ofProcesses() {
        return ofProcesses(UsableCpus.current().count());
    }

    /** A pool of up to {@code workers} worker processes, each running one task at a time. */
    static Pool ofProcesses(int workers) {
        return open(PoolOptions.ofProcesses(workers));
    }

    /** A pool of up to {@code workers} worker processes, each running up to {@code threads} tasks at a time. */
    static Pool ofProcesses(int workers, int threads) {
        return open(PoolOptions.of(Backend.processes(workers, threads)));
    }

    /** A pool of as many platform threads as there are {@linkplain UsableCpus usable processors}. */
    static Pool ofThreads() {
        return ofThreads(UsableCpus.current().count());
    }

    /** A pool of up to {@code threads} platform threads of this JVM. */
    static Pool ofThreads(int threads) {
        return open(PoolOptions.of(Backend.threads(threads)));
    }

    /** A pool that runs each task on a virtual thread of its own. */
    static Pool ofVirtualThreads() {
        return open(PoolOptions.of(Backend.virtualThreads()));
    }

    /** A pool that runs up to {@code maxConcurrent} tasks at a time, each on a virtual thread of its own. */
    static Pool ofVirtualThreads(int maxConcurrent) {
        return open(PoolOptions.of(Backend.virtualThreads(maxConcurrent)));
    }

    /** A pool that runs each task at once in the thread that submits it, for debugging; see {@link Backend.Serial}. */
    static Pool serial() {
        return open(PoolOptions.of(Backend.serial()));
    }

    /**
     * A pool that finds out by measurement where the tasks of each function run best, and runs them there: see {@link
     * AutoPool}.
     */
    static AutoPool auto() {
        return auto(AdviceOptions.defaults());
    }

    /** As {@link #auto()}, with what cannot be measured: whether tasks are to be isolated, or share objects of this JVM. */
    static AutoPool auto(AdviceOptions options) {
        return (AutoPool) open(PoolOptions.of(Backend.auto(options)));
    }

    /**
     * As {@link #auto()}, beginning for each function with what this advice says, which was made earlier: nothing is
     * measured first. The pool watches all the same, and may change its mind.
     *
     * @throws IllegalArgumentException if the advice names no backend
     */
    static AutoPool auto(Advice kept) {
        return (AutoPool) open(PoolOptions.of(Backend.auto(kept)));
    }

    /**
     * The pool of worker processes that all of this JVM may share, as many as there are usable processors:
     * {@link #reusable} with the name {@code shared}, and workers that go when they have been idle for 30 seconds.
     */
    static Pool shared() {
        return reusable(PoolOptions.ofProcesses(UsableCpus.current().count()).withName("shared"));
    }

    /**
     * The pool of this JVM for these options: the one that was opened by an earlier call with equal options, or a new one
     * when there was none, or it is broken or was shut down. Python: {@code loky.get_reusable_executor}.
     *
     * <p>{@link #close()} on it does nothing, so that it can stand in a {@code try} block as any other; as that of
     * {@link java.util.concurrent.ForkJoinPool#commonPool()} it lives as long as the JVM. {@code shutdown} and
     * {@code killWorkers} do end it, for all who use it.
     */
    static Pool reusable(PoolOptions options) {
        return Wiring.reusable(options);
    }

    /**
     * Opens a pool. Starts no worker yet, unless {@link PoolOptions#minIdle()} says so.
     *
     * @throws CodecException if an initializer or a finalizer cannot travel to worker processes
     * @throws IllegalStateException in a worker process, for a pool of processes: nesting must be allowed with the
     *     system property {@code dev.cloister.maxDepth}, so that a program that opens a pool in a static initializer
     *     cannot start processes without end
     * @throws UnsupportedOperationException if this system cannot do what the {@link WorkerOptions} ask for
     * @throws IllegalArgumentException if the {@link WorkerOptions} contradict each other
     */
    static Pool open(PoolOptions options) {
        return Wiring.open(options);
    }

    /**
     * Submits a task.
     *
     * @throws CodecException if the task cannot travel
     * @throws RejectedExecutionException after {@code shutdown}
     */
    <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task);

    /**
     * Submits a task without a result.
     *
     * @throws CodecException if the task cannot travel
     * @throws RejectedExecutionException after {@code shutdown}
     */
    TaskFuture<@Nullable Void> submit(RemoteRunnable task);

    /** Submits a task; with worker processes it must be serializable, see {@link #submit(RemoteCallable)}. */
    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task);

    /** Submits a task; with worker processes it must be serializable, see {@link #submit(RemoteRunnable)}. */
    @Override
    TaskFuture<?> submit(Runnable task);

    /** Submits a task; with worker processes it must be serializable. {@code result} does not travel. */
    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result);

    /**
     * Submits a function with its argument.
     *
     * @throws CodecException if the function or the argument cannot travel
     * @throws RejectedExecutionException after {@code shutdown}
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument);

    /** As {@link #submit(RemoteCallable)}, run with these options instead of the pool's. */
    <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task, TaskOptions options);

    /** As {@link #submit(RemoteRunnable)}, run with these options instead of the pool's. */
    TaskFuture<@Nullable Void> submit(RemoteRunnable task, TaskOptions options);

    /** As {@link #submit(RemoteFunction, Object)}, run with these options instead of the pool's. */
    <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument, TaskOptions options);

    /**
     * Runs a task and forgets it; its error goes to the uncaught exception handler of the pool's thread.
     *
     * @throws CodecException if the task cannot travel
     * @throws RejectedExecutionException after {@code shutdown}
     */
    void execute(RemoteRunnable task);

    /**
     * Applies {@code function} to {@code argument} in a worker and waits for the result. Python: {@code Pool.apply}.
     *
     * @throws ExecutionException around the task's own exception or a {@link WorkerException}
     */
    <T extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException, ExecutionException;

    /**
     * Applies {@code function} to each input and returns the results in the order of the inputs. All inputs are run
     * also when some fail; then the error of the first failed input, in the order of the inputs, is thrown. Workers
     * get inputs one by one, several at a time when they are short.
     *
     * @throws ExecutionException around the first failed input's own error; its message names the input's index
     * @throws InterruptedException if the caller was interrupted; what has not ended is cancelled
     * @throws RejectedExecutionException if the pool was shut down before all inputs were submitted
     */
    default <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException, ExecutionException {
        return map(function, inputs, MapOptions.defaults());
    }

    /**
     * The same as {@link #map(RemoteFunction, Iterable)} with inputs handed out in groups of {@code chunkSize}. Each
     * result still travels by itself as soon as it is there, and a crash costs the one input that was running.
     *
     * @throws IllegalArgumentException if {@code chunkSize} is less than 1, before anything runs
     */
    default <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, int chunkSize)
            throws InterruptedException, ExecutionException {
        return map(function, inputs, MapOptions.defaults().withChunkSize(chunkSize));
    }

    /**
     * The same as {@link #map(RemoteFunction, Iterable)} with these options. When its time is up, what has not ended is
     * cancelled and counts as failed with a {@link java.util.concurrent.TimeoutException}.
     */
    <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options)
            throws InterruptedException, ExecutionException;

    /** As {@link #map(RemoteFunction, Iterable)} for functions of two arguments. */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs)
            throws InterruptedException, ExecutionException {
        return starmap(function, inputs, MapOptions.defaults());
    }

    /** As {@link #map(RemoteFunction, Iterable, int)} for functions of two arguments. */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs,
            int chunkSize)
            throws InterruptedException, ExecutionException {
        return starmap(function, inputs, MapOptions.defaults().withChunkSize(chunkSize));
    }

    /** As {@link #map(RemoteFunction, Iterable, MapOptions)} for functions of two arguments. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs,
            MapOptions options)
            throws InterruptedException, ExecutionException;

    /**
     * As {@link #map(RemoteFunction, Iterable)}, but returns one {@link Outcome} per input, value or error, and never
     * throws for what a task did.
     */
    default <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) throws InterruptedException {
        return mapOutcomes(function, inputs, MapOptions.defaults());
    }

    /** As {@link #mapOutcomes(RemoteFunction, Iterable)} with inputs handed out in groups of {@code chunkSize}. */
    default <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, int chunkSize)
            throws InterruptedException {
        return mapOutcomes(function, inputs, MapOptions.defaults().withChunkSize(chunkSize));
    }

    /**
     * As {@link #mapOutcomes(RemoteFunction, Iterable)} with these options. Inputs that a time-out or {@link
     * MapOptions#failFast()} left unfinished have a failure as their outcome: a {@link
     * java.util.concurrent.TimeoutException} or a {@link java.util.concurrent.CancellationException}. Of a source that is
     * not a {@code Collection} the first input that was not taken is the last to have one.
     */
    <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options)
            throws InterruptedException;

    /**
     * As {@link #submit(RemoteFunction, Object)}, with the result as a {@link CompletableFuture}; see {@link
     * TaskFuture#toCompletableFuture()}. Python: {@code Pool.apply_async}.
     */
    default <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> applyAsync(
            RemoteFunction<? super T, ? extends R> function, T argument) {
        return this.<T, R>submit(function, argument).toCompletableFuture();
    }

    /**
     * As {@link #map(RemoteFunction, Iterable)}, with all results as a {@link CompletableFuture}; see {@link
     * #mapAsync(RemoteFunction, Iterable, MapOptions)}. Python: {@code Pool.map_async}.
     */
    default <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return mapAsync(function, inputs, MapOptions.defaults());
    }

    /**
     * As {@link #map(RemoteFunction, Iterable, MapOptions)}, with all results as a {@link CompletableFuture}. It completes
     * once, when the last input has ended: with the list, or with a {@link java.util.concurrent.CompletionException} that
     * names the first failed input and has its error as its cause, on a virtual thread that also runs dependent stages.
     * Cancelling it cancels all that has not ended, as {@code cancel(true)} does; the JVM stays alive until it has
     * completed.
     *
     * <p>The calling thread takes all inputs, without waiting for results, so a pool that is closed next has accepted
     * them. With a {@linkplain MapOptions#withBuffer buffer} the virtual thread takes them, bit by bit: the source must
     * not be changed meanwhile, and a pool that is shut down before all were taken fails the future with a {@link
     * RejectedExecutionException}.
     *
     * @throws CodecException if the function cannot travel
     * @throws RejectedExecutionException after {@code shutdown}
     */
    <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options);

    /** As {@link #mapAsync(RemoteFunction, Iterable)} for functions of two arguments. */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    RemoteBiFunction<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs) {
        return starmapAsync(function, inputs, MapOptions.defaults());
    }

    /** As {@link #mapAsync(RemoteFunction, Iterable, MapOptions)} for functions of two arguments. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    RemoteBiFunction<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs,
                    MapOptions options);

    /** As {@link #mapAsync(RemoteFunction, Iterable)}, with the result of {@link #mapOutcomes}. */
    default <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<Outcome<R>>> mapOutcomesAsync(
                    RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return mapOutcomesAsync(function, inputs, MapOptions.defaults());
    }

    /** As {@link #mapAsync(RemoteFunction, Iterable, MapOptions)}, with the result of {@link #mapOutcomes}. */
    <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<Outcome<R>>> mapOutcomesAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options);

    /**
     * Applies {@code function} to each input and returns the results one by one, in the order of the inputs, each as
     * soon as it is there. At most {@code 16 x parallelism} inputs (at least 1,024) are taken from the source ahead of
     * the results taken. Python: {@code Pool.imap}.
     */
    default <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return imap(function, inputs, MapOptions.defaults());
    }

    /** The same as {@link #imap(RemoteFunction, Iterable)} with these options. */
    <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options);

    /**
     * As {@link #imap(RemoteFunction, Iterable)}, but gives the results in the order in which they come; {@link
     * ResultIterator#index()} tells which input one belongs to. Python: {@code Pool.imap_unordered}.
     */
    default <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return imapUnordered(function, inputs, MapOptions.defaults());
    }

    /** The same as {@link #imapUnordered(RemoteFunction, Iterable)} with these options. */
    <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options);

    /**
     * The results of {@link #imap(RemoteFunction, Iterable)} as a stream, in the order of the inputs. Begins with the
     * stream's terminal operation, which throws a {@link java.util.concurrent.CompletionException} around the first failed
     * input's error. The source may be endless. Use it in a {@code try} statement: closing it cancels what an operation
     * that ended early has left.
     *
     * @throws RejectedExecutionException after {@code shutdown}
     */
    default <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return stream(function, inputs, MapOptions.defaults());
    }

    /** The same as {@link #stream(RemoteFunction, Iterable)} with these options; their time counts from this call. */
    <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options);

    /**
     * {@inheritDoc}
     *
     * <p>With worker processes each task must be serializable; one that cannot travel gives a failed future.
     */
    @Override
    <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException;

    /** Ends all workers now. Running and pending tasks end as cancelled; the pool is shut down. Never throws. */
    void killWorkers();

    /** Asks all workers to end now (SIGTERM, then a kill after the cancel grace); otherwise as {@link #killWorkers()}. */
    void terminateWorkers();

    /**
     * Changes how many workers (thread backends: threads) there may be. More may start at once; of too many the idle ones
     * go first, and the others when their tasks have ended. Returns at once.
     *
     * @throws IllegalArgumentException if {@code workers} is less than 1 or more than the backend allows
     * @throws RejectedExecutionException after {@code shutdown}
     */
    void resize(int workers);

    /**
     * A handle on this pool that can travel into its tasks and submits further tasks from there. Each call returns an equal
     * one; it needs no closing, and is of no use once the pool is shut down.
     */
    PoolClient client();

    /**
     * Makes a big value available to tasks: it travels once to each worker process that uses it. It is freed when the
     * handle or the pool is closed.
     *
     * @throws CodecException with the path of the culprit, if the value cannot travel to a worker process
     * @throws RejectedExecutionException after {@code shutdown}
     */
    <T extends @Nullable Object> Shared<T> share(T value);

    /**
     * What the {@linkplain PoolOptions#withFinalizer finalizers} of workers returned or threw so far, in the order in
     * which the workers ended; the index of an outcome is its place in this list. All are there when the pool has
     * terminated; of more than 4,096 the last are kept. Workers that were killed or crashed are missing. Decodes what has
     * come as bytes, which runs its {@code readObject}.
     */
    java.util.List<Outcome<@Nullable Object>> exitResults();

    /** How many tasks can run at the same time. */
    int parallelism();

    /** The pool's name. */
    String name();

    /** The options that it was opened with. */
    PoolOptions options();

    /**
     * Where the pool's time went so far, by worker, and its slowest tasks. Asks each living worker process for its memory
     * and waits for the answers up to half a second: a worker that is stopped shows what is known of it. Measuring costs
     * tasks next to nothing. Also after the pool was closed.
     */
    PoolInsights insights();

    /** The pool's counts now. */
    PoolStatistics statistics();
}
