package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import dev.cloister.TaskTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three limits that are not mixed up, on every backend: the wait for a result, the soft limit, the hard limit. */
public abstract class LimitsContract extends FuturesContract {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** For subclasses. */
    protected LimitsContract() {}

    private Pool open(TaskOptions tasks) {
        return Pool.open(PoolOptions.of(backend(2)).withTasks(tasks));
    }

    /** Runs until a file is there, whoever interrupts it. */
    static int runUntilThere(String file) {
        while (!Files.exists(Path.of(file))) {
            Thread.interrupted();
            Thread.onSpinWait();
        }
        return 1;
    }

    @Test
    final void x02_theSoftLimitInterruptsTheTask(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(TaskOptions.defaults().withSoftLimit(SHORT))) {
            TaskFuture<Long> future = pool.submit(() -> gate.pass(1));
            assertThat(Endings.error(future)).isInstanceOf(InterruptedException.class);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.statistics().lostThreads()).isZero();
        }
    }

    @Test
    final void x02_aTaskThatEndsItselfWhenInterruptedKeepsItsValue(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(TaskOptions.defaults().withSoftLimit(SHORT).withHardLimit(Duration.ofSeconds(30)))) {
            TaskFuture<String> future = pool.submit(() -> {
                try {
                    gate.pass(1);
                    return "the gate was never opened";
                } catch (InterruptedException e) {
                    return "tidied up";
                }
            });
            assertThat(Endings.value(future)).isEqualTo("tidied up");
        }
    }

    @Test
    final void x01_aTaskOverItsHardLimitFailsWithItsStackAndThePoolGoesOn(@TempDir Path directory) throws Exception {
        String file = directory.resolve("end").toString();
        TaskOptions limits =
                TaskOptions.defaults().withSoftLimit(Duration.ofMillis(100)).withHardLimit(SHORT);
        try (Pool pool = open(limits)) {
            TaskFuture<Integer> stuck = pool.submit(() -> runUntilThere(file));
            List<TaskFuture<Integer>> innocents = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                int number = i;
                innocents.add(pool.submit(() -> number));
            }
            TaskTimeoutException error = Endings.error(stuck, TaskTimeoutException.class);
            assertThat(error.limit()).isEqualTo(SHORT);
            assertThat(error.taskId()).isEqualTo(stuck.taskId());
            assertThat(error.threadDump()).contains("runUntilThere");
            assertThat(error).hasMessageContaining("hard limit of 300 ms").hasMessageContaining("runUntilThere");
            assertThat(Endings.values(innocents)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(stuck.isCancelled()).isFalse();
            Files.createFile(Path.of(file));
            Await.until("threads are lost", SOON, () -> pool.statistics().lostThreads() == 0);
        }
    }

    @Test
    final void x01_theClockStartsWithTheBodyNotInTheQueue(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        TaskOptions limits = TaskOptions.defaults().withHardLimit(Duration.ofSeconds(5));
        try (Pool pool = open(limits)) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            TaskFuture<Long> queued = pool.submit(() -> gate.mark(1000));
            assertThatThrownBy(() -> queued.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            gate.open();
            Endings.values(running);
            Endings.value(queued);
        }
    }

    @Test
    final void theWaitForAResultLimitsNothingElse(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open(TaskOptions.defaults())) {
            TaskFuture<Long> future = pool.submit(() -> gate.pass(1));
            assertThatThrownBy(() -> future.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            gate.open();
            Endings.value(future);
        }
    }

    @Test
    final void limitsAndRetriesAreChecked() {
        TaskOptions options = TaskOptions.defaults();
        assertThatThrownBy(() -> options.withSoftLimit(Duration.ZERO)).hasMessageContaining("softLimit");
        assertThatThrownBy(() -> options.withHardLimit(Duration.ofMillis(-1))).hasMessageContaining("hardLimit");
        assertThatThrownBy(() -> options.withRetries(-1)).hasMessageContaining("retries");
        assertThatThrownBy(() -> options.withRetries(101)).hasMessageContaining("retries");
    }

    @Test
    final void w22_aPoolGrowsAndShrinksAtOnce(@TempDir Path directory) throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            int one = pool.parallelism();
            pool.resize(3);
            assertThat(pool.parallelism()).isEqualTo(3 * one);
            Gate gate = Gate.in(Files.createDirectory(directory.resolve("grown")));
            List<TaskFuture<Long>> running = occupy(pool, gate);
            TaskFuture<Long> waiting = pool.submit(() -> gate.mark(1000));
            pool.resize(1);
            assertThat(pool.parallelism()).isEqualTo(one);
            assertThat(pool.statistics().size()).isEqualTo(1);
            gate.open();
            Endings.values(running);
            Endings.value(waiting);
            Gate small = Gate.in(Files.createDirectory(directory.resolve("shrunk")));
            List<TaskFuture<Long>> again = occupy(pool, small);
            TaskFuture<Long> next = pool.submit(() -> small.mark(1001));
            assertThatThrownBy(() -> next.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            small.open();
            Endings.values(again);
            Endings.value(next);
        }
    }

    @Test
    final void w22_sizesOutOfRangeAndClosedPoolsRefuseToBeResized() {
        Pool pool = Pool.open(PoolOptions.of(backend(1)));
        try (pool) {
            assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
        }
        PoolContract.assertRejected(() -> pool.resize(2));
    }

    @Test
    final void w23_idleWorkersGoAndComeBackWithoutFailingAnySubmit() throws Exception {
        PoolOptions options = PoolOptions.of(backend(2)).withIdleTimeout(Duration.ofMillis(1));
        try (Pool pool = Pool.open(options)) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                assertThat(Endings.value(pool.submit(() -> number))).isEqualTo(number);
            }
            Await.until("idle workers stay", SOON, () -> {
                var now = pool.statistics();
                return now.idle() + now.busy() + now.starting() == 0;
            });
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.statistics().failed()).isZero();
        }
    }
}
