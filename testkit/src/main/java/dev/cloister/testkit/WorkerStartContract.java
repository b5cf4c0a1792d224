package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.BrokenPoolException;
import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RestartIntensity;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerOptions;
import dev.cloister.WorkerStartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How workers are started, with what, and what happens when they cannot be. */
public abstract class WorkerStartContract extends WorkerLifeContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int KIBI = 1024;

    /** For subclasses. */
    protected WorkerStartContract() {}

    private PoolOptions withFlags(String... flags) {
        return options().withWorkers(WorkerOptions.defaults().withJvmArguments(flags));
    }

    private static WorkerStartException startFailure(TaskFuture<?> future) throws Exception {
        BrokenPoolException broken = Endings.error(future, BrokenPoolException.class);
        if (broken.getCause() instanceof WorkerStartException start) {
            assertThat(start.death().cause()).isEqualTo(Cause.FAILED_TO_START);
            return start;
        }
        return Assertions.fail("no failed start is the cause", broken);
    }

    @Test
    final void w03_workersThatCannotStartBreakThePoolWithTheReason() throws Exception {
        try (Pool pool = Pool.open(withFlags("-XX:NoSuchFlag"))) {
            List<TaskFuture<Integer>> futures = List.of(pool.submit(() -> 1), pool.submit(() -> 2));
            for (TaskFuture<Integer> future : futures) {
                WorkerDeath death = startFailure(future).death();
                assertThat(death.exitCode()).isEqualTo(1);
                assertThat(death.stderrTail()).contains("NoSuchFlag");
            }
            assertThatThrownBy(() -> Endings.error(pool.submit(() -> 3)))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasStackTraceContaining("NoSuchFlag");
            assertThat(pool.statistics().failedStarts()).isBetween(1L, RestartIntensity.DEFAULT.restarts() + 2L);
            assertThat(pool.statistics().started()).isZero();
        }
    }

    @Test
    final void w03_aWorkerThatIsSilentForTooLongFailedToStart() throws Exception {
        PoolOptions options = withFlags("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0")
                .withStartTimeout(Duration.ofMillis(700))
                .withRestartIntensity(new RestartIntensity(0, Duration.ofSeconds(10)));
        try (Pool pool = Pool.open(options)) {
            WorkerDeath death = startFailure(pool.submit(() -> 1)).death();
            assertThat(death.pid()).isPositive();
            assertGone(death.pid());
        }
    }

    @Test
    final void w05_idleWorkersAreStartedAheadAndReplaced() throws Exception {
        try (Pool pool = Pool.open(options().withMinIdle(2))) {
            Set<Long> first = awaitIdle(pool, 2);
            long victim = first.iterator().next();
            Processes.signal(victim, "KILL");
            assertGone(victim);
            Await.until("it was not replaced", SOON, () -> pool.statistics().started() == 3);
            assertThat(awaitIdle(pool, 2)).doesNotContain(victim);
        }
    }

    private static Set<Long> awaitIdle(Pool pool, int count) throws Exception {
        Set<Long> pids = new HashSet<>();
        Await.until(() -> pool.statistics().toString(), SOON, () -> {
            pids.clear();
            pids.addAll(pool.statistics().workers().stream()
                    .map(worker -> worker.pid())
                    .collect(Collectors.toSet()));
            return pool.statistics().idle() == count && pids.size() == count;
        });
        return pids;
    }

    @Test
    final void p23_environmentDirectoryAndFlagsAreThoseGiven(@TempDir Path directory) throws Exception {
        WorkerOptions workers = WorkerOptions.defaults()
                .withDirectory(directory)
                .withEnvironment("TESTKIT_SET", "a=b \"c\"")
                .withoutEnvironment("PATH")
                .withJvmArguments("-Dtestkit.given=x y", "-Xmx99m");
        try (Pool pool = Pool.open(options().withWorkers(workers))) {
            assertThat(Endings.value(
                            pool.submit(() -> Path.of("").toAbsolutePath().toString())))
                    .isEqualTo(directory.toRealPath().toString());
            assertThat(Endings.value(pool.submit(() -> System.getenv("TESTKIT_SET"))))
                    .isEqualTo("a=b \"c\"");
            assertThat(Endings.value(pool.submit(() -> System.getenv("PATH") == null)))
                    .isTrue();
            assertThat(Endings.value(pool.submit(() -> System.getProperty("testkit.given"))))
                    .isEqualTo("x y");
            assertThat(Endings.value(pool.submit(() -> Runtime.getRuntime().maxMemory() >> 20)))
                    .isBetween(90L, 110L);
        }
    }

    @Test
    final void c12_aMessageAboveTheLimitIsRefusedBeforeItIsSent() throws Exception {
        byte[] big = new byte[64 * KIBI];
        try (Pool pool = Pool.open(options().withMaxMessageBytes(16 * KIBI))) {
            assertThatThrownBy(() -> pool.<byte[], Integer>submit(bytes -> bytes.length, big))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("16");
            CodecException error = Endings.error(pool.submit(() -> new byte[64 * KIBI]), CodecException.class);
            assertThat(error).hasMessageContaining("16");
            assertThat(Endings.value(pool.submit(() -> new byte[8 * KIBI]))).hasSize(8 * KIBI);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void c01_bigArgumentsAndResultsArriveWhole() throws Exception {
        byte[] big = new byte[20 << 20];
        for (int i = 0; i < big.length; i++) {
            big[i] = (byte) (i * 31 + (i >> 8));
        }
        try (Pool pool = open()) {
            byte[] back = Endings.value(pool.<byte[], byte[]>submit(bytes -> bytes, big));
            assertThat(java.util.Arrays.equals(back, big)).isTrue();
            assertThat(Endings.value(pool.<byte[], byte[]>submit(bytes -> bytes, new byte[0])))
                    .isEmpty();
        }
    }
}
