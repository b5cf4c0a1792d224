package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerException;
import dev.cloister.WorkerStatistics;
import dev.cloister.faults.Faults;
import dev.cloister.faults.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients in worker processes: what travels, and who dies. */
public abstract class ProcessClientContract extends ClientWaitsContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EXTRA = 100;

    /** For subclasses. */
    protected ProcessClientContract() {}

    @Test
    final void w21_aPoolItselfCannotTravelAndTheErrorNamesItsClient() {
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.submit(() -> pool.submit(() -> 1).get()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("pool.client()")
                    .hasMessageContaining("cannot travel");
        }
    }

    @Test
    final void w21_theWorkerOfAWaitingTaskIsKilled(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            int places = pool.parallelism();
            TaskFuture<Long> outer = pool.submit(() -> {
                gate.mark(0);
                TaskFuture<Long> first = client.submit(() -> gate.pass(1));
                for (int i = 2; i < places; i++) {
                    int number = i;
                    var _ = client.submit(() -> gate.pass(number));
                }
                gate.awaitMarks(places);
                var _ = client.submit(() -> gate.mark(EXTRA));
                gate.mark(EXTRA + 1);
                return first.get();
            });
            gate.awaitMarks(places + 1);
            long pid = Long.parseLong(
                    Files.readAllLines(directory.resolve("mark-0")).getFirst());
            kill(pid);
            assertThat(Endings.error(outer, WorkerException.class).death().pid())
                    .isEqualTo(pid);
            gate.open();
            Await.until("what it has submitted ends", SOON, () -> {
                var now = pool.statistics();
                return now.running() == 0 && now.pending() == 0;
            });
            assertThat(gate.count()).as("what nobody had begun never runs").isEqualTo(places + 1);
            assertThat(pool.statistics().cancelled()).isEqualTo(1);
            assertThat(Endings.value(pool.submit(() -> chain(client, 1)))).isEqualTo(1);
        }
    }

    @Test
    final void l02_everyFutureEndsWhileWorkersAreKilled() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(3)))) {
            PoolClient client = pool.client();
            List<TaskFuture<Integer>> outer = new ArrayList<>();
            int kills = 0;
            for (int round = 0; round < 12; round++) {
                for (int i = 0; i < 4; i++) {
                    outer.add(pool.submit(() -> client.<Integer, Integer>map(x -> x + 1, List.of(1, 2, 3, 4, 5, 6))
                            .getLast()));
                    outer.add(pool.submit(() -> chain(client, 1)));
                }
                for (WorkerStatistics worker : pool.statistics().workers()) {
                    if (worker.pid() > 0 && round % 3 == 1) {
                        kill(worker.pid());
                        kills++;
                        break;
                    }
                }
                ended(outer.get(outer.size() / 2));
            }
            for (TaskFuture<Integer> future : outer) {
                assertThat(ended(future)).isIn(Future.State.SUCCESS, Future.State.FAILED);
            }
            assertThat(kills).isPositive();
            assertThat(Endings.value(pool.submit(() -> chain(client, 1)))).isEqualTo(1);
        }
    }

    private static Future.State ended(TaskFuture<?> future) throws Exception {
        Await.until(() -> future + " does not end", SOON, future::isDone);
        return future.state();
    }

    private static void kill(long pid) throws Exception {
        try {
            int _ = Native.signal(pid, Native.SIGKILL); // it may just have ended by itself
        } catch (Throwable t) { // the linker's
            throw new AssertionError("no signal", t);
        }
    }

    @Test
    final void w21_whatCannotTravelFailsInTheTask() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            CodecException argument = Endings.error(
                    pool.submit(() -> client.<Thread, String>submit(Thread::getName, new Thread())
                            .get()),
                    CodecException.class);
            assertThat(argument).hasMessageContaining("the argument").hasMessageContaining("java.lang.Thread");
            Throwable result = Endings.error(pool.submit(
                    () -> client.submit(() -> new Thread().getThreadGroup()).get()));
            assertThat(result).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(CodecException.class);
            List<String> outcomes = Endings.value(pool.submit(() ->
                    client.<Object, String>mapOutcomes(Object::toString, List.of(1, new Thread(), 2)).stream()
                            .map(outcome -> outcome instanceof Outcome.Failure<String>(int index, Throwable error)
                                    ? error.getClass().getSimpleName()
                                    : "ok")
                            .toList()));
            assertThat(outcomes).containsExactly("ok", "CodecException", "ok");
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void w21_aHostileOutcomeHurtsOnlyWhoAsksForIt() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            long parent = ProcessHandle.current().pid();
            assertThat(Endings.error(pool.submit(
                            () -> client.submit(new Faults.ThrowsHostile()).get())))
                    .isInstanceOf(ExecutionException.class);
            assertThat(Endings.error(pool.submit(
                            () -> client.submit(new Faults.ThrowsUnencodable()).get())))
                    .isInstanceOf(ExecutionException.class);
            Throwable undecodable = Endings.error(pool.submit(
                    () -> client.submit(new Faults.ReturnsUndecodable(parent)).get()));
            assertThat(undecodable)
                    .as("it is decoded by the parent, for its own caller")
                    .isNotNull();
            assertThat(Endings.value(pool.submit(() -> chain(client, 1)))).isEqualTo(1);
        }
    }

    @Test
    final void w21_aPoolOfTheSameJvmCanBeUsedFromTheWorkersOfAnother() throws Exception {
        try (Pool pool = open();
                Pool other = open();
                Pool threads = Pool.ofThreads(1)) {
            PoolClient client = pool.client();
            PoolClient threadClient = threads.client();
            assertThat(Endings.value(other.submit(() -> client.<Integer, Integer>map(x -> x + 1, List.of(1, 2)))))
                    .containsExactly(2, 3);
            assertThat(pool.statistics().completed()).isEqualTo(2);
            assertThat(Endings.error(other.submit(
                                    () -> threadClient.submit(() -> 1).get()))
                            .getMessage())
                    .contains("threads of the parent");
        }
    }

    @Test
    final void w21_aClientThatWentAstraySaysSo() throws Exception {
        try (Pool pool = open()) {
            PoolClient stray = Endings.value(pool.submit(() -> {
                try (Pool inWorker = Pool.ofThreads(1)) {
                    return inWorker.client();
                }
            }));
            assertThatThrownBy(() -> stray.submit(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot reach its pool from here");
            try (Pool other = open()) {
                assertThat(Endings.error(
                                other.submit(() -> stray.submit(() -> 1).get())))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot reach its pool from here");
            }
        }
    }

    @Test
    final void w21_aTaskUsesAPoolOfItsOwnThroughItsClient() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            int sum = Endings.value(pool.submit(() -> {
                try (Pool inner = Pool.ofThreads(2)) {
                    PoolClient own = inner.client();
                    TaskFuture<Integer> there = inner.submit(() ->
                            own.submit(() -> 1).get() + client.submit(() -> 2).get());
                    return there.get();
                }
            }));
            assertThat(sum).isEqualTo(3);
        }
    }
}
