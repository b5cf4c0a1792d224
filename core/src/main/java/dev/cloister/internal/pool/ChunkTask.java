package dev.cloister.internal.pool;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of a map that travel together and are one task to the scheduler. What became of each comes as soon as it has
 * ended; when the worker dies, the input that was running fails alone and those after it are pending again. The caller
 * reads the {@link ChunkResults} when the task has ended.
 */
final class ChunkTask extends ProcessTask<@Nullable Void> {
    private final int items;
    private final ChunkResults results;

    /** Where in the call the number of items stands; behind it are those that have not ended. */
    private final int countAt;

    /** How many items the call does not carry any more. */
    private int dropped;

    /** Who counts what has ended; null if nobody does. Set before the task is enqueued. */
    private @Nullable MapProgress progress;

    /** How many items it was told of, and how many of them had failed. */
    private int toldSettled;

    private int toldFailed;

    /**
     * Creates one.
     *
     * @param id of the first item; the others have the numbers after it
     * @param index of the first item's input
     * @param items how many there are, at least 1
     * @param call the body of CALL_MANY
     * @param countAt where in it the number of items stands
     */
    ChunkTask(
            long id,
            int index,
            int items,
            EncodedFunction function,
            byte[] call,
            int countAt,
            BiPredicate<ProcessTask<?>, Boolean> canceller) {
        super(id, index, function, call, function.loader(), canceller);
        this.items = items;
        this.countAt = countAt;
        this.results = new ChunkResults(items);
    }

    /** Tells this one, if any, what becomes of the items, as soon as it is known. */
    void countBy(@Nullable MapProgress counts) {
        progress = counts;
        if (counts != null) {
            onEnd(ending -> counts.add(ending, items - toldSettled)); // nothing is left of a chunk that ended well
        }
    }

    private void tell() {
        if (progress != null && stage != Stage.ENDED) { // what comes after a cancel is counted with it
            int failed = results.failed() - toldFailed;
            progress.add(results.settled() - toldSettled - failed, failed);
            toldSettled = results.settled();
            toldFailed = results.failed();
        }
    }

    /** What has become of its items. Complete when the task has ended. */
    ChunkResults results() {
        return results;
    }

    @Override
    int items() {
        return items;
    }

    @Override
    int settledItems() {
        return results.settled();
    }

    @Override
    int failedItems() {
        return results.failed();
    }

    @Override
    long runningId() {
        return taskId() + results.settled();
    }

    @Override
    int runningIndex() {
        return index() + results.settled();
    }

    /**
     * The worker told what became of the next items. Under the pool's lock.
     *
     * @throws IOException if that is malformed and was looked at
     */
    void received(byte[] bodies, String worker) throws IOException {
        results.add(bodies, worker);
        if (progress != null) {
            results.settle();
            tell();
        }
    }

    @Override
    boolean isComplete() throws IOException {
        results.settle();
        tell();
        if (results.settled() == items) {
            return true;
        }
        dropItems(results.settled() - dropped);
        return false;
    }

    @Override
    boolean failRunning(Throwable error) {
        results.addError(error);
        tell();
        if (results.settled() == items) {
            return true;
        }
        dropItems(1);
        return false;
    }

    /** The call does not carry its first {@code count} items any more. */
    private void dropItems(int count) {
        byte[] old = call;
        if (count == 0 || old == null) {
            return;
        }
        dropped += count;
        int left = items - dropped;
        ByteSource source = new ByteSource(old);
        try {
            source.moveTo(countAt + 4);
            for (int i = 0; i < count; i++) {
                source.advance(source.takeInt());
            }
        } catch (IOException e) {
            throw new IllegalStateException("a call that was made here is malformed; please report this", e);
        }
        ByteSink sink = new ByteSink(countAt + 4 + source.left());
        sink.putBytes(old, 0, countAt).putInt(left).putBytes(old, source.position(), source.left());
        call = sink.toBytes();
    }
}
