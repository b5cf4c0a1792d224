package dev.cloister.internal.pool;

import dev.cloister.AutoPool.Choice;
import dev.cloister.Backend;
import dev.cloister.CodecException;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerException;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import dev.cloister.internal.probe.Gauge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one function: where its tasks run, what was measured, and whether that is what was assumed. TRIAL (of the
 * first tasks) -> SURE -> CLOSE (all are measured, for something is not as it was) -> SURE; from each back to TRIAL.
 * Thread-safe.
 */
final class AutoJudge {
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;

    /** What takes less is all the same short. */
    private static final double SHORT_NANOS = 100 * MICRO;

    /** A task that takes so many times as long as assumed is another one. */
    private static final double FAR = 8;

    /** Beyond it tasks in threads hold each other up. */
    private static final double HELD_UP = 1.6;

    /** Below it a task that computed waits; above the other one that waited computes. */
    private static final double WAITS_BELOW = 0.3;

    private static final double COMPUTES_FROM = 0.7;

    private enum Stage {
        TRIAL,
        SURE,
        CLOSE
    }

    /** What follows from a measurement. */
    enum Verdict {
        GO_ON,
        DECIDE
    }

    private final AutomaticPool pool;
    private final Object function;
    private final String name;
    private final AdviceOptions options;

    /** Why it must be processes; empty if nothing says so but the pool's options. */
    private final String demand;

    private final AutoSamples samples = new AutoSamples();

    /** Guarded by this, as all that follows. */
    private Stage stage = Stage.TRIAL;

    private @Nullable Advice advice;

    /** The pool for the stage; null until somebody asks. */
    private @Nullable AbstractPool target;

    private @Nullable String cannotTravel;
    private @Nullable List<Risk> risks;
    private final List<Risk> seen = new ArrayList<>();

    /** How tasks scaled where they ran in threads; NaN if that was not seen. */
    private double threadScaling = Double.NaN;

    /** What the next decision is made from, if not from the samples as they are; and why. */
    private @Nullable WorkProfile revised;

    private String why = "after the first tasks";

    /** Changes with every decision and every trial. */
    private long epoch;

    /** How often it went to another backend: each time it takes more to make it do so again. */
    private int moves;

    AutoJudge(AutomaticPool pool, Object function, AdviceOptions options, String demand, @Nullable Advice kept) {
        this.pool = pool;
        this.function = function;
        this.name = AutoFunction.name(function);
        this.options = options;
        this.demand = demand;
        if (kept != null) {
            advice = kept;
            stage = Stage.SURE;
            pool.journal().add(new Choice(Instant.now(), name, null, kept, "as it was kept"));
        }
    }

    String name() {
        return name;
    }

    synchronized @Nullable Advice advice() {
        return advice;
    }

    synchronized boolean isSerial() {
        return stage == Stage.SURE && advice != null && advice.backend() instanceof Backend.Serial;
    }

    synchronized boolean isSure() {
        return stage == Stage.SURE;
    }

    synchronized boolean isOnTrial() {
        return stage == Stage.TRIAL;
    }

    /** One task in so many is measured. */
    synchronized int every() {
        if (stage != Stage.SURE) {
            return 1;
        }
        double wall = wall();
        return wall >= MILLI ? 1 : wall >= 20 * MICRO ? 16 : 64;
    }

    /** How long a task takes, as assumed; NaN if nothing is. */
    synchronized double wall() {
        return advice == null ? Double.NaN : advice.profile().wallNanos();
    }

    /** How many tasks may be on trial at a time: more of short ones, which would wait for their turn for longer than they run. */
    synchronized int trialPlaces() {
        double wall = samples.wall();
        int times = wall < 50 * MICRO ? 32 : wall < MILLI ? 4 : 1;
        return times * pool.processors();
    }

    /** Where its tasks run now, if that is known without opening a pool. */
    synchronized @Nullable AbstractPool known() {
        return target;
    }

    /**
     * Where its tasks run now.
     *
     * @throws RuntimeException if that cannot be opened
     */
    AbstractPool target() {
        Backend wanted;
        synchronized (this) {
            if (target != null) {
                return target;
            }
            wanted = wanted();
        }
        AbstractPool opened;
        try {
            opened = wanted == null ? pool.processPool() : pool.opened(wanted);
        } catch (IllegalStateException | UnsupportedOperationException | CodecException e) { // no workers from here
            if (!mayUseThreads()) {
                throw e;
            }
            synchronized (this) {
                cannotTravel = "worker processes cannot be used here: " + e.getMessage();
            }
            opened = pool.threads();
        }
        synchronized (this) {
            if (Objects.equals(wanted, wanted())) {
                target = opened;
            }
            return opened;
        }
    }

    /** The backend; null for processes, one for each processor. Under the monitor. */
    private @Nullable Backend wanted() {
        Backend chosen = stage == Stage.TRIAL || advice == null ? null : advice.backend();
        if (chosen instanceof Backend.Serial || (chosen == null && (options.sharedState() || cannotTravel != null))) {
            return Backend.threads(pool.processors());
        }
        return chosen;
    }

    private boolean mayUseThreads() {
        return !options.isolation();
    }

    /** A task of it cannot go to another process. Returns whether it may be run in this one. */
    synchronized boolean cannotTravel(CodecException error) {
        if (!mayUseThreads()) {
            return false;
        }
        if (stage == Stage.TRIAL && cannotTravel == null) {
            cannotTravel = String.valueOf(error.getMessage());
            epoch++;
            samples.clear();
            target = null;
        }
        return true;
    }

    /** A task of it has failed, perhaps with its process. */
    synchronized void failed(Throwable error) {
        if (error instanceof WorkerException died) {
            Risk.Kind kind = kind(died.death().cause());
            if (kind != null && seen.stream().noneMatch(risk -> risk.kind() == kind)) {
                seen.add(new Risk(
                        kind, "a task of " + name + ": " + died.getClass().getSimpleName()));
            }
        }
    }

    private static Risk.@Nullable Kind kind(WorkerDeath.Cause cause) {
        return switch (cause) {
            case CRASH -> Risk.Kind.CRASHED;
            case EXIT -> Risk.Kind.EXITS;
            case OUT_OF_MEMORY, KERNEL_OUT_OF_MEMORY -> Risk.Kind.OUT_OF_MEMORY;
            default -> null;
        };
    }

    synchronized long epoch() {
        return epoch;
    }

    /** Begins again. */
    synchronized void tryAgain(String reason) {
        stage = Stage.TRIAL;
        why = reason;
        epoch++;
        target = null;
        revised = null;
        samples.clear();
    }

    /** Tasks take so long on average, as their number tells. Returns whether that is so far from what was assumed that all are measured from now on. */
    synchronized boolean isSlow(double nanos) {
        boolean slow = stage == Stage.SURE && nanos > FAR * Math.max(wall(), MILLI);
        if (slow) {
            stage = Stage.CLOSE;
            samples.clear();
        }
        return slow;
    }

    synchronized Verdict measured(Gauge.Reading reading, long when) {
        if (reading.samples() == 0 || when != epoch) { // it ran where its function does not run any more
            return Verdict.GO_ON;
        }
        samples.add(reading);
        if (stage == Stage.TRIAL) {
            boolean enough =
                    samples.isEnough(pool.processors(), options.budget().toNanos());
            return enough ? Verdict.DECIDE : Verdict.GO_ON;
        }
        Advice assumed = advice;
        if (assumed == null || samples.count() < patience()) {
            return Verdict.GO_ON;
        }
        String found = assumed.backend() == null ? "now that it can be told" : compare(assumed.profile());
        if (found == null) {
            samples.clear();
            stage = Stage.SURE;
            return Verdict.GO_ON;
        }
        why = found;
        return Verdict.DECIDE;
    }

    /** So many tasks must have been measured. */
    private int patience() {
        int least = samples.wall() > SHORT_NANOS * 1000
                ? Math.max(3, pool.processors())
                : 2 * Math.max(4, pool.processors());
        int times = advice != null && advice.backend() == null ? 4 : 1 << Math.min(moves, 3);
        return Math.min(64, least * times);
    }

    /** What is not as it was assumed; null if nothing is. Notes what follows for the next decision. */
    private @Nullable String compare(WorkProfile assumed) {
        double wall = samples.wall();
        double cpu = samples.cpu();
        double share = Math.min(1, cpu / wall);
        double was = assumed.cpuShare();
        Backend backend = advice == null ? null : advice.backend();
        double used = samples.meanCpu();
        double mean = samples.meanWall();
        boolean sameWork = used < assumed.cpuNanos() * HELD_UP && used * HELD_UP > assumed.cpuNanos();
        if (backend instanceof Backend.Threads(int lanes)
                && sameWork
                && was >= 0.5
                && mean > SHORT_NANOS
                && mean > assumed.wallNanos() * HELD_UP
                && mean < assumed.wallNanos() * lanes * HELD_UP) { // a lock costs each its turn; longer is waiting
            threadScaling = onTwo(assumed.wallNanos() / mean, lanes);
            revised = profile(assumed.wallNanos(), assumed.cpuNanos(), assumed.allocatedBytes());
            return "its tasks hold each other up in threads: " + text(mean) + " where " + text(assumed.wallNanos())
                    + " would do, with the same processor time";
        }
        revised = null;
        if (wall > SHORT_NANOS && was >= 0.5 && share < WAITS_BELOW) {
            return "its tasks began to wait: they compute for " + Math.round(100 * share) + " % of their " + text(wall);
        }
        if (wall > SHORT_NANOS && was < 0.5 && share > COMPUTES_FROM) {
            return "its tasks began to compute: for " + Math.round(100 * share) + " % of their " + text(wall);
        }
        boolean longer = wall > FAR * Math.max(assumed.wallNanos(), SHORT_NANOS / FAR);
        boolean shorter = wall * FAR < assumed.wallNanos() && assumed.wallNanos() > SHORT_NANOS;
        return longer || shorter
                ? "its tasks became " + (longer ? "longer" : "shorter") + ": " + text(wall) + " instead of "
                        + text(assumed.wallNanos())
                : null;
    }

    /** How two threads would scale, if {@code lanes} of them each are {@code slower} times as fast as one alone (Amdahl). */
    static double onTwo(double slower, int lanes) {
        double speedup = Math.clamp(slower * lanes, 1, lanes);
        double alone = lanes == 1 ? 0 : (1 / speedup - 1.0 / lanes) / (1 - 1.0 / lanes);
        return 2 / (1 + alone);
    }

    private static String text(double nanos) {
        return nanos < 10 * MICRO
                ? Math.round(nanos) + " ns"
                : nanos < 10 * MILLI ? Math.round(nanos / MICRO) + " us" : Math.round(nanos / MILLI) + " ms";
    }

    /** Decides from what was measured. Returns whether tasks are to go elsewhere. */
    boolean decide() {
        List<Risk> inCode = risks();
        WorkProfile profile;
        synchronized (this) {
            WorkProfile noted = revised;
            if (noted == null && samples.count() == 0) {
                return false; // it has just been decided
            }
            boolean known = Double.isNaN(samples.cpu()) && advice != null;
            if (stage != Stage.TRIAL && noted == null && known) { // of virtual threads the processor time is not known
                tryAgain(why);
                return true;
            }
            profile = with(noted != null ? noted : profile(samples.wall(), samples.cpu(), samples.allocated()), inCode);
        }
        Advice next = named(pool.chooser().choose(profile, options));
        synchronized (this) {
            Advice before = advice;
            boolean elsewhere =
                    before == null || !Objects.equals(before.backend(), next.backend()) || stage == Stage.TRIAL;
            boolean news = before == null || !Objects.equals(before.backend(), next.backend());
            advice = next;
            stage = Stage.SURE;
            revised = null;
            epoch++;
            target = null;
            samples.clear();
            if (news) {
                moves += before == null ? 0 : 1;
                pool.journal().add(new Choice(Instant.now(), name, before, next, why));
            }
            return elsewhere;
        }
    }

    private Advice named(Advice made) {
        return demand.isEmpty()
                ? made
                : new Advice(
                        made.choice(),
                        made.backend(),
                        made.reason() + " (" + demand + ")",
                        made.profile(),
                        made.path(),
                        made.estimates(),
                        made.code());
    }

    private List<Risk> risks() {
        synchronized (this) {
            if (risks != null) {
                return risks;
            }
        }
        List<Risk> found = pool.chooser().risks(function);
        synchronized (this) {
            risks = found;
        }
        return found;
    }

    private WorkProfile with(WorkProfile measured, List<Risk> inCode) {
        List<Risk> all = new ArrayList<>(inCode);
        all.addAll(seen);
        return new WorkProfile(
                measured.inputs(),
                measured.samples(),
                measured.wallNanos(),
                measured.cpuNanos(),
                measured.allocatedBytes(),
                measured.gcShare(),
                threadScaling,
                measured.processScaling(),
                measured.argumentBytes(),
                measured.argumentNanos(),
                measured.resultBytes(),
                measured.resultNanos(),
                measured.processors(),
                measured.foreignLoad(),
                cannotTravel,
                measured.unclear(),
                all);
    }

    private WorkProfile profile(double wall, double cpu, double allocated) {
        return new WorkProfile(
                -1,
                samples.count(),
                wall,
                cpu,
                allocated,
                Double.NaN,
                threadScaling,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                pool.processors(),
                Double.NaN,
                cannotTravel,
                null,
                List.of());
    }
}
