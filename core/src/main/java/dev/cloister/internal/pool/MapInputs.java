package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.MapOptions;
import dev.cloister.TaskOptions;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The inputs of one {@code map} call, made into tasks as they are wanted. For one thread at a time. */
final class MapInputs<R extends @Nullable Object> {
    /** So many tasks are given to the pool together: workers run the first while the next are made. */
    private static final int GROUP_SIZE = 256;

    /** A source that takes so long for the inputs of a group is slow, and the group is given to the pool as it is. */
    private static final long SLOW_NANOS = 1_000_000;

    final MapOptions options;

    /** When the time of the whole call is up. */
    final Deadline deadline;

    /** Null unless the first failure ends the call. */
    final @Nullable FailFast failFast;

    private final AbstractPool pool;
    private final Object function;
    private final Iterable<?> source;
    private final Iterator<?> inputs;
    private final boolean twoArguments;
    private final int chunkSize;
    private final TaskOptions tasks;

    /** Made for the first input, so that an empty source asks nothing of the pool. */
    private @Nullable Object prepared;

    private int nextIndex;

    /** Who counts what has ended; null if nobody does, or the call has not begun or is over. */
    private @Nullable MapProgress progress;

    private boolean begun;

    /** Whether the source said that there are no more inputs. */
    private boolean exhausted;

    /** Whether the source took long for the last group. */
    private boolean slow;

    /** Whether the source is timed: until it gives a whole group quickly, and again when a group takes long. */
    private boolean timed = true;

    /** How long the source took for the group at hand, while it is timed. */
    private long sourceNanos;

    /**
     * Creates one; the time of the call counts from here.
     *
     * @param twoArguments whether the inputs are pairs for a function of two arguments
     */
    MapInputs(AbstractPool pool, Object function, Iterable<?> inputs, boolean twoArguments, MapOptions options) {
        this.deadline = Deadline.in(options.timeout());
        this.options = options;
        this.pool = pool;
        this.function = Objects.requireNonNull(function, "function");
        this.source = Objects.requireNonNull(inputs, "inputs");
        this.inputs = inputs.iterator();
        this.twoArguments = twoArguments;
        this.chunkSize = options.buffer() == 0 ? options.chunkSize() : Math.min(options.chunkSize(), options.buffer());
        this.failFast = options.failFast() ? new FailFast() : null;
        TaskOptions own = options.tasks();
        this.tasks = own == null ? pool.options().tasks() : own;
    }

    /** The call begins, if it has not. What follows must end with {@link #release}. */
    void begin() {
        if (begun) {
            return;
        }
        begun = true;
        progress = MapProgress.begin(options, source instanceof Collection<?> all ? all.size() : -1);
    }

    /** As {@link #begin()}; the call is over also when nobody holds these results any more. */
    void begin(MapResults<R> results) {
        begin();
        MapProgress counts = progress;
        if (counts != null) {
            counts.endWith(results);
        }
    }

    /** Whether no more tasks can come: there are no more inputs, a task failed, or the time is up. Asks the source. */
    boolean isAtEnd() {
        return isCut() || !hasNext();
    }

    /** Whether no more inputs are taken although there may be some. */
    boolean isCut() {
        return !exhausted && ((failFast != null && failFast.tripped()) || deadline.isOver());
    }

    private boolean hasNext() {
        long begin = timed ? System.nanoTime() : 0;
        exhausted = !inputs.hasNext();
        sourceNanos += timed ? System.nanoTime() - begin : 0;
        if (exhausted && progress != null) {
            progress.taken(nextIndex);
        }
        return !exhausted;
    }

    private @Nullable Object next() {
        long begin = timed ? System.nanoTime() : 0;
        Object input = inputs.next();
        sourceNanos += timed ? System.nanoTime() - begin : 0;
        return input;
    }

    int taken() {
        return nextIndex;
    }

    /** How many inputs there are at least, as far as is known: those taken, and one more if it is not known that all were. */
    int size() {
        if (exhausted) {
            return nextIndex;
        }
        return source instanceof Collection<?> all ? Math.max(nextIndex, all.size()) : nextIndex + 1;
    }

    /** Whether it is known that all inputs were taken. */
    boolean isExhausted() {
        if (!exhausted && isCut() && source instanceof Collection) {
            exhausted = !inputs.hasNext(); // it does not wait
        }
        return exhausted;
    }

    /** Whether an input is run when its result is asked for, and not before. */
    boolean isLazy() {
        return pool.isLazy();
    }

    /** Whether the source takes long for an input. */
    boolean isSlow() {
        return slow;
    }

    /** Whether the rest is best run in the calling thread. */
    boolean isHere() {
        return pool.here(function, options, tasks) != null;
    }

    /** Runs inputs in the calling thread, where that is best, until one takes long; null if it is not. */
    @Nullable
    AutoLoop<R> runHere() throws InterruptedException {
        AutoHere here = pool.here(function, options, tasks);
        if (here == null) {
            return null;
        }
        try {
            AutoLoop<R> loop = here.run(function, twoArguments, inputs, nextIndex, knownSize(), progress);
            nextIndex += loop.count();
            return loop;
        } catch (Throwable t) { // interrupted, or the source failed
            release();
            throw t;
        } finally {
            Reference.reachabilityFence(pool); // a pool that nobody holds any more is shut down
        }
    }

    /** Whether the inputs go to workers in chunks that are one message each: only if no input needs care of its own. */
    boolean travelInChunks() {
        ProcessPool processes = pool.processes();
        return chunkSize > 1
                && processes != null
                && processes.sendsChunks(tasks)
                && options.buffer() == 0
                && options.timeout() == null
                && !options.failFast();
    }

    /** How many inputs there are, if the source says so; else 0. */
    int knownSize() {
        return source instanceof Collection<?> all ? all.size() : 0;
    }

    /** Runs everything in chunks. */
    void runChunks(ChunkedMap.Results<R> results) throws InterruptedException {
        begin();
        try {
            runBegunChunks(results);
        } finally {
            endProgress();
        }
    }

    private void runBegunChunks(ChunkedMap.Results<R> results) throws InterruptedException {
        ProcessPool processes = Objects.requireNonNull(pool.processes(), "chunks travel to processes only");
        if (hasNext()) {
            try {
                new ChunkedMap<>(
                                processes,
                                (EncodedFunction) prepared(),
                                inputs,
                                twoArguments,
                                chunkSize,
                                results,
                                progress)
                        .run();
            } finally {
                Reference.reachabilityFence(pool); // a pool that nobody holds any more is shut down
            }
        }
    }

    /** How many tasks may be unfinished at a time: enough to keep all workers busy, and some chunks. */
    int window() {
        if (options.buffer() > 0) {
            return options.buffer();
        }
        return (int) Math.min(
                Integer.MAX_VALUE, Math.max(Math.clamp(64L * pool.parallelism(), 4096, 65_536), 4L * chunkSize));
    }

    /** The smallest number of tasks that are submitted together. */
    int portion() {
        return Math.max(1, chunkSize);
    }

    /** The largest number of tasks that is at most {@code max}, or one chunk, and cuts no chunk. */
    int wholeChunks(int max) {
        return chunkSize == 0 ? max : Math.max(chunkSize, max / chunkSize * chunkSize);
    }

    /**
     * Submits up to {@code max} inputs, in whole chunks as far as there are inputs, and adds their tasks to {@code to}.
     * Stops early at the end of the inputs, when they are cut, and when the source has taken more than {@code nanos}. When
     * the source throws, what was taken from it and not submitted is dropped.
     */
    void submit(int max, Collection<PoolTask<R>> to, long nanos) {
        int groupSize = chunkSize == 0 ? GROUP_SIZE : chunkSize;
        List<PoolTask<R>> group = new ArrayList<>();
        long spent = 0;
        sourceNanos = 0;
        for (int taken = 0; taken < max && spent < nanos && !isAtEnd(); taken += group.size()) {
            takeGroup(Math.min(groupSize, max - taken), group);
            spent += sourceNanos;
            sourceNanos = 0;
            enqueue(group);
            to.addAll(group);
        }
    }

    /** Takes fewer than {@code max} when they take long, unless they are to go together: the first must not wait for the last. */
    private void takeGroup(int max, List<PoolTask<R>> group) {
        long begin = timed ? 0 : System.nanoTime();
        group.clear();
        boolean slowly;
        do {
            group.add(taskFor(next()));
            slowly = tookLong(group.size(), begin);
        } while (group.size() < max && !(slowly && chunkSize == 0) && !isAtEnd());
        slow = timed && slowly;
        timed = slowly;
    }

    /** Whether the group took long. Looks at the clock so rarely that it does not count. */
    private boolean tookLong(int size, long begin) {
        if (timed) {
            return sourceNanos > SLOW_NANOS;
        }
        return (size & (size - 1)) == 0 && System.nanoTime() - begin > SLOW_NANOS;
    }

    private void enqueue(List<PoolTask<R>> group) {
        List<PoolTask<R>> travelling = new ArrayList<>(group.size());
        MapProgress counts = progress;
        if (counts != null) { // before they run: a serial pool runs them all here
            group.forEach(task -> task.onEnd(counts));
        }
        long chunk = chunkSize > 1 && group.size() > 1 ? pool.nextChunk() : 0;
        for (PoolTask<R> task : group) {
            if (!task.isDone()) { // its argument can travel
                task.options = tasks;
                task.chunk = chunk;
                travelling.add(task);
            }
        }
        pool.enqueue(travelling);
        if (counts != null) {
            counts.given(group.size());
        }
        if (failFast != null) {
            group.forEach(failFast::watch);
        }
    }

    private PoolTask<R> taskFor(@Nullable Object input) {
        int index = nextIndex++;
        Object ready = prepared();
        try {
            if (!twoArguments) {
                return pool.newTask(ready, index, false, input);
            }
            Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(input, "input " + index);
            return pool.newTask(ready, index, false, pair.getKey(), pair.getValue());
        } catch (CodecException e) {
            return new EndedTask<>(index, new TaskEnding.Failure(e));
        }
    }

    /**
     * Makes sure that the function can travel and the pool is open, if there is any input.
     *
     * @throws CodecException if it cannot
     * @throws RejectedExecutionException if it is not
     */
    void prepare() {
        if (hasNext()) {
            prepared();
        }
    }

    /** The call is over and all its tasks have ended: workers may forget the function. May be called again. */
    void release() {
        Object ready = prepared;
        if (ready != null) {
            prepared = null;
            pool.release(ready);
        }
        endProgress();
    }

    private void endProgress() {
        MapProgress counts = progress;
        if (counts != null) {
            progress = null;
            counts.end();
        }
    }

    private Object prepared() {
        Object ready = prepared;
        if (ready == null) {
            if (pool.isShutdown()) {
                throw pool.rejection();
            }
            ready = pool.prepare(function);
            prepared = ready;
        }
        return ready;
    }

    /** Why an input has no result when the time is up. */
    MapTimeoutException timeout(int index) {
        String state = index < nextIndex ? " had not ended" : " had not been taken";
        return new MapTimeoutException("input " + index + state, options.timeout());
    }

    /** The pool's name. */
    String poolName() {
        return pool.name();
    }
}
