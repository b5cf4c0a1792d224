package dev.cloister;

/**
 * One worker of a pool at one moment.
 *
 * {@snippet :
 * static long busiest(dev.cloister.Pool pool) {
 *     return pool.statistics().workers().stream()
 *             .mapToLong(dev.cloister.WorkerStatistics::completed)
 *             .max()
 *             .orElse(0);
 * }
 * }
 *
 * @param name such as {@code worker-1}
 * @param pid its process id; that of this JVM on thread backends
 * @param state such as {@code IDLE}
 * @param running tasks given to it and not ended
 * @param completed tasks that it ended, with a value or an error
 */
public record WorkerStatistics(String name, long pid, String state, int running, long completed) {}
