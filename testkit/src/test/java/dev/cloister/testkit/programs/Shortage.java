package dev.cloister.testkit.programs;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerOptions;
import dev.cloister.testkit.Await;
import dev.cloister.testkit.Endings;
import dev.cloister.testkit.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for more workers than the system gives: tasks that wait keep all workers busy until starts have failed; then all
 * tasks end, and their number, that of the workers and that of the failed starts are printed.
 */
public final class Shortage {
    private static final int WORKERS = 24;
    private static final Duration SOON = Duration.ofSeconds(15);

    private Shortage() {}

    /** Argument: the directory of a gate. */
    public static void main(String[] args) throws Exception {
        Gate gate = Gate.in(Path.of(args[0]));
        Path key = gate.key(); // while there is a descriptor for it
        PoolOptions options = PoolOptions.ofProcesses(WORKERS)
                .withWorkers(WorkerOptions.defaults().withJvmArguments("-Xmx16m", "-XX:TieredStopAtLevel=1"));
        try (Pool pool = Pool.open(options)) {
            TaskFuture<Integer> first = pool.submit(() -> 7);
            System.out.println("first " + Endings.value(first));
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int number = i;
                tasks.add(pool.submit(() -> gate.pass(number)));
            }
            Await.until("no start fails", SOON, () -> pool.statistics().failedStarts() > 0);
            int living = living(pool);
            gate.open(key);
            Endings.values(tasks);
            System.out.println("later " + pool.map(x -> x * x, List.of(1, 2, 3)));
            PoolStatistics end = pool.statistics();
            System.out.println("tasks " + end.completed() + " failed " + end.failed() + " deaths " + end.deaths());
            System.out.println(living >= 1 && living < WORKERS ? "shrunk" : "living " + living);
        }
    }

    private static int living(Pool pool) {
        PoolStatistics now = pool.statistics();
        return now.idle() + now.busy();
    }
}
