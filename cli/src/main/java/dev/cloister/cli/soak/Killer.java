package dev.cloister.cli.soak;

import dev.cloister.Pool;
import dev.cloister.WorkerStatistics;
import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.faults.Family;
import dev.cloister.cli.faults.Moment;
import dev.cloister.faults.Native;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Ends workers. What comes next, when, and which worker it hits is drawn from the seed. */
final class Killer {
    private static final long MEAN_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MOST_TASKS_BETWEEN = 40;
    private static final double LONGEST_GAP_SECONDS = 1;
    private static final double PATIENCE_SECONDS = 20;

    private static final long MOST_STOPPED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Pool pool;
    private final Work work;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final Progress progress;
    private final Map<Strike, Integer> done = new EnumMap<>(Strike.class);

    /** Tasks that end their process and that nobody has asked for their end. */
    private final Deque<Suicide> suicides = new ArrayDeque<>();

    private record Suicide(long id, Future<Long> future) {}

    Killer(Pool pool, Work work, Ledger ledger, SplittableRandom random, Progress progress) {
        this.pool = pool;
        this.work = work;
        this.ledger = ledger;
        this.random = random;
        this.progress = progress;
    }

    /** How many of each kind there were. */
    Map<Strike, Integer> done() {
        return done;
    }

    /** Strikes so often, or until the time is over. */
    void run(int kills, double seconds) throws InterruptedException {
        Moment start = Moment.now();
        for (int i = 0; i < kills && start.seconds() < seconds; i++) {
            Strike strike = Strike.next(random);
            LockSupport.parkNanos(random.nextLong(2 * MEAN_GAP_NANOS));
            long next = ledger.ended() + random.nextInt(MOST_TASKS_BETWEEN);
            boolean _ = Moment.await(LONGEST_GAP_SECONDS, () -> ledger.ended() >= next);
            int victim = random.nextInt(Integer.MAX_VALUE);
            if (strike == Strike.HALT || strike == Strike.SEGV) {
                strikeWithTask(strike);
            } else if (!strikeFromOutside(strike, victim)) {
                ledger.problem("no living worker was found for " + PATIENCE_SECONDS + " s");
                break;
            }
            done.merge(strike, 1, Integer::sum);
            progress.ended(true);
            progress.stage(state());
        }
        while (!suicides.isEmpty()) {
            settle(suicides.pop());
        }
    }

    /** Such as {@code 1234 tasks, 5 died with their worker; kills}. */
    private String state() {
        long wrong = ledger.wrong();
        return ledger.ended() + " tasks, " + ledger.failed() + " died with their worker"
                + (wrong > 0 ? ", " + wrong + " WRONG" : "") + "; kills";
    }

    private boolean strikeFromOutside(Strike strike, int victim) throws InterruptedException {
        Moment start = Moment.now();
        while (start.seconds() < PATIENCE_SECONDS) {
            List<WorkerStatistics> living = pool.statistics().workers().stream()
                    .filter(worker ->
                            worker.state().equals("IDLE") || worker.state().equals("BUSY"))
                    .filter(worker -> !ledger.wasStruck(worker.name()))
                    .toList();
            if (!living.isEmpty()) {
                WorkerStatistics one = living.get(victim % living.size());
                ledger.struck(one.name(), strike);
                return signal(one.pid(), strike) || strikeFromOutside(strike, victim);
            }
            Moment.pause();
        }
        return false;
    }

    /** False if there is no such process any more. */
    private boolean signal(long pid, Strike strike) {
        if (strike == Strike.KILL) {
            return Family.signal(pid, Native.SIGKILL);
        }
        boolean stopped = Family.signal(pid, Native.SIGSTOP);
        if (stopped && work.killsStopped()) {
            LockSupport.parkNanos(random.nextLong(MOST_STOPPED_NANOS));
            boolean _ = Family.signal(pid, Native.SIGKILL);
        }
        return stopped;
    }

    private void strikeWithTask(Strike strike) throws InterruptedException {
        long id = ledger.nextId();
        suicides.add(new Suicide(id, pool.submit(work.task(id, 0, strike))));
        if (suicides.size() > 4) {
            settle(suicides.pop());
        }
    }

    private void settle(Suicide suicide) throws InterruptedException {
        try {
            Long value = suicide.future().get((long) PATIENCE_SECONDS, TimeUnit.SECONDS);
            ledger.wrong("task " + suicide.id() + " ended its process and returned " + value);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            ledger.error(suicide.id(), cause == null ? e : cause, true);
        } catch (TimeoutException e) {
            ledger.problem("task " + suicide.id() + ", which ends its process, has not ended");
        }
    }
}
