package dev.cloister.cli.top;

import dev.cloister.RunningPools;
import dev.cloister.RunningPools.RunningWorker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What was seen, and how busy each worker has been since the look before.
 *
 * @param seen the pools
 * @param at when, by {@code System.nanoTime}
 * @param shares the part of one processor that each worker used since the look before, by process id; none for new ones
 */
record Look(RunningPools seen, long at, Map<Long, Double> shares) {
    static Look first(RunningPools seen) {
        return new Look(seen, System.nanoTime(), Map.of());
    }

    /** What was seen next. */
    Look next(RunningPools next) {
        long now = System.nanoTime();
        Map<Long, Duration> before = cpu(seen);
        Map<Long, Double> used = new HashMap<>();
        cpu(next).forEach((pid, cpu) -> {
            Duration then = before.get(pid);
            if (then != null) {
                used.put(pid, Math.max(0, (double) cpu.minus(then).toNanos() / Math.max(1, now - at)));
            }
        });
        return new Look(next, now, used);
    }

    private static Map<Long, Duration> cpu(RunningPools pools) {
        Map<Long, Duration> cpu = new HashMap<>();
        pools.pools()
                .forEach(pool -> pool.workers().stream()
                        .filter(worker -> !worker.state().equals("DEAD"))
                        .forEach((RunningWorker worker) -> cpu.put(worker.pid(), worker.cpu())));
        return cpu;
    }
}
