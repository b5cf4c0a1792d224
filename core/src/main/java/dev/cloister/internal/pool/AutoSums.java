package dev.cloister.internal.pool;

import dev.cloister.PoolInsights;
import dev.cloister.PoolStatistics;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** What the pools behind an automatic one add up to. */
final class AutoSums {
    private static final int SLOWEST = 5;

    private AutoSums() {}

    /**
     * The counts.
     *
     * @param counts of tasks, which a pool behind may have got more than once
     * @param size how many workers there may be while there is no pool
     * @param waiting how many tasks no pool has got
     */
    static PoolStatistics statistics(TaskCounts counts, int size, int waiting, List<? extends AbstractPool> pools) {
        List<PoolStatistics> all = pools.stream().map(AbstractPool::statistics).toList();
        Map<WorkerDeath.Cause, Long> deaths = new EnumMap<>(WorkerDeath.Cause.class);
        List<WorkerStatistics> workers = new ArrayList<>();
        for (PoolStatistics one : all) {
            one.deaths().forEach((cause, count) -> deaths.merge(cause, count, Long::sum));
            workers.addAll(one.workers());
        }
        PoolStatistics own = counts.statistics(size, 0, 0, 0, 0, 0, 0);
        return new PoolStatistics(
                all.isEmpty() ? size : sum(all, PoolStatistics::size),
                sum(all, PoolStatistics::starting),
                sum(all, PoolStatistics::idle),
                sum(all, PoolStatistics::busy),
                waiting + sum(all, PoolStatistics::pending),
                sum(all, PoolStatistics::running),
                own.submitted(),
                own.completed(),
                own.failed(),
                own.cancelled(),
                total(all, PoolStatistics::moved),
                total(all, PoolStatistics::retried),
                total(all, PoolStatistics::started),
                total(all, PoolStatistics::failedStarts),
                total(all, PoolStatistics::recycled),
                deaths,
                sum(all, PoolStatistics::lostThreads),
                total(all, PoolStatistics::listenerFailures),
                workers);
    }

    private static int sum(List<PoolStatistics> all, ToIntFunction<PoolStatistics> count) {
        return (int) Math.min(Integer.MAX_VALUE, total(all, one -> count.applyAsInt(one)));
    }

    private static long total(List<PoolStatistics> all, ToLongFunction<PoolStatistics> count) {
        return all.stream().mapToLong(count).sum();
    }

    /** Where the time went, under the names of the pools. */
    static PoolInsights insights(String name, List<? extends AbstractPool> pools) {
        List<PoolInsights.Worker> workers = new ArrayList<>();
        List<PoolInsights.SlowTask> slowest = new ArrayList<>();
        PoolInsights.Ended ended =
                new PoolInsights.Ended(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
        for (AbstractPool pool : pools) {
            PoolInsights one = pool.insights();
            workers.addAll(one.workers());
            slowest.addAll(one.slowest());
            ended = plus(ended, one.ended());
        }
        slowest.sort(Comparator.comparing(PoolInsights.SlowTask::duration).reversed());
        return new PoolInsights(name, workers, ended, slowest.subList(0, Math.min(SLOWEST, slowest.size())));
    }

    private static PoolInsights.Ended plus(PoolInsights.Ended a, PoolInsights.Ended b) {
        return new PoolInsights.Ended(
                a.workers() + b.workers(),
                a.startUp().plus(b.startUp()),
                a.initializer().plus(b.initializer()),
                a.waiting().plus(b.waiting()),
                a.working().plus(b.working()),
                a.exit().plus(b.exit()),
                a.tasks() + b.tasks());
    }
}
