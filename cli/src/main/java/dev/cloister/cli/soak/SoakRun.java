package dev.cloister.cli.soak;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteCallable;
import dev.cloister.RestartIntensity;
import dev.cloister.WorkerOptions;
import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.faults.Family;
import dev.cloister.cli.faults.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One soak.
 *
 * @param kills how many
 * @param seed what the schedule is drawn from
 * @param workers of the pool
 * @param threads that submit
 * @param seconds until it ends in any case
 */
record SoakRun(int kills, long seed, int workers, int threads, double seconds) {
    private static final long END_MILLIS = 30_000;
    private static final Duration HEARTBEAT = Duration.ofMillis(250);

    SoakResult run(Path folder, Work work, Progress progress) throws IOException, InterruptedException {
        Family family = Family.create();
        Ledger ledger = new Ledger();
        progress.stage("warming up (not counted)");
        warmUp(family, work, ledger);
        Resources before = settled(new Resources(Integer.MAX_VALUE, 0, 0, 0), work);
        work.begin();
        Pool pool = open(family);
        Killer killer = new Killer(pool, work, ledger, new SplittableRandom(seed), progress);
        double took;
        try {
            took = soak(pool, killer, work, ledger);
        } finally {
            if (ledger.lost() > 0) {
                pool.killWorkers();
            }
            pool.close();
        }
        progress.stage("looking for what is left");
        long deaths =
                killer.done().values().stream().mapToInt(Integer::intValue).sum();
        Map<String, Long> shared = work.end(ledger, deaths);
        int orphans = family.awaitGone(work.goneSeconds());
        family.describe().forEach(ledger::problem);
        Resources after = settled(before, work);
        long twice = ledger.countTwice(folder);
        return new SoakResult(
                seed,
                kills,
                killer.done(),
                ledger.submitted(),
                ledger.right(),
                ledger.failed(),
                ledger.lost(),
                ledger.wrong(),
                twice,
                orphans,
                after.minus(before),
                took,
                shared,
                ledger.problems());
    }

    /** What stays for the life of the JVM is there before it is counted. */
    private void warmUp(Family family, Work work, Ledger ledger) throws IOException, InterruptedException {
        work.begin();
        try (Pool pool = open(family)) {
            long id = ledger.nextId();
            ledger.value(id, get(pool, work.task(id, 0, null)));
        }
        Map<String, Long> _ = work.end(ledger, 0);
    }

    private double soak(Pool pool, Killer killer, Work work, Ledger ledger) throws InterruptedException {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Runnable submitter = work.submitter(pool, ledger, random.split(), goesOn::get);
            submitters.add(Thread.ofPlatform().name("soak-submitter-" + i).start(submitter));
        }
        Moment start = Moment.now();
        try {
            killer.run(kills, seconds);
        } finally {
            goesOn.set(false);
        }
        double took = start.seconds();
        Moment end = Moment.now();
        for (Thread submitter : submitters) {
            submitter.join(Math.max(1, END_MILLIS - (long) (end.seconds() * 1000)));
            if (submitter.isAlive()) {
                ledger.problem(
                        submitter.getName() + " still waits for tasks " + END_MILLIS / 1000 + " s after the last");
                submitter.interrupt();
            }
        }
        return took;
    }

    private Pool open(Family family) {
        return Pool.open(PoolOptions.ofProcesses(workers)
                .withHeartbeat(HEARTBEAT)
                .withRestartIntensity(new RestartIntensity(1000, Duration.ofSeconds(10)))
                .withOutput((worker, source, line) -> {})
                .withWorkers(WorkerOptions.defaults().withEnvironment(Family.VARIABLE, family.mark())));
    }

    private static Object get(Pool pool, RemoteCallable<Long> task) throws IOException, InterruptedException {
        try {
            return pool.submit(task).get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException("a pool without any kills does not work: " + e.getCause(), e);
        }
    }

    /** What is held once threads and descriptors on their way out are gone. */
    private static Resources settled(Resources before, Work work) throws IOException, InterruptedException {
        Moment start = Moment.now();
        Resources now = Resources.now();
        while (!now.minus(before).isNothing() && start.seconds() < work.goneSeconds()) {
            Moment.pause();
            now = Resources.now();
        }
        return now;
    }
}
