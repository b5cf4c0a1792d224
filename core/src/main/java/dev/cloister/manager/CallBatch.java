package dev.cloister.manager;

import dev.cloister.internal.manager.Recording;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Several calls of objects of one manager that travel together: one message there, one back. They are done in their order, one
 * after the other, on the same thread, but other callers may come in between. For one thread at a time.
 *
 * {@snippet :
 * static int total(dev.cloister.manager.Manager manager, dev.cloister.manager.ManagedMap<String, Integer> stock) throws Exception {
 *     var batch = manager.batch();
 *     var apples = batch.add(() -> stock.get("apples"));
 *     var pears = batch.add(() -> stock.get("pears"));
 *     batch.run();
 *     return apples.join() + pears.join();
 * }
 * }
 *
 * <p>A call that throws ends its own future; the others are done all the same. When {@link #run} throws, the futures of which it is not
 * known what became of their calls end with the same exception.
 */
public final class CallBatch {
    private final Recording recording;

    CallBatch(Recording recording) {
        this.recording = recording;
    }

    /**
     * Adds a call. The code runs twice: at once, when the one call in it is only noted, and returns null, 0 or false in place of its
     * result; and in {@link #run}, when the call returns or throws what became of it.
     *
     * @param call makes one call of one managed object, such as {@code () -> map.get(key)}; iterators and views make several
     * @return ends with the result when {@link #run} has run
     * @throws IllegalArgumentException if the code makes no call, several, or one of an object of another manager
     * @throws Exception what the code throws before it makes its call; nothing is added then
     */
    @SuppressWarnings("unchecked") // the call's result is what the code would have returned
    public <T extends @Nullable Object> CompletableFuture<T> add(Callable<? extends T> call) throws Exception {
        return (CompletableFuture<T>) (CompletableFuture<?>) recording.note(call);
    }

    /** How many calls were added since the last {@link #run}. */
    public int size() {
        return recording.size();
    }

    /**
     * Makes the calls, and waits until all have ended. Does nothing if there are none.
     *
     * @throws dev.cloister.ManagerDiedException if the manager is gone; some of the calls may have been done
     * @throws IllegalStateException if the manager is closed
     */
    public void run() throws InterruptedException {
        recording.make(null);
    }

    /**
     * As {@link #run()}, but not longer than so.
     *
     * @throws dev.cloister.CallTimeoutException if they have not all ended then; some may have been done
     */
    public void run(Duration timeout) throws InterruptedException {
        recording.make(timeout);
    }
}
