package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random trees of tasks that wait for each other, in pools that are too small, change, lose workers and are closed. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ClientTreesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int POOLS = 4;
    private static final long SEED = 20_261_122;

    /** In a task: the number of leaves below it. */
    private static int leaves(PoolClient client, int depth, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        if (depth == 0 || random.nextInt(5) == 0) {
            return 1;
        }
        List<Long> children = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            children.add(random.nextLong());
        }
        int sum = 0;
        if (random.nextBoolean()) {
            for (int one : client.<Long, Integer>map(child -> leaves(client, depth - 1, child), children)) {
                sum += one;
            }
        } else {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (long child : children) {
                futures.add(client.submit(() -> leaves(client, depth - 1, child)));
            }
            for (TaskFuture<Integer> future : futures) {
                sum += future.get();
            }
        }
        return sum;
    }

    @RepeatedTest(3)
    void l02_randomTreesOfTasksEnd(RepetitionInfo info) throws Exception {
        for (int i = 0; i < POOLS; i++) {
            run(SEED + POOLS * info.getCurrentRepetition() + i);
        }
    }

    private static void run(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        int workers = random.nextInt(1, 4);
        PoolOptions options = PoolOptions.of(Backend.processes(workers, random.nextInt(1, 4)));
        if (random.nextInt(3) == 0) {
            options = options.withMaxTasksPerWorker(random.nextInt(1, 9));
        }
        List<TaskFuture<Integer>> roots = new ArrayList<>();
        try (Pool pool = Pool.open(options)) {
            PoolClient client = pool.client();
            for (int i = 0; i < 8; i++) {
                long shape = random.nextLong();
                int depth = random.nextInt(1, 4);
                roots.add(pool.submit(() -> leaves(client, depth, shape)));
                disturb(pool, workers, random);
            }
            if (random.nextBoolean()) {
                pool.shutdown();
            }
            for (TaskFuture<Integer> root : roots) {
                Await.until(
                        () -> "seed " + seed + ": " + root + " does not end in " + pool + pool.statistics(),
                        LIMIT,
                        root::isDone);
            }
        }
        assertThat(roots).allSatisfy(root -> assertThat(root.state()).isIn(Future.State.SUCCESS, Future.State.FAILED));
    }

    private static void disturb(Pool pool, int workers, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> pool.resize(random.nextInt(1, workers + 1));
            case 1 -> {
                List<WorkerStatistics> all = pool.statistics().workers();
                if (!all.isEmpty()) {
                    ProcessHandle.of(all.get(random.nextInt(all.size())).pid())
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            default -> {}
        }
    }
}
