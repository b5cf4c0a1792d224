package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.ByteSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One blocking {@code map} call of a pool of processes with inputs that travel in chunks: each chunk is one message and
 * one task. For one thread.
 *
 * @param <R> the type of the results
 */
final class ChunkedMap<R extends @Nullable Object> {
    /** A chunk that has grown to this is closed, however few inputs are in it. */
    private static final int MAX_CHUNK_BYTES = 1 << 20;

    /** So many inputs are made ready until their chunks are given to the pool together. */
    private static final int GROUP_ITEMS = 1024;

    /** So many inputs may be unfinished, and at least {@link #MIN_CHUNKS} chunks per place. */
    private static final int WINDOW_ITEMS = 65_536;

    private static final int MIN_CHUNKS = 8;

    private final ProcessPool pool;
    private final EncodedFunction function;
    private final Iterator<?> inputs;
    private final boolean twoArguments;
    private final int chunkSize;
    private final MapWindow window;
    private final Results<R> results;

    /** Null if nobody counts. */
    private final @Nullable MapProgress progress;

    /** Chunks, and inputs that could not travel as an EndedTask, in the order of the inputs; not read yet. */
    private final ArrayDeque<PoolTask<?>> unread = new ArrayDeque<>();

    private int nextIndex;

    /** The argument that is being encoded. */
    private final @Nullable Object[] argument = new @Nullable Object[1];

    /** Where chunks are encoded, one after the other. */
    private ByteSink sink = new ByteSink(1024);

    /** Takes what became of the inputs, in their order. */
    interface Results<R extends @Nullable Object> {
        void value(int index, @Nullable Object value);

        void error(int index, Throwable error);
    }

    ChunkedMap(
            ProcessPool pool,
            EncodedFunction function,
            Iterator<?> inputs,
            boolean twoArguments,
            int chunkSize,
            Results<R> results,
            @Nullable MapProgress progress) {
        this.pool = pool;
        this.function = function;
        this.inputs = inputs;
        this.twoArguments = twoArguments;
        this.chunkSize = chunkSize;
        this.results = results;
        this.progress = progress;
        int chunks = Math.max(WINDOW_ITEMS / chunkSize, Math.clamp((long) MIN_CHUNKS * pool.parallelism(), 1, 4096));
        this.window = new MapWindow(chunks, 1);
    }

    /** Runs everything. */
    void run() throws InterruptedException {
        try {
            while (inputs.hasNext()) {
                submit(window.awaitFree(Deadline.NEVER));
                while (!unread.isEmpty() && unread.getFirst().isDone()) {
                    read(unread.removeFirst());
                }
            }
            if (progress != null) {
                progress.taken(nextIndex);
            }
            while (!unread.isEmpty()) {
                PoolTask<?> next = unread.getFirst();
                boolean _ = next.awaitEnd(Long.MAX_VALUE);
                read(unread.removeFirst());
            }
        } catch (Throwable t) { // interrupted, or the source failed: nothing of this call goes on
            AbstractPool.cancelAll(List.copyOf(unread));
            throw t;
        } finally {
            pool.release(function);
        }
    }

    private void submit(int maxChunks) {
        List<PoolTask<?>> made = new ArrayList<>(); // dropped if the source throws
        List<ChunkTask> group = new ArrayList<>();
        int start = nextIndex;
        for (int i = 0; i < maxChunks && inputs.hasNext() && (i == 0 || nextIndex - start < GROUP_ITEMS); i++) {
            ChunkTask chunk = nextChunk(made);
            if (chunk != null) {
                group.add(chunk);
            }
        }
        window.added(group.size());
        for (ChunkTask chunk : group) {
            chunk.onEnd(window);
        }
        pool.enqueue(group);
        unread.addAll(made);
        if (progress != null) {
            progress.given(nextIndex - start);
        }
    }

    /** Makes the next chunk and adds it to {@code made}; null if the first input cannot travel. */
    private @Nullable ChunkTask nextChunk(List<PoolTask<?>> made) {
        if (sink.array().length > 2 * MAX_CHUNK_BYTES) {
            sink = new ByteSink(MAX_CHUNK_BYTES);
        }
        sink.clear();
        int countAt = TaskCodec.putChunkHead(sink, function.id(), function.captured());
        int first = nextIndex;
        CodecException stuck = null;
        int items = 0;
        while (items < chunkSize && stuck == null && sink.size() < MAX_CHUNK_BYTES && inputs.hasNext()) {
            Object input = inputs.next();
            nextIndex++;
            try {
                TaskCodec.putItem(sink, arguments(input), pool.options().maxMessageBytes());
                items++;
            } catch (CodecException e) {
                stuck = e;
            }
        }
        ChunkTask chunk = null;
        if (items > 0) {
            sink.setInt(countAt, items);
            chunk = pool.newChunk(function, first, items, Arrays.copyOf(sink.array(), sink.size()), countAt);
            chunk.countBy(progress);
            made.add(chunk);
        }
        if (stuck != null) {
            TaskEnding ending = new TaskEnding.Failure(stuck);
            made.add(new EndedTask<>(nextIndex - 1, ending));
            if (progress != null) {
                progress.add(ending, 1);
            }
        }
        return chunk;
    }

    private @Nullable Object[] arguments(@Nullable Object input) {
        if (!twoArguments) {
            argument[0] = input;
            return argument;
        }
        Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(input, "input " + (nextIndex - 1));
        return new @Nullable Object[] {pair.getKey(), pair.getValue()};
    }

    private void read(PoolTask<?> task) throws InterruptedException {
        TaskEnding ending = task.awaitEnding();
        if (!(task instanceof ChunkTask chunk)) {
            if (ending instanceof TaskEnding.Failure(Throwable error)) {
                results.error(task.index(), error);
            }
            return;
        }
        var reader = new ItemReader(chunk);
        chunk.results().drain(function.loader(), reader);
        while (reader.read < chunk.items()) {
            reader.error(
                    ending instanceof TaskEnding.Failure(Throwable error)
                            ? error
                            : new CancellationException("input " + reader.index() + " was cancelled"));
        }
    }

    /** Gives the items of one chunk to the results. */
    private final class ItemReader implements ChunkResults.Reader {
        private final ChunkTask chunk;
        private int read;

        ItemReader(ChunkTask chunk) {
            this.chunk = chunk;
        }

        int index() {
            return chunk.index() + read;
        }

        @Override
        public void value(@Nullable Object value) {
            results.value(index(), value);
            read++;
        }

        @Override
        public void error(Throwable error) {
            results.error(index(), error);
            read++;
        }

        @Override
        public String origin(String worker) {
            return "in " + worker + " of " + pool.name() + ", task " + (chunk.taskId() + read) + " (input " + index()
                    + ")";
        }
    }

    /** Collects an outcome per input. */
    static final class Outcomes<R extends @Nullable Object> implements Results<R> {
        final List<Outcome<R>> list = new ArrayList<>();

        @Override
        @SuppressWarnings("unchecked") // what the function returned is what its type says
        public void value(int index, @Nullable Object value) {
            list.add(new Outcome.Success<>(index, (R) value));
        }

        @Override
        public void error(int index, Throwable error) {
            list.add(new Outcome.Failure<>(index, error));
        }
    }

    /** Collects the values, and the first error. */
    static final class Values<R extends @Nullable Object> implements Results<R> {
        final List<R> list;
        Outcome.@Nullable Failure<R> firstFailure;

        /** Creates one for so many values, as far as their number is known. */
        Values(int size) {
            list = new ArrayList<>(size);
        }

        @Override
        @SuppressWarnings("unchecked") // what the function returned is what its type says
        public void value(int index, @Nullable Object value) {
            list.add((R) value);
        }

        @Override
        public void error(int index, Throwable error) {
            if (firstFailure == null) {
                firstFailure = new Outcome.Failure<>(index, error);
            }
        }
    }
}
