package dev.cloister;

import java.util.List;
import java.util.Map;

/**
 * A pool's counts at one moment.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     pool.submit(() -> 1).get();
 *     System.out.println(pool.statistics().completed()); // 1
 * }
 * }
 *
 * @param size how many workers (thread backends: threads) the pool may have
 * @param starting workers that are being started
 * @param idle workers that run nothing
 * @param busy workers that run at least one task
 * @param pending tasks that no worker has got yet
 * @param running tasks given to a worker and not ended
 * @param submitted tasks accepted since the pool was opened
 * @param completed tasks that ended with a value
 * @param failed tasks that ended with an error
 * @param cancelled tasks that were cancelled
 * @param moved how many times a task that had not started went from a dead or slow worker to another
 * @param retried how many times a task was run again after its worker had died, because its options allow it
 * @param started workers that said hello since the pool was opened
 * @param failedStarts starts that failed
 * @param recycled workers that were let go and may be replaced, because they had run as many tasks as they may, had grown
 *     above their soft memory limit, or had run out of memory in a task
 * @param deaths workers that ended without being told to, by cause
 * @param lostThreads threads of a thread backend that still run a task which is over its hard limit; they cannot be
 *     killed, and others were started in their place
 * @param listenerFailures calls of the output listener that threw
 * @param workers the living workers, by name
 */
public record PoolStatistics(
        int size,
        int starting,
        int idle,
        int busy,
        int pending,
        int running,
        long submitted,
        long completed,
        long failed,
        long cancelled,
        long moved,
        long retried,
        long started,
        long failedStarts,
        long recycled,
        Map<WorkerDeath.Cause, Long> deaths,
        int lostThreads,
        long listenerFailures,
        List<WorkerStatistics> workers) {
    public PoolStatistics {
        deaths = Map.copyOf(deaths);
        workers = List.copyOf(workers);
    }
}
