package dev.cloister.internal.advice;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import dev.cloister.internal.advice.Tally.Phase;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.codec.Wrapping;
import dev.cloister.internal.pool.InputTasks;
import dev.cloister.internal.pool.InputTasks.Given;
import dev.cloister.internal.probe.Metered;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Has inputs run, waits for them, and enters what was measured. For one thread, but for {@link #cancel}. */
final class Rounds {
    private final Object function;
    private final TaskOptions tasks;
    private final Tally tally;

    /** The inputs of the round that runs. Guarded by itself. */
    private final List<Running> running = new ArrayList<>();

    /** Inputs that cannot travel, so that they have not run. */
    private final List<Taken> left = new ArrayList<>();

    /** Why they cannot; null if there are none. */
    private @Nullable Throwable whyLeft;

    /** Written by who cancels, read by who runs. */
    private volatile boolean cancelled;

    private record Running(Taken taken, TaskFuture<@Nullable Object> future) {}

    Rounds(Object function, TaskOptions tasks, Tally tally) {
        this.function = function;
        this.tasks = tasks;
        this.tally = tally;
    }

    /** Finds the classes of arguments and results. */
    ClassLoader loader() {
        ClassLoader loader = Wrapping.typeOf(function).getClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    /**
     * Adds inputs to the round. Returns false if the function cannot travel.
     *
     * @param repeatNanos for how long each is repeated; 0: it runs once
     * @param watched whether it is looked at, who waits for whom
     */
    boolean submit(Crew crew, Pool pool, List<Taken> inputs, long repeatNanos, boolean watched) {
        if (inputs.isEmpty()) {
            return true;
        }
        List<InputTasks.Input> tasksOfPool = inputs.stream().map(Taken::input).toList();
        List<Given> given;
        try {
            given = InputTasks.submit(pool, crew.metered(function, repeatNanos, watched), tasksOfPool, tasks);
        } catch (CodecException e) {
            staysHere(plain(e));
            leave(inputs);
            return false;
        }
        for (int i = 0; i < given.size(); i++) {
            enter(inputs.get(i), given.get(i));
        }
        return true;
    }

    /** What the user's function alone cannot do, rather than the one that measures it. */
    private CodecException plain(CodecException wrapped) {
        try {
            var _ = TaskCodec.encodeFunction(function);
            return wrapped;
        } catch (CodecException e) {
            return e;
        }
    }

    private void enter(Taken taken, Given given) {
        if (!given.travels()) {
            staysHere(given.future().exceptionNow());
            leave(List.of(taken));
            return;
        }
        synchronized (running) {
            running.add(new Running(taken, given.future()));
        }
        if (cancelled) {
            boolean _ = given.future().cancel(true);
        }
    }

    private void staysHere(Throwable why) {
        whyLeft = why;
        if (why instanceof CodecException codec) {
            tally.staysHere(codec);
        }
    }

    /** These are to run in this JVM. */
    void leave(List<Taken> inputs) {
        left.addAll(inputs);
    }

    /** Those that were left; they are so no longer. */
    List<Taken> takeLeft() {
        List<Taken> all = new ArrayList<>(left);
        left.clear();
        return all;
    }

    /** What was left must not run here either. */
    void failLeft() {
        Throwable why = whyLeft;
        for (Taken taken : takeLeft()) {
            taken.failed(why != null ? why : new CancellationException("it was not run"));
        }
    }

    /** Waits for the round. */
    void await(Phase phase) throws InterruptedException {
        List<Running> round;
        synchronized (running) {
            round = List.copyOf(running);
        }
        for (Running one : round) {
            await(one, phase);
        }
        tally.endRound(phase);
        synchronized (running) {
            running.clear();
        }
    }

    private void await(Running one, Phase phase) throws InterruptedException {
        try {
            Metered.Measured call = Metered.unpack(one.future.get(), loader());
            one.taken.returned(call.value());
            tally.add(phase, one.taken.index(), call);
        } catch (ExecutionException e) {
            Throwable error = e.getCause() == null ? e : e.getCause();
            one.taken.failed(error);
            tally.failed(error);
        } catch (CodecException | CancellationException e) { // its result cannot be rebuilt here
            one.taken.failed(e);
            tally.failed(e);
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Cancels what runs; by any thread. */
    void cancel() {
        cancelled = true;
        List<Running> now;
        synchronized (running) {
            now = List.copyOf(running);
        }
        for (Running one : now) {
            boolean _ = one.future.cancel(true);
        }
    }
}
