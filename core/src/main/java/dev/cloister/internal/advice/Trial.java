package dev.cloister.internal.advice;

import dev.cloister.Outcome;
import dev.cloister.PoolOptions;
import dev.cloister.TaskOptions;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.WorkProfile;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs some inputs of a piece of work where they can hurt nobody, and measures them: alone, two at a time in one worker process, and
 * one each in two. Work that cannot leave this JVM, or must not, is measured in threads of it. Used once, by one thread;
 * {@link #cancel} may be called by any.
 */
public final class Trial implements AutoCloseable {
    private Trial() {}

    /**
     * A trial that runs each input that it takes exactly once (at most once, should its worker die), so that the outcomes are the
     * work's results.
     *
     * @param function a {@code RemoteFunction}, or with two arguments a {@code RemoteBiFunction}
     * @param twoArguments whether the inputs are {@code Map.Entry} pairs for a function of two arguments
     * @param pool what its worker processes are like, initializer and message limit included; its backend does not matter
     * @param tasks how the inputs are run: limits and retries
     */
    public static Trial once(
            Object function, boolean twoArguments, PoolOptions pool, TaskOptions tasks, AdviceOptions options) {
        return new Trial();
    }

    /** A trial that runs each input as often as it likes: the outcomes are of the last runs. */
    public static Trial repeating(Object function, boolean twoArguments, PoolOptions pool, AdviceOptions options) {
        return new Trial();
    }

    /**
     * What came of a trial.
     *
     * @param outcomes of the inputs that were taken, one each, in their order: value, the task's own error, a {@code WorkerException}
     *     of a worker that died, or a {@code CancellationException} after {@link #cancel}
     * @param profile what was measured
     */
    public record Result<R extends @Nullable Object>(List<Outcome<R>> outcomes, WorkProfile profile) {}

    /**
     * Takes inputs and runs them until enough is known, the budget is over, or there are no more. What was taken is waited for.
     *
     * @param inputs where inputs are taken from, by the calling thread only; what it throws passes through, after what runs was
     *     cancelled
     * @param known how many inputs there are in all; -1 if that is not known
     * @throws InterruptedException if the caller was interrupted; what runs was cancelled then
     */
    public <R extends @Nullable Object> Result<R> run(Iterator<?> inputs, long known) throws InterruptedException {
        double no = Double.NaN;
        return new Result<>(
                List.of(),
                new WorkProfile(
                        known, 0, no, no, no, no, no, no, no, no, no, no, 1, no, null, "nothing ran", List.of()));
    }

    /** Cancels what runs and takes nothing more: {@link #run} returns soon. */
    public void cancel() {}

    /** Ends the trial's workers, in order and without waiting for that. */
    @Override
    public void close() {}
}
