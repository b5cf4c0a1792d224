package dev.cloister;

import dev.cloister.internal.Wiring;
import java.time.Duration;
import java.util.List;

/**
 * What the pools of worker processes of all programs on this machine do, as far as they belong to the user of this JVM.
 * It is read from files that the programs write as they go ({@code board-*} in their run directories); they are not
 * asked, so one that hangs is shown too. Immutable.
 *
 * <p>A pool is shown some 200 ms after its first worker is ready, and until it is closed or its program has ended. Not shown
 * are pools of threads, which have no processes, and warm workers that no pool has taken yet.
 *
 * {@snippet :
 * for (var pool : dev.cloister.RunningPools.look().pools()) {
 *     for (var worker : pool.workers()) {
 *         System.out.println(pool.program() + " " + pool.name() + " " + worker.name() + " " + worker.state());
 *     }
 * }
 * }
 *
 * @param pools by program, oldest pool first
 * @param notes files and rows that could not be read, with the reason; mostly empty
 */
public record RunningPools(List<RunningPool> pools, List<String> notes) {
    /** Copies the lists. */
    public RunningPools {
        pools = List.copyOf(pools);
        notes = List.copyOf(notes);
    }

    /**
     * Looks at the directory for temporary files, or the one that the system property {@code dev.cloister.runDirectory}
     * names, and at every directory that the command of a living worker names. Takes some milliseconds; never fails: what
     * cannot be read is left out, and noted if it should be readable. Thread-safe.
     */
    public static RunningPools look() {
        return Wiring.runningPools();
    }

    /**
     * One pool.
     *
     * @param programPid the process that opened it
     * @param program that process's main class or jar
     * @param name the pool's name
     * @param size how many workers it may have
     * @param pending accepted tasks that no worker has
     * @param workers the workers it has
     */
    public record RunningPool(
            long programPid, String program, String name, int size, int pending, List<RunningWorker> workers) {
        /** Copies the list. */
        public RunningPool {
            workers = List.copyOf(workers);
        }
    }

    /**
     * One worker process.
     *
     * @param name its name in the pool
     * @param pid its process id
     * @param state STARTING, IDLE, BUSY, LEAVING, or DEAD: there is no such process, and its program has not noticed yet
     * @param task the number of the task that it runs, of several the one it was given first; -1 for none
     * @param index the index of that task's input in its map; -1 for none
     * @param items how many inputs travel together as this task, which then is the first of them
     * @param function what the task calls: a class, or the method behind a lambda; empty if unknown
     * @param age how long the task runs, to some milliseconds; of a chunk, since its first input
     * @param running how many tasks it runs
     * @param ahead how many more it was given
     * @param answered how many it has ended
     * @param cpu the processor time that it used
     * @param residentBytes the memory that it holds, shared pages included; -1 if unknown
     */
    public record RunningWorker(
            String name,
            long pid,
            String state,
            long task,
            int index,
            int items,
            String function,
            Duration age,
            int running,
            int ahead,
            long answered,
            Duration cpu,
            long residentBytes) {}
}
