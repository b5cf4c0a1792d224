package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.CodecException;
import dev.cloister.MapOptions;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteBiFunction;
import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.RemoteRunnable;
import dev.cloister.ResultIterator;
import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import dev.cloister.internal.context.ClientHandle;
import dev.cloister.internal.exit.ExitSequence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all pools share: submitting, mapping and waiting, on top of {@link #prepare}, {@link #newTask} and {@link #enqueue}. */
public abstract class AbstractPool implements Pool {
    private static final AtomicInteger POOLS = new AtomicInteger();

    /** Of all pools: a pool and its handle must not give the same number. */
    private static final AtomicLong CHUNKS = new AtomicLong();

    private final PoolOptions options;

    /** How many tasks can run at the same time. */
    private volatile int parallelism;

    private final String name;
    private final PoolEvents events;

    /** False, then perhaps true, before anybody else has the pool. */
    private volatile boolean reusable;

    AbstractPool(PoolOptions options) {
        this.options = options;
        this.parallelism = options.backend().parallelism();
        String given = options.name();
        this.name = given != null ? given : "pool-" + POOLS.incrementAndGet();
        this.events = new PoolEvents(name);
    }

    /** For a handle: the pool behind it has the name already. */
    AbstractPool(PoolOptions options, String name) {
        this.options = options;
        this.events = new PoolEvents(name);
        this.parallelism = options.backend().parallelism();
        this.name = name;
    }

    /**
     * Makes a function ready to be run many times.
     *
     * @throws CodecException if it cannot travel
     */
    abstract Object prepare(Object function);

    /**
     * Creates a task; it is not yet enqueued.
     *
     * @param prepared what {@link #prepare} returned
     * @param once whether this is the only task with this function
     * @throws CodecException if an argument cannot travel
     */
    abstract <V extends @Nullable Object> PoolTask<V> newTask(
            Object prepared, int index, boolean once, @Nullable Object... arguments);

    /** {@link #close()} is to do nothing from now on: others use the pool too. */
    final void keepOpen() {
        reusable = true;
    }

    @Override
    public final void close() {
        if (!reusable) {
            Pool.super.close();
        }
    }

    /** The pool of processes that this is, or is the handle of; null if it is none. */
    @Nullable
    ProcessPool processes() {
        return null;
    }

    /** No task with this function will be made any more, and all have ended. */
    void release(Object prepared) {}

    /** The pool of processes that tasks of workers may submit to; null if there is none. */
    @Nullable
    ProcessPool processesForClients() {
        return processes();
    }

    /** What runs the inputs of a {@code map} in the calling thread, where the function's tasks are best off; else null. */
    @Nullable
    AutoHere here(Object function, MapOptions map, TaskOptions tasks) {
        return null;
    }

    /** Whether {@code imap} runs an input when its result is asked for. */
    boolean isLazy() {
        return false;
    }

    /**
     * Accepts tasks, all or none.
     *
     * @throws RejectedExecutionException after {@code shutdown}
     */
    abstract void enqueue(List<? extends PoolTask<?>> tasks);

    /** Where stations of tasks and workers are told. */
    final PoolEvents events() {
        return events;
    }

    @Override
    public final PoolOptions options() {
        return options;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int parallelism() {
        return parallelism;
    }

    @Override
    public final void resize(int workers) {
        Backend resized = switch (options.backend()) {
            case Backend.Threads threads -> Backend.threads(workers);
            case Backend.VirtualThreads threads -> Backend.virtualThreads(workers);
            case Backend.Processes processes -> Backend.processes(workers, processes.threads());
            case Backend.Auto auto -> new Backend.Auto(auto.options().withProcessors(workers), auto.kept());
            case Backend.Serial serial ->
                throw new IllegalArgumentException("a serial pool runs each task in the submitting thread; it has no"
                        + " workers whose number could be " + workers);
        };
        resizeTo(workers);
        parallelism = resized.parallelism();
    }

    /**
     * Changes how many workers there may be.
     *
     * @throws RejectedExecutionException after {@code shutdown}
     */
    abstract void resizeTo(int workers);

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task) {
        return start(task, options.tasks());
    }

    @Override
    public final TaskFuture<@Nullable Void> submit(RemoteRunnable task) {
        return start(task, options.tasks());
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task) {
        return start(task, options.tasks());
    }

    @Override
    public final TaskFuture<?> submit(Runnable task) {
        return start(task, options.tasks());
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
        return new FixedResultFuture<>(start(task, options.tasks()), result);
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument) {
        return start(function, options.tasks(), argument);
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task, TaskOptions options) {
        return start(task, options);
    }

    @Override
    public final TaskFuture<@Nullable Void> submit(RemoteRunnable task, TaskOptions options) {
        return start(task, options);
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument, TaskOptions options) {
        return start(function, options, argument);
    }

    @Override
    public final void execute(RemoteRunnable task) {
        execute((Runnable) task);
    }

    @Override
    public final void execute(Runnable task) {
        PoolTask<?> created = create(task, options.tasks());
        created.executed = task;
        created.onEnd(ending -> {
            if (!ending.isSuccess() && ending != TaskEnding.Cancelled.INSTANCE) {
                reportUncaught(ending);
            }
        });
        enqueue(List.of(created));
    }

    /** On a thread of its own: resolving the error runs its {@code readObject}, and the handler is the user's. */
    private void reportUncaught(TaskEnding ending) {
        Thread.ofPlatform().daemon().name("cloister-" + name + "-uncaught").start(() -> {
            if (ending.resolve() instanceof TaskEnding.Failure(Throwable error)) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
            }
        });
    }

    private <V extends @Nullable Object> PoolTask<V> create(
            Object function, TaskOptions taskOptions, @Nullable Object... arguments) {
        Objects.requireNonNull(function, "task");
        if (isShutdown() || ExitSequence.isExiting()) {
            throw rejection();
        }
        PoolTask<V> task = newTask(prepare(function), -1, true, arguments);
        task.options = taskOptions;
        return task;
    }

    private <V extends @Nullable Object> PoolTask<V> start(
            Object function, TaskOptions taskOptions, @Nullable Object... arguments) {
        PoolTask<V> task = create(function, Objects.requireNonNull(taskOptions, "options"), arguments);
        enqueue(List.of(task));
        return task;
    }

    @Override
    public final PoolClient client() {
        return new ClientHandle(clientEntry().id(), this);
    }

    /** Where clients find this pool. */
    abstract ClientEntry clientEntry();

    /** Why no task is accepted any more. */
    RuntimeException rejection() {
        String why =
                ExitSequence.isExiting() ? "this JVM is exiting, no tasks are accepted: " : "the pool was shut down: ";
        return new RejectedExecutionException(why + this);
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException, ExecutionException {
        TaskFuture<R> future = submit(function, argument);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options)
            throws InterruptedException, ExecutionException {
        return MapCall.values(new MapInputs<R>(this, function, inputs, false, options));
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs,
            MapOptions options)
            throws InterruptedException, ExecutionException {
        return MapCall.values(new MapInputs<R>(this, function, inputs, true, options));
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options)
            throws InterruptedException {
        return MapCall.run(new MapInputs<R>(this, function, inputs, false, options));
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options) {
        return AsyncMap.values(new MapInputs<R>(this, function, inputs, false, options));
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    RemoteBiFunction<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs,
                    MapOptions options) {
        return AsyncMap.values(new MapInputs<R>(this, function, inputs, true, options));
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<Outcome<R>>> mapOutcomesAsync(
                    RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options) {
        return AsyncMap.outcomes(new MapInputs<R>(this, function, inputs, false, options));
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options) {
        if (isShutdown()) {
            throw rejection();
        }
        return OrderedResults.of(new MapInputs<R>(this, function, inputs, false, options), parallelism());
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options) {
        return UnorderedResults.of(new MapInputs<R>(this, function, inputs, false, options), parallelism());
    }

    @Override
    public final <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, MapOptions options) {
        if (isShutdown()) {
            throw rejection();
        }
        return ResultSpliterator.stream(new MapInputs<R>(this, function, inputs, false, options), parallelism());
    }

    /** A number for tasks that go to one worker together. */
    final long nextChunk() {
        return CHUNKS.incrementAndGet();
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        List<Future<T>> futures = startAll(tasks);
        try {
            for (Future<T> future : futures) {
                ((PoolTask<?>) future).awaitEnd(Long.MAX_VALUE);
            }
            return futures;
        } catch (InterruptedException e) {
            cancelAll(futures);
            throw e;
        }
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        List<Future<T>> futures = startAll(tasks);
        try {
            for (Future<T> future : futures) {
                if (!((PoolTask<?>) future).awaitEnd(deadline - System.nanoTime())) {
                    cancelAll(futures);
                    break;
                }
            }
        } catch (InterruptedException e) {
            cancelAll(futures);
            throw e;
        }
        return futures;
    }

    private <T extends @Nullable Object> List<Future<T>> startAll(Collection<? extends Callable<T>> tasks) {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        List<PoolTask<?>> travelling = new ArrayList<>(tasks.size());
        if (isShutdown()) {
            throw rejection();
        }
        for (Callable<T> task : tasks) {
            Objects.requireNonNull(task, "task");
            try {
                PoolTask<T> created = newTask(prepare(task), futures.size(), true);
                created.options = options().tasks();
                travelling.add(created);
                futures.add(created);
            } catch (CodecException e) {
                futures.add(new EndedTask<>(futures.size(), new TaskEnding.Failure(e)));
            }
        }
        enqueue(travelling);
        return futures;
    }

    /** The last first: a place that a cancelled task frees must not be taken by one that is cancelled next. */
    static void cancelAll(List<? extends Future<?>> futures) {
        futures.reversed().forEach(future -> future.cancel(true));
    }

    @Override
    public final <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return InvokeAny.first(startAny(tasks), Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("no deadline was set; please report this", e);
        }
    }

    @Override
    public final <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return InvokeAny.first(startAny(tasks), unit.toNanos(timeout));
    }

    private <T> List<Future<T>> startAny(Collection<? extends Callable<T>> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task");
        }
        return startAll(tasks);
    }
}
