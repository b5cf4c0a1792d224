package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The inputs of one {@code map} call, made into tasks as they are wanted. For one thread at a time. */
final class MapInputs<R extends @Nullable Object> {
    /** So many tasks are given to the pool together: workers run the first while the next are made. */
    private static final int GROUP_SIZE = 256;

    private final AbstractPool pool;
    private final Object function;
    private final Iterator<?> inputs;
    private final boolean twoArguments;
    private final int chunkSize;

    /** Made for the first input, so that an empty source asks nothing of the pool. */
    private @Nullable Object prepared;

    private int nextIndex;

    /**
     * Creates one.
     *
     * @param twoArguments whether the inputs are pairs for a function of two arguments
     * @param chunkSize how many inputs go to a worker together, or 0 to leave it to the pool
     */
    MapInputs(AbstractPool pool, Object function, Iterable<?> inputs, boolean twoArguments, int chunkSize) {
        this.pool = pool;
        this.function = Objects.requireNonNull(function, "function");
        this.inputs = Objects.requireNonNull(inputs, "inputs").iterator();
        this.twoArguments = twoArguments;
        this.chunkSize = chunkSize;
    }

    boolean hasNext() {
        return inputs.hasNext();
    }

    int taken() {
        return nextIndex;
    }

    /** How many tasks may be unfinished at a time: enough to keep all workers busy, and some chunks. */
    int window() {
        return (int) Math.min(
                Integer.MAX_VALUE, Math.max(Math.clamp(64L * pool.parallelism(), 4096, 65_536), 4L * chunkSize));
    }

    /** The largest number of tasks that is at most {@code max} and cuts no chunk. */
    int wholeChunks(int max) {
        return chunkSize == 0 ? max : Math.max(chunkSize, max / chunkSize * chunkSize);
    }

    /**
     * Submits up to {@code max} inputs, in whole chunks as far as there are inputs, and adds their tasks to {@code to}.
     * When the source throws, what was taken from it and not submitted is dropped.
     */
    void submit(int max, Collection<PoolTask<R>> to) {
        int groupSize = chunkSize == 0 ? GROUP_SIZE : chunkSize;
        List<PoolTask<R>> group = new ArrayList<>();
        List<PoolTask<R>> travelling = new ArrayList<>();
        for (int taken = 0; taken < max && inputs.hasNext(); taken += group.size()) {
            group.clear();
            travelling.clear();
            for (int left = Math.min(groupSize, max - taken); left > 0 && inputs.hasNext(); left--) {
                PoolTask<R> task = taskFor(inputs.next());
                group.add(task);
                if (!task.isDone()) { // its argument can travel
                    task.options = pool.options().tasks();
                    travelling.add(task);
                }
            }
            enqueue(travelling);
            to.addAll(group);
        }
    }

    private void enqueue(List<PoolTask<R>> batch) {
        if (chunkSize > 1 && batch.size() > 1) {
            long chunk = pool.nextChunk();
            batch.forEach(task -> task.chunk = chunk);
        }
        pool.enqueue(batch);
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

    /** All tasks have ended: workers may forget the function. */
    void release() {
        Object ready = prepared;
        if (ready != null) {
            prepared = null;
            pool.release(ready);
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
}
