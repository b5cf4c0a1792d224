package dev.cloister;

import java.time.Duration;
import java.util.List;

/**
 * Where a pool's time went so far: what {@link Pool#insights()} returns. An immutable copy; {@link #toString()} is a
 * table for people. Python: mpire's {@code print_insights}.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     pool.map(n -> Math.sqrt(n), java.util.List.of(1, 2, 3));
 *     System.out.println(pool.insights());
 *     for (var task : pool.insights().slowest()) {
 *         System.out.println(task.function() + "(" + task.arguments() + ") took " + task.duration());
 *     }
 * }
 * }
 *
 * @param pool the pool's name
 * @param workers the living workers, in the order of their start; on thread backends one entry for all threads
 * @param ended what the workers that have ended add up to
 * @param slowest the five tasks that ran longest among those that returned or threw, the slowest first; a task whose
 *     worker died is not among them
 */
public record PoolInsights(String pool, List<Worker> workers, Ended ended, List<SlowTask> slowest) {
    public PoolInsights {
        workers = List.copyOf(workers);
        slowest = List.copyOf(slowest);
    }

    /**
     * A living worker. Bytes and counts that are not known are -1.
     *
     * @param name such as {@code worker-1}; {@code threads} for the threads of a thread backend
     * @param pid its process id; that of this JVM on thread backends; -1 while there is no process
     * @param state {@code STARTING}, {@code IDLE}, {@code BUSY} or {@code LEAVING}
     * @param startUp from the start of its process to its first message; zero for a worker that was started ahead
     * @param initializer how long its initializer ran
     * @param waiting how long its places for tasks (one, or one for each of its threads) had none, since it was ready
     * @param working how long tasks ran on its places, unfinished ones included
     * @param tasks tasks that it ended, with a value or an error
     * @param meanTask how long a task runs on average, in its lifetime
     * @param ahead how many tasks beyond those that it can run it may be given now, so that short ones travel together;
     *     chosen from how long its last tasks took
     * @param residentBytes its resident memory
     * @param heapBytes the used part of its Java heap
     * @param collections garbage collections so far
     * @param collectionTime how long they took; zero while not known
     */
    public record Worker(
            String name,
            long pid,
            String state,
            Duration startUp,
            Duration initializer,
            Duration waiting,
            Duration working,
            long tasks,
            Duration meanTask,
            int ahead,
            long residentBytes,
            long heapBytes,
            long collections,
            Duration collectionTime) {}

    /**
     * All workers that have ended, together; on thread backends none.
     *
     * @param workers how many
     * @param startUp from the starts of their processes to their first messages
     * @param initializer how long their initializers ran
     * @param waiting how long they had no task
     * @param working how long tasks ran on them
     * @param exit from the request to leave, or the kill, to the end of the process; zero for those that died by
     *     themselves
     * @param tasks tasks that they ended
     */
    public record Ended(
            int workers,
            Duration startUp,
            Duration initializer,
            Duration waiting,
            Duration working,
            Duration exit,
            long tasks) {}

    /**
     * One of the slowest tasks.
     *
     * @param taskId its {@link TaskFuture#taskId()}
     * @param input the position of its input in its map, from 0; -1 for a task submitted alone
     * @param duration how long its body ran, the decoding of its arguments included
     * @param worker the worker that ran it
     * @param function the method or class that it called, at most 120 characters; empty as {@code arguments}
     * @param arguments its arguments as they were when it ended, at most 120 characters: plain values as Java writes
     *     them, other objects by class and fields. No code of theirs is run for it. Empty for tasks of less than 1 ms
     *     (among the first 32 of a worker: less than 25 ms)
     */
    public record SlowTask(
            long taskId, int input, Duration duration, String worker, String function, String arguments) {}

    /** A table with a line for each worker, one for the ended ones, and one for each of the slowest tasks. */
    @Override
    public String toString() {
        return InsightsTable.of(this);
    }
}
