package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.PoisonTaskException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import dev.cloister.TaskTimeoutException;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerExitedException;
import dev.cloister.WorkerUnresponsiveException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on the backends with worker processes: signs of life, retries, life spans. */
public abstract class WorkerLifeContract extends ChunkContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BEAT = Duration.ofMillis(300);

    /** For subclasses. */
    protected WorkerLifeContract() {}

    private PoolOptions options(int workers) {
        return PoolOptions.of(backend(workers));
    }

    @Test
    final void row3_aStoppedWorkerIsFoundOutAndOnlyItsTaskFails(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(options(2).withHeartbeat(BEAT))) {
            TaskFuture<Long> stopped = pool.submit(() -> gate.pass(1));
            gate.awaitMarks(1);
            Processes.signal(gate.pids().getFirst(), "STOP");
            List<TaskFuture<Integer>> innocents = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                innocents.add(pool.submit(() -> number));
            }
            WorkerUnresponsiveException error = Endings.error(stopped, WorkerUnresponsiveException.class);
            assertThat(error.death().cause()).isEqualTo(WorkerDeath.Cause.UNRESPONSIVE);
            assertThat(error).hasMessageContaining("no sign of life");
            assertThat(Endings.values(innocents))
                    .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
            assertThat(pool.statistics().deaths()).containsEntry(WorkerDeath.Cause.UNRESPONSIVE, 1L);
        }
    }

    @Test
    final void row3_innocentTasksGivenToAStoppedWorkerInAdvanceEnd() throws Exception {
        try (Pool pool = Pool.open(options(2).withHeartbeat(BEAT))) {
            pool.<Integer, Integer>map(
                    MappingContract::square, IntStream.range(0, 2000).boxed().toList());
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                futures.add(pool.submit(() -> number == 100 ? stopSelf() : number));
            }
            int failed = 0;
            for (TaskFuture<Integer> future : futures) {
                Await.until(() -> "unfinished: " + future, SOON, future::isDone);
                failed += future.state() == java.util.concurrent.Future.State.FAILED ? 1 : 0;
            }
            assertThat(failed)
                    .as("the one that stopped its process, and what ran beside it")
                    .isBetween(1, backend(1).parallelism());
            assertThat(futures.get(100).exceptionNow()).isInstanceOf(WorkerUnresponsiveException.class);
        }
    }

    private static int stopSelf() throws Exception {
        Processes.signal(ProcessHandle.current().pid(), "STOP");
        return 0;
    }

    @Test
    final void row3_aWorkerThatGoesOnInTimeIsLeftAlone(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(options(2).withHeartbeat(Duration.ofSeconds(2)))) {
            TaskFuture<Long> future = pool.submit(() -> gate.pass(1));
            gate.awaitMarks(1);
            long pid = gate.pids().getFirst();
            Processes.signal(pid, "STOP");
            assertThat(future.isDone()).isFalse();
            Processes.signal(pid, "CONT");
            gate.open();
            assertThat(Endings.value(future)).isEqualTo(pid);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void x01_aStoppedWorkerIsKilledAtTheHardLimit(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        TaskOptions limits = TaskOptions.defaults().withHardLimit(Duration.ofSeconds(1));
        try (Pool pool = Pool.open(options(1).withTasks(limits))) {
            TaskFuture<Long> stopped = pool.submit(() -> gate.pass(1));
            gate.awaitMarks(1);
            Processes.signal(gate.pids().getFirst(), "STOP");
            TaskTimeoutException error = Endings.error(stopped, TaskTimeoutException.class);
            assertThat(error.pid()).isEqualTo(gate.pids().getFirst());
            assertThat(error.threadDump()).isEmpty();
            assertThat(error).hasMessageContaining("did not tell what its threads do");
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            Await.until("alive: " + error.pid(), SOON, () -> !Processes.isAlive(error.pid()));
            assertThat(pool.statistics().deaths()).containsEntry(WorkerDeath.Cause.TIME_LIMIT, 1L);
        }
    }

    @Test
    final void x04_aTaskIsRunAgainAfterADeathIfItsOptionsSaySo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("died");
        TaskOptions twice = TaskOptions.defaults().withRetries(1);
        try (Pool pool = Pool.open(options(1).withTasks(twice))) {
            String name = file.toString();
            TaskFuture<String> future = pool.submit(() -> haltUnlessThere(name));
            assertThat(Endings.value(future)).isEqualTo("second run");
            assertThat(future.retriedAfter())
                    .hasSize(1)
                    .allMatch(death -> Integer.valueOf(3).equals(death.exitCode()));
            assertThat(pool.statistics().retried()).isEqualTo(1);
            assertThat(pool.statistics().failed()).isZero();
        }
    }

    private static String haltUnlessThere(String file) throws Exception {
        if (Files.exists(Path.of(file))) {
            return "second run";
        }
        Files.createFile(Path.of(file));
        Runtime.getRuntime().halt(3);
        return "not reached";
    }

    @Test
    final void x04_anExceptionIsNotRetried(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(options(1).withTasks(TaskOptions.defaults().withRetries(5)))) {
            TaskFuture<Long> future = pool.submit(() -> {
                gate.mark(1);
                throw new IllegalStateException("mine");
            });
            assertThat(Endings.error(future)).hasMessage("mine");
            assertThat(gate.count()).isEqualTo(1);
        }
    }

    @Test
    final void x04_withoutRetriesTheFirstDeathIsTheEnd() throws Exception {
        try (Pool pool = Pool.open(options(1))) {
            TaskFuture<Integer> future = pool.submit(() -> {
                Runtime.getRuntime().halt(3);
                return 0;
            });
            assertThat(Endings.error(future)).isExactlyInstanceOf(WorkerExitedException.class);
            assertThat(pool.statistics().retried()).isZero();
        }
    }

    @Test
    final void row31_aTaskThatKillsEachWorkerIsNamedAndTheOthersAreRight() throws Exception {
        TaskOptions thrice = TaskOptions.defaults().withRetries(2);
        try (Pool pool = Pool.open(options(2).withTasks(thrice))) {
            TaskFuture<Integer> poison = pool.submit(() -> {
                Runtime.getRuntime().halt(7);
                return 0;
            });
            List<Integer> inputs = IntStream.range(0, 2000).boxed().toList();
            assertThat(pool.<Integer, Integer>map(MappingContract::square, inputs))
                    .hasSize(inputs.size());
            PoisonTaskException error = Endings.error(poison, PoisonTaskException.class);
            assertThat(error.deaths())
                    .hasSize(3)
                    .allMatch(death -> Integer.valueOf(7).equals(death.exitCode()));
            assertThat(error.deaths()).extracting(WorkerDeath::pid).doesNotHaveDuplicates();
            assertThat(error.taskId()).isEqualTo(poison.taskId());
            assertThat(error).hasMessageContaining("was run 3 times");
        }
    }

    @Test
    final void w04_noWorkerRunsMoreTasksThanItMay() throws Exception {
        try (Pool pool = Pool.open(options(2).withMaxTasksPerWorker(7, 3))) {
            List<Integer> inputs = IntStream.range(0, 60).boxed().toList();
            List<Long> pids =
                    pool.<Integer, Long>map(x -> ProcessHandle.current().pid(), inputs);
            Map<Long, Integer> counts = new HashMap<>();
            pids.forEach(pid -> counts.merge(pid, 1, Integer::sum));
            assertThat(counts.values()).allMatch(count -> count <= 7);
            assertThat(pids).hasSize(60);
            assertThat(pool.statistics().deaths())
                    .as("they went, they did not die")
                    .isEmpty();
            assertThat(pool.statistics().recycled()).isGreaterThanOrEqualTo(60 / 7 - 2);
        }
    }

    @Test
    final void w04_oneTaskPerWorkerInChunksToo() throws Exception {
        try (Pool pool = Pool.open(options(2).withMaxTasksPerWorker(1))) {
            List<Integer> inputs = IntStream.range(0, 8).boxed().toList();
            assertThat(pool.<Integer, Long>map(x -> ProcessHandle.current().pid(), inputs, 4))
                    .hasSize(8)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    final void w04_lifeSpansAreChecked() {
        assertThatThrownBy(() -> options(1).withMaxTasksPerWorker(0)).hasMessageContaining("maxTasksPerWorker");
        assertThatThrownBy(() -> options(1).withMaxTasksPerWorker(3, 3)).hasMessageContaining("jitter");
        assertThatThrownBy(() -> options(1).withHeartbeat(Duration.ZERO)).hasMessageContaining("heartbeat");
        assertThatThrownBy(() -> options(1).withIdleTimeout(Duration.ZERO)).hasMessageContaining("idleTimeout");
    }

    @Test
    final void w22_idleWorkersLeaveFirstWhenThePoolShrinks(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(options(3).withMinIdle(3))) {
            Await.until("three idle workers", SOON, () -> pool.statistics().idle() == 3);
            TaskFuture<Long> busy = pool.submit(() -> gate.pass(1));
            gate.awaitMarks(1);
            pool.resize(1);
            Await.until(
                    "only the busy one", SOON, () -> pool.statistics().workers().size() == 1);
            assertThat(pool.statistics().workers().getFirst().pid())
                    .isEqualTo(gate.pids().getFirst());
            gate.open();
            Endings.value(busy);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }
}
