package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import dev.cloister.RemoteBiFunction;
import dev.cloister.RemoteFunction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs inputs of a {@code map} one after the other in the calling thread, until there are no more or one takes long. Costs a tiny
 * task next to nothing: looking at the clock after each would take longer than the task.
 */
final class AutoLoop<R extends @Nullable Object> implements Runnable {
    private static final VarHandle DONE;
    private static final VarHandle STOPPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DONE = lookup.findVarHandle(AutoLoop.class, "done", int.class);
            STOPPED = lookup.findVarHandle(AutoLoop.class, "stopped", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The first ones are timed one by one; who has no more inputs needs no watch. */
    private static final int TIMED = 64;

    /** One of the first ones that takes longer ends the loop. */
    private static final long LONG_NANOS = 2_000_000;

    private final Object function;
    private final boolean twoArguments;
    private final Iterator<?> inputs;
    private final int first;
    private final List<R> values;
    private final List<Outcome.Failure<R>> failures = new ArrayList<>();
    private final AutoLoopWatch watch;
    private final @Nullable MapProgress progress;

    /** How many failed inputs were counted. */
    private int toldFailed;

    /** How many inputs were run. Read by the watch. */
    private int done;

    /** Whether no more are to be run. Set by the watch and by who closes the pool. */
    private volatile boolean stopped;

    /** Whether the calling thread was interrupted in a task. */
    private boolean interrupted;

    /**
     * Creates one.
     *
     * @param first the index of the first input
     * @param known how many inputs there are, if that is known; else 0
     * @param progress who counts them; null if nobody does
     */
    AutoLoop(
            Object function,
            boolean twoArguments,
            Iterator<?> inputs,
            int first,
            int known,
            @Nullable MapProgress progress) {
        this.progress = progress;
        this.function = function;
        this.twoArguments = twoArguments;
        this.inputs = inputs;
        this.first = first;
        this.values = new ArrayList<>(Math.max(10, known - first));
        this.watch = new AutoLoopWatch(this);
    }

    @Override
    public void run() {
        try {
            runTimed();
            if (!stopped && inputs.hasNext()) {
                watch.begin();
                if (twoArguments) {
                    runPairs();
                } else {
                    runAll();
                }
            }
        } finally {
            watch.end();
        }
    }

    private void runTimed() {
        long before = System.nanoTime();
        for (int i = 0; i < TIMED && !stopped && inputs.hasNext(); i++) {
            Object input = inputs.next();
            values.add(twoArguments ? applyPair(input) : apply(input));
            tell();
            done++;
            long now = System.nanoTime();
            if (now - before > LONG_NANOS) {
                stop();
            }
            before = now;
        }
    }

    /** All that the compiler cannot know to be constant is in variables. */
    @SuppressWarnings("unchecked") // the caller paired the function with its inputs
    private void runAll() {
        RemoteFunction<@Nullable Object, R> called = (RemoteFunction<@Nullable Object, R>) function;
        Iterator<?> from = inputs;
        List<R> to = values;
        boolean counted = progress != null;
        int count = done;
        while (!(boolean) STOPPED.getOpaque(this) && from.hasNext()) {
            Object input = from.next();
            R value;
            try {
                value = called.apply(input);
            } catch (Throwable t) { // whatever it is, it is the task's own
                value = failed(t);
            }
            to.add(value);
            if (counted) {
                tell();
            }
            DONE.setOpaque(this, ++count);
        }
    }

    private void runPairs() {
        int count = done;
        while (!stopped && inputs.hasNext()) {
            values.add(applyPair(inputs.next()));
            tell();
            DONE.setOpaque(this, ++count);
        }
    }

    private void tell() {
        if (progress != null) {
            progress.ran(failures.size() == toldFailed);
            toldFailed = failures.size();
        }
    }

    @SuppressWarnings("unchecked") // the caller paired the function with its inputs
    private R apply(@Nullable Object input) {
        try {
            return ((RemoteFunction<@Nullable Object, R>) function).apply(input);
        } catch (Throwable t) { // whatever it is, it is the task's own
            return failed(t);
        }
    }

    @SuppressWarnings("unchecked") // as above
    private R applyPair(@Nullable Object input) {
        Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(input, "input " + (first + values.size()));
        try {
            return ((RemoteBiFunction<@Nullable Object, @Nullable Object, R>) function)
                    .apply(pair.getKey(), pair.getValue());
        } catch (Throwable t) { // whatever it is, it is the task's own
            return failed(t);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // nobody reads the value of a failed input
    private R failed(Throwable error) {
        if (error instanceof InterruptedException) {
            interrupted = true;
            stopped = true;
        }
        failures.add(new Outcome.Failure<>(first + values.size(), error));
        return (R) null;
    }

    /** No more are to be run. */
    void stop() {
        stopped = true;
    }

    /** How many were run, as seen by another thread. */
    int done() {
        return (int) DONE.getOpaque(this);
    }

    /** Whether the calling thread was interrupted in a task: then the whole call was. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** Whether the end came because tasks take long; null if not, else how that was seen. */
    @Nullable
    String late() {
        return stopped && inputs.hasNext() ? watch.why() : null;
    }

    int count() {
        return values.size();
    }

    int failed() {
        return failures.size();
    }

    /** The values of all inputs that were run; those of failed ones are null. */
    List<R> values() {
        return values;
    }

    /** The first that failed; null if none did. */
    Outcome.@Nullable Failure<R> firstFailure() {
        return failures.isEmpty() ? null : failures.getFirst();
    }

    /** What became of each input that was run. */
    List<Outcome<R>> outcomes() {
        List<Outcome<R>> outcomes = new ArrayList<>(values.size());
        int failed = 0;
        for (int i = 0; i < values.size(); i++) {
            int index = first + i;
            if (failed < failures.size() && failures.get(failed).index() == index) {
                outcomes.add(failures.get(failed++));
            } else {
                outcomes.add(new Outcome.Success<>(index, values.get(i)));
            }
        }
        return outcomes;
    }
}
