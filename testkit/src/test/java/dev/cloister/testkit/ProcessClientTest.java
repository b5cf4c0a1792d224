package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import dev.cloister.WorkerException;
import dev.cloister.faults.Faults;
import dev.cloister.faults.Native;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessClientTest extends ProcessClientContract {
    private static final int MAX_UNFINISHED = 10_000;

    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }

    @Test
    void w21_aSubTaskRunsInAnotherProcess() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            List<Long> pids = Endings.value(pool.submit(() -> List.of(
                    ProcessHandle.current().pid(),
                    client.submit(() -> ProcessHandle.current().pid()).get())));
            assertThat(pids)
                    .doesNotHaveDuplicates()
                    .doesNotContain(ProcessHandle.current().pid());
        }
    }

    @Test
    void w21_theWorkerOfASubTaskIsKilled() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            TaskFuture<Long> outer = pool.submit(() -> {
                TaskFuture<Object> inner = client.submit(new Faults.SignalsItself(Native.SIGKILL));
                try {
                    return -1L + inner.get().hashCode();
                } catch (ExecutionException e) {
                    WorkerException death = (WorkerException) Objects.requireNonNull(e.getCause());
                    assertThat(death.taskId()).isEqualTo(inner.taskId());
                    assertThat(death.death().signal()).isEqualTo("SIGKILL");
                    return death.death().pid();
                }
            });
            assertThat(Endings.value(outer))
                    .isPositive()
                    .isNotEqualTo(ProcessHandle.current().pid());
            assertThat(Endings.value(pool.submit(() -> client.submit(() -> 1).get())))
                    .isEqualTo(1);
            WorkerException typed = (WorkerException) Endings.error(
                            pool.submit(() -> client.submit(new Faults.SignalsItself(Native.SIGKILL))
                                    .get()))
                    .getCause();
            assertThat(typed.death().signal()).as("after two trips").isEqualTo("SIGKILL");
        }
    }

    @Test
    void w21_retriesAreSeenInTheWorker(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        try (Pool pool = Pool.open(options().withTasks(TaskOptions.defaults().withRetries(1)))) {
            PoolClient client = pool.client();
            String seen = Endings.value(pool.submit(() -> {
                TaskFuture<String> inner = client.submit(() -> {
                    if (!marks.has("first")) {
                        marks.leave("first");
                        new Faults.SignalsItself(Native.SIGKILL).call();
                    }
                    return "second";
                });
                String value = inner.get();
                return value + " after " + inner.retriedAfter().getFirst().signal();
            }));
            assertThat(seen).isEqualTo("second after SIGKILL");
        }
    }

    @Test
    void l09_theUnfinishedTasksOfOneWorkerAreBounded(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            String seen = Endings.value(pool.submit(() -> {
                TaskFuture<Long> running = client.submit(() -> gate.pass(0));
                gate.awaitMarks(1);
                int accepted = 1;
                try {
                    for (; accepted <= MAX_UNFINISHED; accepted++) {
                        var _ = client.submit(() -> {});
                    }
                    return "all were accepted";
                } catch (RejectedExecutionException e) {
                    gate.open();
                    return accepted + ": " + e.getMessage() + (running.get() > 0);
                }
            }));
            assertThat(seen).startsWith(MAX_UNFINISHED + ": ").contains("dev.cloister.maxRequests");
        }
    }

    @Test
    void w22_aTaskIsToldWhenThePoolBecomesTooSmallForItsWait(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            TaskFuture<Integer> waits = pool.submit(() -> {
                gate.pass(0);
                TaskFuture<Integer> inner = client.submit(() -> 1);
                gate.mark(2);
                return inner.get();
            });
            gate.awaitMarks(1);
            TaskFuture<Long> holds = pool.submit(() -> {
                gate.mark(1);
                gate.awaitMarks(4);
                return 1L;
            });
            gate.awaitMarks(2);
            gate.open();
            gate.awaitMarks(3);
            pool.resize(1);
            gate.mark(3);
            Endings.value(holds);
            assertThat(Endings.error(waits))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("all 1 places");
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    void w04_whatATaskLeftToThePoolIsDoneWhenItsWorkerIsReplaced(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)).withMaxTasksPerWorker(1))) {
            PoolClient client = pool.client();
            assertThat(Endings.value(pool.submit(() -> {
                        for (int i = 0; i < 3; i++) {
                            int number = i;
                            var _ = client.submit(() -> gate.mark(number));
                        }
                        return true;
                    })))
                    .isTrue();
        }
        assertThat(gate.count()).isEqualTo(3);
    }

    @Test
    void w04_workersThatAreReplacedAfterEachTaskServeWaitingTasks() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)).withMaxTasksPerWorker(1))) {
            PoolClient client = pool.client();
            assertThat(Endings.value(pool.submit(() -> chain(client, 3)))).isEqualTo(3);
        }
    }
}
