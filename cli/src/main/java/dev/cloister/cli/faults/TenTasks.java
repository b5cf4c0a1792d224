package dev.cloister.cli.faults;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.WorkerOptions;
import dev.cloister.faults.Ending;
import dev.cloister.faults.Expected;
import dev.cloister.faults.Faults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Ten tasks on two running workers, the fourth a bad one.
 *
 * @param bad submits the bad task
 * @param expected how it must end
 * @param options changes the pool's options
 * @param before is done when the workers run, before the tasks are submitted
 * @param during is done when all tasks were submitted; the verdict's time counts from its end
 * @param after is done when all tasks have ended, before the pool is tried again
 */
record TenTasks(
        BadTask bad, Expected expected, UnaryOperator<PoolOptions> options, Strike before, Strike during, Strike after)
        implements Scenario {
    static final int WORKERS = 2;

    private static final int TASKS = 10;
    private static final int BAD = 3;
    private static final long NAP_MILLIS = 20;
    private static final Strike NOTHING = (pool, place) -> {};

    /** Submits the bad task. */
    @FunctionalInterface
    interface BadTask {
        Future<?> submit(Pool pool, Place place) throws Exception;
    }

    /** Something that is done to a pool from outside. */
    @FunctionalInterface
    interface Strike {
        void strike(Pool pool, Place place) throws Exception;
    }

    static TenTasks of(BadTask bad, Expected expected) {
        return new TenTasks(bad, expected, UnaryOperator.identity(), NOTHING, NOTHING, NOTHING);
    }

    TenTasks with(UnaryOperator<PoolOptions> change) {
        return new TenTasks(bad, expected, change, before, during, after);
    }

    TenTasks before(Strike strike) {
        return new TenTasks(bad, expected, options, strike, during, after);
    }

    TenTasks during(Strike strike) {
        return new TenTasks(bad, expected, options, before, strike, after);
    }

    TenTasks after(Strike strike) {
        return new TenTasks(bad, expected, options, before, during, strike);
    }

    /** The options of all rows. */
    static PoolOptions options(Place place) {
        return PoolOptions.ofProcesses(WORKERS)
                .withOutput((worker, source, line) -> {})
                .withWorkers(WorkerOptions.defaults()
                        .withJvmArguments("-Xmx64m")
                        .withEnvironment(Family.VARIABLE, place.family().mark())
                        .withEnvironment(Faults.WORKER_VARIABLE, "1"));
    }

    /** An innocent task. */
    static long square(long x) throws InterruptedException {
        Thread.sleep(NAP_MILLIS);
        return x * x;
    }

    @Override
    public Observation observe(Place place) throws Exception {
        List<String> complaints = new ArrayList<>();
        Pool pool = Pool.open(options.apply(options(place)));
        Observation seen;
        try {
            seen = observe(pool, place, complaints);
        } finally {
            close(pool, complaints);
        }
        return seen.with(complaints);
    }

    private Observation observe(Pool pool, Place place, List<String> complaints) throws Exception {
        List<Long> _ = Meeting.hold(pool, WORKERS, place.folder());
        Ending _ = Ending.of(CompletableFuture.completedFuture(null), Limits.PATIENCE); // the thread that asks is there
        before.strike(pool, place);
        List<Future<Long>> innocents = new ArrayList<>();
        Moment moment = Moment.now();
        Future<?> struck = CompletableFuture.completedFuture(null);
        Ending refused = null;
        for (long i = 0; i < TASKS; i++) {
            if (i != BAD) {
                innocents.add(pool.submit(TenTasks::square, i));
                continue;
            }
            moment = Moment.now();
            try {
                struck = bad.submit(pool, place);
            } catch (RuntimeException e) {
                refused = Ending.refused(e);
            }
        }
        during.strike(pool, place);
        if (!NOTHING.equals(during)) {
            moment = Moment.now();
        }
        Ending ending = refused != null ? refused : Ending.of(struck, Limits.PATIENCE);
        double seconds = moment.seconds();
        String complaint = expected.complaint(ending);
        if (complaint != null) {
            complaints.add(complaint);
        }
        int right = countRight(innocents);
        after.strike(pool, place);
        boolean usable = isUsable(pool, place, complaints);
        return new Observation(ending.name(), right, usable, seconds, complaints);
    }

    private static int countRight(List<Future<Long>> innocents) throws InterruptedException {
        int right = 0;
        for (int i = 0; i < innocents.size(); i++) {
            long x = i < BAD ? i : i + 1;
            Ending ending = Ending.of(innocents.get(i), Limits.PATIENCE);
            right += Long.valueOf(x * x).equals(ending.value()) ? 1 : 0;
        }
        return right;
    }

    /** Whether all workers of the pool work. */
    static boolean isUsable(Pool pool, Place place, List<String> complaints) throws InterruptedException {
        try {
            List<Long> _ = Meeting.hold(pool, WORKERS, place.folder());
            return true;
        } catch (IOException | RuntimeException e) {
            complaints.add("afterwards: " + e.getMessage());
            return false;
        }
    }

    /** Closes a pool, which must not hang either. */
    static void close(Pool pool, List<String> complaints) throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("cloister-faults-closer").start(() -> {
            pool.close();
            closed.complete(null);
        });
        try {
            closed.get(Limits.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            complaints.add("the pool could not be closed within " + Limits.PATIENCE.toSeconds() + " s");
            pool.killWorkers();
        }
    }
}
