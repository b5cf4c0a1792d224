package dev.cloister.internal.advice;

import dev.cloister.CodecException;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerException;
import dev.cloister.WorkerStartException;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import dev.cloister.internal.probe.Metered;
import dev.cloister.internal.probe.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a trial has seen so far, and the figures that follow. For one thread. */
final class Tally {
    /** So many looks at threads that run tasks together tell whether they wait for each other. */
    static final int ENOUGH_LOOKS = 16;

    /** Two at a time that hinder each other are slower than one; how much is of no interest. */
    private static final double MIN_SCALING = 0.5;

    /** Others keep less than this share of the processors busy. */
    private static final double QUIET_SHARE = 0.25;

    /** The garbage collector takes more than this share of the time. */
    private static final double MUCH_COLLECTING = 0.1;

    /** Two threads that are no faster than this, and never wait for each other, contradict themselves. */
    private static final double CONTRADICTION = 1.1;

    /** Of tasks that compute less than this share of their time, computing tells nothing about their waiting. */
    private static final double LITTLE_COMPUTING = 0.3;

    /** Two tasks that had less time than this beside each other have shown nothing. */
    static final long SHARED_NANOS = 12_000_000;

    /** How tasks were run. */
    enum Phase {
        /** One each in two processes. */
        APART,
        /** One, while nothing else of the trial ran. */
        ALONE,
        /** Two in one process. */
        TOGETHER
    }

    /** The samples of the last round of each phase that repeats, or of all rounds. */
    private final Map<Phase, List<Sample>> samples = new EnumMap<>(Phase.class);

    private final Set<Risk> risks = new LinkedHashSet<>();
    private final List<Double> resultBytes = new ArrayList<>();
    private final List<Double> resultNanos = new ArrayList<>();
    private final boolean repeating;

    /** How long the task of each input took, the last time that it did not share its process. */
    private final Map<Integer, Double> byInput = new HashMap<>();

    /** The samples of the round that is being entered. */
    private final List<Sample> round = new ArrayList<>();

    private double sharedNanos;

    /** Of the best round; chance only makes it worse. NaN if not known. */
    private double sleptScaling = Double.NaN;

    /** All samples of tasks that did not share their process. */
    private final List<Sample> shareSamples = new ArrayList<>();

    private int measured;
    private ArgumentCost argument = ArgumentCost.UNKNOWN;
    private @Nullable String cannotTravel;
    private @Nullable Throwable firstError;

    Tally(boolean repeating) {
        this.repeating = repeating;
        for (Phase phase : Phase.values()) {
            samples.put(phase, new ArrayList<>());
        }
    }

    /** The next round of this phase is what counts: those before were cold. */
    void restart(Phase phase) {
        of(phase).clear();
    }

    void add(Phase phase, int index, Metered.Measured call) {
        of(phase).add(call.sample());
        round.add(call.sample());
        if (phase != Phase.TOGETHER) {
            byInput.put(index, perRun(call.sample()));
            shareSamples.add(call.sample());
        }
        measured++;
        if (call.sample().resultBytes() >= 0) {
            resultBytes.add((double) call.sample().resultBytes());
            resultNanos.add((double) call.sample().resultNanos() + call.decodeNanos());
        }
    }

    void add(Risk risk) {
        risks.add(risk);
    }

    void add(ArgumentCost cost) {
        argument = cost;
    }

    /** A task failed, or its worker died. */
    void failed(Throwable error) {
        firstError = firstError == null ? error : firstError;
        switch (error) {
            case WorkerStartException e -> {}
            case WorkerException e -> died(e);
            case OutOfMemoryError e ->
                risks.add(new Risk(Risk.Kind.OUT_OF_MEMORY, "a run was out of memory: " + e.getMessage()));
            case CodecException e -> staysHere(e);
            default -> {}
        }
    }

    private void died(WorkerException error) {
        WorkerDeath death = error.death();
        switch (death.cause()) {
            case CRASH -> risks.add(new Risk(Risk.Kind.CRASHED, "a run crashed its process" + signal(death)));
            case EXIT ->
                risks.add(new Risk(Risk.Kind.EXITS, "a run ended its process with exit code " + death.exitCode()));
            case OUT_OF_MEMORY, KERNEL_OUT_OF_MEMORY ->
                risks.add(new Risk(Risk.Kind.OUT_OF_MEMORY, "a run was out of memory"));
            case KILLED, CHANNEL_LOST, UNRESPONSIVE ->
                risks.add(new Risk(Risk.Kind.CRASHED, "the process of a run ended" + signal(death)));
            default -> {} // the pool ended it: a limit, a cancellation
        }
    }

    private static String signal(WorkerDeath death) {
        return death.signal() == null ? "" : " by " + death.signal();
    }

    /** It cannot run in another process, and this is why. */
    void staysHere(CodecException why) {
        if (cannotTravel == null) {
            cannotTravel = String.valueOf(why.getMessage());
        }
    }

    boolean isHere() {
        return cannotTravel != null;
    }

    boolean hasRisk() {
        return !risks.isEmpty();
    }

    /** Whether a run can end the JVM that it is in. */
    boolean isDeadly() {
        for (Risk risk : risks) {
            if (risk.kind() != Risk.Kind.NATIVE_CODE) {
                return true;
            }
        }
        return false;
    }

    boolean has(Phase phase) {
        return !of(phase).isEmpty();
    }

    private List<Sample> of(Phase phase) {
        return samples.getOrDefault(phase, List.of());
    }

    /** How long a task of this phase takes by itself; NaN if there is none. */
    double wall(Phase phase) {
        return median(of(phase), Tally::perRun);
    }

    /** One run; of runs of which the first were cold, one of the last. */
    private static double perRun(Sample sample) {
        double mean = (double) sample.ownWall() / sample.runs();
        return sample.runs() == 1 ? mean : Math.min(mean, (double) sample.last());
    }

    /** How often threads that ran tasks together were looked at. */
    long looks() {
        return sum(of(Phase.TOGETHER), Sample::looks);
    }

    /** How much time each of two tasks had of its own, whether it ran or waited, while the other one was under way, too. */
    double sharedNanos() {
        return sharedNanos;
    }

    /** That of a round with these samples. */
    private static double shared(List<Sample> round) {
        long start = round.stream().mapToLong(Sample::start).min().orElse(0);
        long end = round.stream().mapToLong(Sample::end).max().orElse(0);
        double walls = (double) sum(round, Sample::wall);
        double overlap = Math.max(0, walls - (end - start));
        double own = round.size() == 2
                ? (double) Math.min(round.getFirst().ownWall(), round.getLast().ownWall())
                : sum(round, Sample::ownWall) / 2.0;
        return walls == 0 ? 0 : own * Math.min(1, 2 * overlap / walls);
    }

    /** All of the round has been entered. */
    void endRound(Phase phase) {
        if (phase == Phase.TOGETHER && !round.isEmpty()) {
            double shared = shared(round);
            sharedNanos += shared;
            double slept = sleptScaling(shared);
            sleptScaling = Double.isNaN(sleptScaling) ? slept : Math.max(sleptScaling, slept);
        }
        round.clear();
    }

    private static long sum(List<Sample> of, java.util.function.ToLongFunction<Sample> what) {
        return of.stream().mapToLong(what).sum();
    }

    private static double median(List<Sample> of, ToDoubleFunction<Sample> what) {
        return median(of.stream().mapToDouble(what).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        return n == 0 ? Double.NaN : (values[(n - 1) / 2] + values[n / 2]) / 2;
    }

    private static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Of all work, not of a typical task: inputs differ. */
    private static double mean(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** The phase that tells best how a task is by itself. */
    private List<Sample> alone() {
        for (Phase phase : List.of(Phase.ALONE, Phase.APART)) {
            if (has(phase)) {
                return of(phase);
            }
        }
        return of(Phase.TOGETHER);
    }

    /**
     * Which share of its own time a task computes. Chance only makes it less: the JVM may stop its threads, and on a busy machine it takes
     * a while until it has them go on. So of the same inputs again and again the best counts, of others the upper quarter.
     */
    private double cpuShare() {
        double[] shares = shareSamples.stream()
                .filter(sample -> sample.cpu() >= 0)
                .mapToDouble(sample -> Math.min(1, (double) sample.cpu() / sample.ownWall()))
                .sorted()
                .toArray();
        int n = shares.length;
        return n == 0 ? Double.NaN : shares[repeating ? n - 1 : n - 1 - n / 4];
    }

    /** How much time a thread had of its own for each that it computed; NaN where the system does not tell. */
    private static double ownPerCpu(List<Sample> of) {
        return of.stream().anyMatch(sample -> sample.cpu() < 0 || sample.delay() < 0) || of.isEmpty()
                ? Double.NaN
                : (double) sum(of, Sample::ownWall) / Math.max(1, sum(of, Sample::cpu));
    }

    /**
     * How many times as fast two threads are as one, if nothing but their waiting for each other's locks counts, as it was seen; whatever else
     * the machine does. NaN if there were too few looks.
     */
    double seenScaling() {
        long looks = looks();
        return looks < ENOUGH_LOOKS ? Double.NaN : 2 * (1 - (double) sum(of(Phase.TOGETHER), Sample::blocked) / looks);
    }

    /** The same of a round, if all counts that has them sleep more than one alone. A busy machine adds to that. NaN if not known. */
    private double sleptScaling(double shared) {
        double before = ownPerCpu(alone());
        if (!(before < 1 / LITTLE_COMPUTING) || Double.isNaN(ownPerCpu(round)) || shared <= 0) {
            return Double.NaN;
        }
        double waited = sum(round, Sample::ownWall) - before * sum(round, Sample::cpu);
        return Math.clamp(2 - waited / shared, MIN_SCALING, 2);
    }

    /** Whether two at a time were slow although they were not seen to wait for each other: it may be by chance. */
    boolean isSlowForNoReason() {
        return !(seenScaling() < Questions.SCALES_FROM)
                && (timedScaling() < Questions.SCALES_FROM || sleptScaling < Questions.SCALES_FROM);
    }

    /** The same by the time that the same tasks took, at their best; only a quiet machine tells it. NaN if they were not the same. */
    double timedScaling() {
        double alone = best(has(Phase.ALONE) ? Phase.ALONE : Phase.APART);
        return repeating ? Math.clamp(2 * alone / best(Phase.TOGETHER), MIN_SCALING, 2) : Double.NaN;
    }

    private double best(Phase phase) {
        return of(phase).stream().mapToDouble(Tally::perRun).min().orElse(Double.NaN);
    }

    private double threadScaling(boolean quiet) {
        double scaling = has(Phase.TOGETHER) ? least(2, seenScaling()) : Double.NaN;
        if (quiet || gcShare() > MUCH_COLLECTING || looks() < ENOUGH_LOOKS) {
            scaling = least(scaling, sleptScaling);
        }
        return Math.max(MIN_SCALING, quiet ? least(scaling, timedScaling()) : scaling);
    }

    /** NaN counts only if it is the first. */
    private static double least(double first, double second) {
        return second < first ? second : first;
    }

    /** How many times as fast two processes are as one; of tasks that were not run alone, what can be told from their waiting. */
    private double processScaling(boolean quiet) {
        if (quiet && repeating && has(Phase.APART) && has(Phase.ALONE)) {
            return Math.clamp(2 * best(Phase.ALONE) / best(Phase.APART), MIN_SCALING, 2);
        }
        List<Sample> apart = of(Phase.APART);
        double computed = 1 / ownPerCpu(apart);
        return apart.size() > 1 && computed > Work.COMPUTES_FROM ? Math.min(2, 2 * computed) : Double.NaN;
    }

    private double gcShare() {
        List<Sample> of = has(Phase.TOGETHER) ? of(Phase.TOGETHER) : alone();
        boolean known = of.stream().allMatch(sample -> sample.collections() >= 0) && !of.isEmpty();
        return known
                ? Math.min(1, (double) sum(of, Sample::collections) / Math.max(1, sum(of, Sample::wall)))
                : Double.NaN;
    }

    WorkProfile profile(long inputs, int processors, double foreignLoad) {
        List<Sample> alone = alone();
        boolean quiet = foreignLoad < QUIET_SHARE * processors;
        double wall = repeating ? mean(byInput.values()) : median(alone, Tally::perRun);
        double allocated = median(alone, s -> s.allocated() < 0 ? Double.NaN : (double) s.allocated() / s.runs());
        return new WorkProfile(
                inputs,
                measured,
                wall,
                wall * cpuShare(),
                allocated,
                gcShare(),
                threadScaling(quiet),
                processScaling(quiet),
                argument.bytes(),
                argument.nanos(),
                median(resultBytes),
                median(resultNanos),
                processors,
                foreignLoad,
                cannotTravel,
                unclear(quiet),
                List.copyOf(risks));
    }

    private @Nullable String unclear(boolean quiet) {
        if (!quiet && has(Phase.TOGETHER) && looks() < ENOUGH_LOOKS) {
            return "two tasks could hardly be seen to run at the same time, so busy were the processors: measure again on a"
                    + " quieter machine";
        }
        if (!quiet
                && seenScaling() > Questions.SCALES_FROM
                && sleptScaling < CONTRADICTION
                && gcShare() <= MUCH_COLLECTING) {
            return "two threads held each other up, although they did not wait for a lock, while others used the processors:"
                    + " measure again on a quieter machine";
        }
        if (measured > 0 || hasRisk()) {
            return null;
        }
        return firstError == null
                ? "no task was run"
                : "no task ended with a result; the first failed: "
                        + firstError.toString().lines().findFirst().orElse("");
    }
}
