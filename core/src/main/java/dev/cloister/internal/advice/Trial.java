package dev.cloister.internal.advice;

import dev.cloister.Outcome;
import dev.cloister.PoolOptions;
import dev.cloister.TaskOptions;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import dev.cloister.internal.advice.Tally.Phase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs some inputs of a piece of work where they can hurt nobody, and measures them: alone, two at a time in one worker process, and
 * one each in two. Work that cannot leave this JVM, or must not, is measured in threads of it. Used once, by one thread;
 * {@link #cancel} may be called by any.
 */
public final class Trial implements AutoCloseable {
    /** How many inputs a repeating trial looks at. */
    static final int SAMPLES = 4;

    /** The most short tasks that one round takes from the source. */
    private static final int MAX_BATCH = 256;

    private static final int MAX_TOGETHER_ROUNDS = 8;

    private static final int WARM_UP_ROUNDS = 4;

    /** Code that was compiled is some thirty times as fast as before. */
    private static final double MAY_BE_TINY_NANOS = 30 * Questions.TINY_NANOS;

    /** So often what took long is run again, because the machine may have been busy. */
    private static final int MAX_DOUBTS = 3;

    private final Object function;
    private final boolean twoArguments;
    private final PoolOptions pool;
    private final AdviceOptions options;
    private final boolean repeating;
    private final Tally tally;
    private final Rounds rounds;

    /** For how long a task that repeats does so, and short ones are run in a round: five rounds that repeat
     * and the start of two workers are to fit into the budget. */
    private final long window;

    /** Null until it runs. */
    private @Nullable Crew crew;

    private boolean scanned;

    private Trial(
            Object function,
            boolean twoArguments,
            PoolOptions pool,
            TaskOptions tasks,
            AdviceOptions options,
            boolean repeating) {
        this.function = Objects.requireNonNull(function, "function");
        this.twoArguments = twoArguments;
        this.pool = pool;
        this.options = options;
        this.repeating = repeating;
        this.tally = new Tally(repeating);
        this.rounds = new Rounds(function, tasks, tally);
        this.window = options.budget().toNanos() / (repeating ? 14 : 10);
    }

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
        return new Trial(function, twoArguments, pool, tasks, options, false);
    }

    /**
     * A trial that runs its first {@value #SAMPLES} inputs as often as it likes, each by itself, beside others, and in several
     * processes; the outcomes are of the last runs.
     */
    public static Trial repeating(Object function, boolean twoArguments, PoolOptions pool, AdviceOptions options) {
        return new Trial(function, twoArguments, pool, pool.tasks(), options, true);
    }

    /**
     * What came of a trial.
     *
     * @param outcomes of the inputs that were taken, one each, in their order: value, the task's own error, a {@code WorkerException}
     *     of a worker that died, a {@code CodecException} of a result that cannot travel, or a {@code CancellationException} after
     *     {@link #cancel}
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
    @SuppressWarnings("unchecked") // the caller knows what the function returns
    public <R extends @Nullable Object> Result<R> run(Iterator<?> inputs, long known) throws InterruptedException {
        Feed feed = new Feed(inputs, twoArguments, repeating ? SAMPLES : 0);
        ForeignLoad load = new ForeignLoad();
        try {
            if (!options.sharedState()) {
                runApart(feed, open(Crew.apart(pool)));
            }
            if (options.sharedState() || tally.isHere()) {
                runHere(feed);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            cancel();
            throw e;
        }
        double foreign = load.processors(crew == null ? Set.of() : crew.processes());
        List<Outcome<R>> outcomes = new ArrayList<>();
        feed.outcomes().forEach(outcome -> outcomes.add((Outcome<R>) outcome));
        return new Result<>(outcomes, tally.profile(known, options.processors(), foreign));
    }

    private Crew open(Crew opened) {
        close();
        crew = opened;
        return opened;
    }

    /** Ends early when a task cannot travel. */
    private void runApart(Feed feed, Crew apart) throws InterruptedException {
        if (!runFirst(feed, apart) || enough(feed) || !tally.has(Phase.APART)) {
            return;
        }
        if (tally.wall(Phase.APART) < (repeating ? window / 2.0 : window)) {
            if (repeating) {
                again(feed, apart);
            } else {
                batches(feed, apart);
            }
        }
        runTogether(feed, apart);
    }

    /** One input in each process; while these start, the code is looked at. Returns false if it cannot travel. */
    private boolean runFirst(Feed feed, Crew apart) throws InterruptedException {
        List<Taken> inputs = feed.take(2);
        if (inputs.isEmpty()) {
            return false;
        }
        long repeat = repeating ? window : 0;
        if (!rounds.submit(apart, apart.single(), inputs.subList(0, 1), repeat, false)) {
            rounds.leave(inputs.subList(1, inputs.size()));
            return false;
        }
        rounds.submit(apart, apart.pair(), inputs.subList(1, inputs.size()), repeat, false);
        scan();
        tally.add(ArgumentCost.of(inputs.getFirst().arguments(), rounds.loader()));
        rounds.await(Phase.APART);
        return !tally.isHere();
    }

    /** Short tasks that repeat: the other inputs; then one alone, and once more one each in two processes, now that both are warm. */
    private void again(Feed feed, Crew apart) throws InterruptedException {
        if (feed.size() > 2) {
            rounds.submit(apart, apart.single(), feed.take(1), window, false);
            rounds.submit(apart, apart.pair(), feed.take(feed.size() - 3), window, false);
            rounds.await(Phase.APART);
        }
        for (int round = 0; round == 0 || (round < WARM_UP_ROUNDS && mayBeCold()); round++) {
            feed.restart();
            tally.restart(Phase.ALONE);
            rounds.submit(apart, apart.single(), feed.take(1), window, false);
            rounds.await(Phase.ALONE);
        }
        feed.restart();
        tally.restart(Phase.APART);
        rounds.submit(apart, apart.single(), feed.take(1), window, false);
        rounds.submit(apart, apart.pair(), feed.take(1), window, false);
        rounds.await(Phase.APART);
    }

    /** Whether a task may yet turn out to be tiny, once it is compiled: on a busy machine that takes a while. */
    private boolean mayBeCold() {
        double wall = tally.wall(Phase.ALONE);
        return wall > Questions.TINY_NANOS && wall < MAY_BE_TINY_NANOS;
    }

    /** Short tasks that run once each: more and more of them, until they get no faster or it takes too long. */
    private void batches(Feed feed, Crew apart) throws InterruptedException {
        double before = tally.wall(Phase.APART);
        for (int size = 4; size <= MAX_BATCH && !enough(feed); size *= 4) {
            List<Taken> batch = feed.take(Math.clamp((long) (window / before), 1, size));
            if (batch.isEmpty()) {
                return;
            }
            tally.restart(Phase.ALONE);
            rounds.submit(apart, apart.single(), batch, 0, false);
            rounds.await(Phase.ALONE);
            double now = tally.wall(Phase.ALONE);
            if (!(now < 0.8 * before) || now * size > window) {
                return;
            }
            before = now;
        }
    }

    /** Two at a time in one process, until it was seen whether they wait for each other. */
    private void runTogether(Feed feed, Crew in) throws InterruptedException {
        for (int round = 0; round < MAX_TOGETHER_ROUNDS && !enough(feed) && needsLooks(round); round++) {
            double wall = Math.max(1, tally.wall(tally.has(Phase.ALONE) ? Phase.ALONE : Phase.APART));
            feed.restart();
            List<Taken> inputs = feed.take(repeating ? 2 : 2 * Math.clamp((long) (window / wall), 1, MAX_BATCH / 2));
            rounds.submit(in, in.pair(), inputs, repeating ? window : 0, inputs.size() > 1);
            rounds.await(inputs.size() > 1 ? Phase.TOGETHER : Phase.ALONE);
            if (inputs.size() < 2) {
                return;
            }
        }
    }

    /** Whether two tasks have not yet been seen together for long enough, or were slow although nobody saw them wait. */
    private boolean needsLooks(int round) {
        return tally.looks() < Tally.ENOUGH_LOOKS
                || tally.sharedNanos() < Tally.SHARED_NANOS
                || (round < MAX_DOUBTS && tally.isSlowForNoReason());
    }

    /** In threads of this JVM, unless that could end it. */
    private void runHere(Feed feed) throws InterruptedException {
        scan();
        if (!options.sharedState() && (options.isolation() || tally.isDeadly())) {
            rounds.failLeft();
            return;
        }
        Crew here = open(Crew.here(pool));
        List<Taken> left = rounds.takeLeft();
        if (repeating) {
            feed.restart();
        }
        List<Taken> first = repeating || left.isEmpty() ? feed.take(1) : left.subList(0, 1);
        rounds.submit(here, here.single(), first, repeating ? window : 0, false);
        rounds.await(Phase.ALONE);
        if (repeating && !enough(feed)) { // once more: the first was cold
            feed.restart();
            tally.restart(Phase.ALONE);
            rounds.submit(here, here.single(), feed.take(1), window, false);
            rounds.await(Phase.ALONE);
        }
        if (!repeating && left.size() > 1) {
            rounds.submit(here, here.pair(), left.subList(1, left.size()), 0, left.size() > 2);
            rounds.await(left.size() > 2 ? Phase.TOGETHER : Phase.ALONE);
        }
        if (tally.has(Phase.ALONE)) {
            runTogether(feed, here);
        }
    }

    /** Looks at the code, once. */
    private void scan() {
        if (!scanned) {
            scanned = true;
            for (Risk risk : RiskScan.of(function)) {
                tally.add(risk);
            }
        }
    }

    /** Whether nothing more has to be measured: it is risky, it must be kept apart anyway, or nobody wants it any more. */
    private boolean enough(Feed feed) {
        return rounds.isCancelled() || tally.hasRisk() || options.isolation() || (repeating && feed.hasFailed());
    }

    /** Cancels what runs and takes nothing more: {@link #run} returns soon. */
    public void cancel() {
        rounds.cancel();
    }

    /** Ends the trial's workers, in order and without waiting for that. */
    @Override
    public void close() {
        if (crew != null) {
            crew.close();
        }
    }
}
