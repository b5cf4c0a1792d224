package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolInsights;
import dev.cloister.TaskFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessInsightsTest extends InsightsContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }

    @Test
    void w25_startUpWorkingAndExitOfWorkersThatEnded() throws Exception {
        Pool pool = open(2);
        try (pool) {
            assertThat(Endings.value(pool.<Integer, Integer>submit(InsightsContract::work, 40)))
                    .isEqualTo(40);
            PoolInsights.Worker worker = pool.insights().workers().getFirst();
            assertThat(worker.startUp()).isBetween(Duration.ofMillis(1), LIMIT);
            assertThat(worker.state()).isEqualTo("IDLE");
        }
        PoolInsights insights = pool.insights();
        assertThat(insights.workers()).isEmpty();
        assertThat(insights.ended().workers()).isEqualTo(1);
        assertThat(insights.ended().tasks()).isEqualTo(1);
        assertThat(insights.ended().startUp()).isBetween(Duration.ofMillis(1), LIMIT);
        assertThat(insights.ended().working()).isBetween(Duration.ofMillis(40), LIMIT);
        assertThat(insights.ended().exit()).isBetween(Duration.ofNanos(1), LIMIT);
        assertThat(insights.toString()).contains("1 ended");
    }

    @Test
    void w25_aBusyWorkerIsAskedWhileItWorks(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(1)) {
            TaskFuture<Long> running = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            Await.until(
                    () -> "no figures: " + pool.insights(),
                    LIMIT,
                    () -> pool.insights().workers().getFirst().heapBytes() > 0);
            PoolInsights.Worker worker = pool.insights().workers().getFirst();
            assertThat(worker.state()).isEqualTo("BUSY");
            assertThat(worker.tasks()).isZero();
            assertThat(worker.working()).isPositive();
            gate.open();
            Endings.value(running);
        }
    }

    @Test
    void w25_aStoppedWorkerShowsWhatIsKnownOfIt() throws Exception {
        try (Pool pool = open(1)) {
            long pid = Endings.value(pool.submit(() -> ProcessHandle.current().pid()));
            assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
            long begin = System.nanoTime();
            PoolInsights.Worker worker = pool.insights().workers().getFirst();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(worker.tasks()).isEqualTo(1);
            assertThat(worker.heapBytes()).isEqualTo(-1);
            assertThat(worker.residentBytes()).isPositive();
            assertThat(new ProcessBuilder("kill", "-CONT", Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
            Await.until(
                    "no figures",
                    LIMIT,
                    () -> pool.insights().workers().getFirst().heapBytes() > 0);
        }
    }

    @Test
    void m04_howManyTasksGoAheadIsTold() throws Exception {
        try (Pool pool = open(1)) {
            pool.<Integer, Integer>map(
                    x -> x + 1, IntStream.range(0, 20_000).boxed().toList());
            PoolInsights.Worker worker = pool.insights().workers().getFirst();
            assertThat(worker.ahead()).isPositive();
            assertThat(worker.meanTask()).isLessThan(Duration.ofMillis(1));
            assertThat(worker.tasks()).isEqualTo(20_000);
        }
    }

    @Test
    void w25_aWorkerThatWasKilledCountsAmongTheEnded() throws Exception {
        try (Pool pool = open(1)) {
            Endings.error(pool.submit(() -> {
                Runtime.getRuntime().halt(3);
            }));
            Await.until("not counted", LIMIT, () -> pool.insights().ended().workers() == 1);
            assertThat(pool.insights().slowest()).isEmpty();
        }
    }
}
