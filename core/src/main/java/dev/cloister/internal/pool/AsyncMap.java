package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map} call whose results come as a completable future. Inputs are taken by the caller, all of them, so that a
 * pool that is closed next has accepted the whole call; with a buffer they are taken by the call's own thread, which also
 * waits for the results and completes the future.
 */
final class AsyncMap<R extends @Nullable Object, T> {
    /** What becomes of the outcomes. */
    interface Finish<R extends @Nullable Object, T> {
        T of(List<Outcome<R>> outcomes) throws ExecutionException;
    }

    private final MapInputs<R> inputs;
    private final MapCall<R> call;
    private final Finish<R, T> finish;
    private final TaskCompletion<T> completion = new TaskCompletion<>(this::cancel);

    /** Whether the call's own thread takes the inputs. */
    private final boolean buffered;

    /** The call's own thread while it may be interrupted. Guarded by this. */
    private @Nullable Thread driver;

    /** Guarded by this. */
    private boolean cancelled;

    private AsyncMap(MapInputs<R> inputs, Finish<R, T> finish) {
        this.inputs = inputs;
        this.call = new MapCall<>(inputs);
        this.finish = finish;
        this.buffered = inputs.options.buffer() > 0;
    }

    static <R extends @Nullable Object> CompletableFuture<List<R>> values(MapInputs<R> inputs) {
        boolean failFast = inputs.options.failFast();
        return new AsyncMap<R, List<R>>(inputs, outcomes -> MapCall.values(outcomes, failFast)).start();
    }

    static <R extends @Nullable Object> CompletableFuture<List<Outcome<R>>> outcomes(MapInputs<R> inputs) {
        return new AsyncMap<R, List<Outcome<R>>>(inputs, outcomes -> outcomes).start();
    }

    private CompletableFuture<T> start() {
        inputs.begin();
        try {
            submit();
        } catch (Throwable t) { // the source or the function failed, or the pool was shut down
            inputs.release();
            throw t;
        }
        UserThreads.start("cloister-" + inputs.poolName() + "-map", this::run);
        return completion;
    }

    private void submit() {
        if (buffered) {
            inputs.prepare();
            return;
        }
        try {
            call.submit(Integer.MAX_VALUE, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while submitting; nothing of the call goes on", e);
        }
    }

    private void run() {
        try {
            T result = finish.of(outcomes());
            completion.succeed(result);
        } catch (ExecutionException e) {
            completion.fail(new CompletionException(e.getMessage(), e.getCause()));
        } catch (InterruptedException e) { // by nobody but a cancel
            completion.fail(new CancellationException("the map was cancelled"));
        } catch (Throwable t) { // the source or the function failed, or the pool was shut down
            completion.fail(t);
        }
    }

    private List<Outcome<R>> outcomes() throws InterruptedException {
        if (!begin()) {
            call.cancel();
            inputs.release();
            throw new InterruptedException("the call was cancelled");
        }
        try {
            if (buffered) {
                call.submit(inputs.window(), true);
            }
            return call.collect();
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        driver = Thread.currentThread();
        return !cancelled;
    }

    /** From here on the thread runs the user's dependents, which no cancel of the call must hit. */
    private synchronized void end() {
        driver = null;
        boolean _ = Thread.interrupted();
    }

    private void cancel() {
        synchronized (this) {
            cancelled = true;
            if (driver != null) {
                driver.interrupt();
            }
        }
        if (!buffered) {
            call.cancel(); // at once, so that no task begins once the cancel returns
        }
    }
}
