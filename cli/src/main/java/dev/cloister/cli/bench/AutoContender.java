package dev.cloister.cli.bench;

import dev.cloister.AutoPool;
import dev.cloister.Pool;
import dev.cloister.advice.Advice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A workload on a pool that finds out by itself where to run it. The pool is this workload's own, because a pool decides once for
 * each function, and all workloads are one function here: {@link Stamped#run}.
 */
final class AutoContender implements Contender {
    static final String LABEL = "automatic";

    /** A pool that has not decided after so long is measured as it is. */
    private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Workload workload;
    private final long warmUpNanos;
    private volatile @Nullable AutoPool pool;
    private volatile @Nullable Advice advice;

    /**
     * A contender.
     *
     * @param warmUpMillis how long it is run in the place that it has chosen before it is measured, if there is code to be
     *     compiled
     */
    AutoContender(Workload workload, int warmUpMillis) {
        this.workload = workload;
        warmUpNanos = TimeUnit.MILLISECONDS.toNanos(warmUpMillis);
    }

    @Override
    public String runtime() {
        return JvmContender.RUNTIME;
    }

    @Override
    public String mode() {
        return LABEL;
    }

    @Override
    public Mode kind() {
        return Mode.AUTO;
    }

    @Override
    public boolean optional() {
        return false;
    }

    @Override
    public Optional<Advice> advice() {
        return Optional.ofNullable(advice);
    }

    /** Runs the tasks themselves, since it is they that the decision must suit, until it is made and its place is warm. */
    @Override
    public void prepare() throws Exception {
        pool = Pool.auto();
        long start = System.nanoTime();
        do {
            runAll();
        } while (advice == null && System.nanoTime() - start < TRIAL_NANOS);
        start = System.nanoTime();
        do {
            runAll();
        } while (workload.needsCompiling() && System.nanoTime() - start < warmUpNanos);
    }

    @Override
    public Run run() throws Exception {
        Recorded recorded = runAll();
        return new Run(recorded.timeline().seconds(), recorded.answers());
    }

    @Override
    public Optional<Recorded> record() throws Exception {
        return Optional.of(runAll());
    }

    /** Always with this function: another would be decided on anew. */
    private Recorded runAll() throws Exception {
        AutoPool opened = pool;
        if (opened == null) {
            throw new IllegalStateException("not prepared");
        }
        List<? extends Task> tasks = workload.tasks();
        long start = System.nanoTime();
        List<Stamped> stamped = opened.map(Stamped::run, tasks);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        for (Stamped one : stamped) {
            if (!one.ok()) {
                throw new ContenderException(one.answer().toString());
            }
        }
        opened.advice().values().forEach(made -> advice = made); // of the one function
        return new Recorded(
                stamped.stream().map(Stamped::answer).toList(),
                Lanes.timeline(workload.name(), LABEL, seconds, start, stamped));
    }

    @Override
    public void close() {
        AutoPool opened = pool;
        if (opened != null) {
            opened.killWorkers();
            opened.close();
        }
    }
}
