package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteCallable;
import dev.cloister.TaskFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that wait for tasks that they have submitted, where a pool has a number of places. */
public abstract class ClientWaitsContract extends ClientContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** For subclasses. */
    protected ClientWaitsContract() {}

    /** In a task: as many tasks as {@code depth} wait for each other in a chain. */
    static int chain(PoolClient client, int depth) throws Exception {
        return depth == 0 ? 0 : client.submit(() -> chain(client, depth - 1)).get() + 1;
    }

    private static void assertTold(Throwable error) {
        Throwable cause = error;
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertThat(cause)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("(?s)task \\d+ of .* waits for task \\d+ of the same pool.*");
    }

    @Test
    final void w21_aChainAsLongAsThePoolIsToldInsteadOfHanging() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            PoolClient client = pool.client();
            int places = pool.parallelism();
            for (int i = 0; i < 3; i++) {
                assertThat(Endings.value(pool.submit(() -> chain(client, places - 1))))
                        .isEqualTo(places - 1);
                assertTold(Endings.error(pool.submit(() -> chain(client, places))));
            }
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void w21_tasksThatHoldAllPlacesAndWaitAreToldInsteadOfHanging(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            List<TaskFuture<Integer>> outer = new ArrayList<>();
            for (int i = 0; i < pool.parallelism(); i++) {
                int number = i;
                outer.add(pool.submit(() -> {
                    gate.pass(number);
                    return client.submit(() -> 1).get() + 1;
                }));
            }
            gate.awaitMarks(pool.parallelism());
            gate.open();
            int told = 0;
            for (TaskFuture<Integer> future : outer) {
                try {
                    assertThat(Endings.value(future)).isEqualTo(2);
                } catch (ExecutionException e) {
                    assertTold(e);
                    told++;
                }
            }
            assertThat(told).as("the last to wait, and nobody else").isEqualTo(1);
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void w21_aRecursionWithTooFewPlacesEndsWithAClearError() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            PoolClient client = pool.client();
            int depth = pool.parallelism() + 2;
            assertTold(Endings.error(pool.submit(() -> fibonacci(client, depth))));
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void w21_aWaitWithADeadlineEndsByItself() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            PoolClient client = pool.client();
            int others = pool.parallelism() - 1;
            RemoteCallable<String> outer = () -> {
                TaskFuture<Integer> inner = client.submit(() -> chain(client, others));
                try {
                    return "got " + inner.get(50, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    return e.toString().contains("has not ended") ? "late" : e.toString();
                }
            };
            assertThat(Endings.value(pool.submit(outer))).isEqualTo("late");
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void w21_aTaskCancelsWhatItHasSubmitted(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            String seen = Endings.value(pool.submit(() -> {
                TaskFuture<Long> running = client.submit(() -> gate.pass(0));
                gate.awaitMarks(1);
                List<Boolean> answers = new ArrayList<>(List.of(running.cancel(false), running.cancel(true)));
                answers.addAll(List.of(running.cancel(true), running.isCancelled(), running.isDone()));
                try {
                    return answers + " " + running.get();
                } catch (CancellationException e) {
                    return answers + " cancelled";
                }
            }));
            assertThat(seen).isEqualTo("[false, true, false, true, true] cancelled");
            gate.open();
        }
    }

    @Test
    final void w21_aTaskThatIsCancelledWhileItWaitsLeavesItsPlace(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            TaskFuture<Long> outer =
                    pool.submit(() -> client.submit(() -> gate.pass(0)).get());
            gate.awaitMarks(1);
            assertThat(outer.cancel(true)).isTrue();
            gate.open();
            Await.until("its sub-task ends", SOON, () -> pool.statistics().running() == 0);
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void w21_aMapThatIsInterruptedCancelsWhatHasNotEnded(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            int places = pool.parallelism();
            List<Integer> inputs = IntStream.range(0, 3 * places).boxed().toList();
            TaskFuture<List<Long>> outer = pool.submit(() -> client.<Integer, Long>map(gate::pass, inputs));
            gate.awaitMarks(places - 1);
            assertThat(outer.cancel(true)).isTrue();
            Await.until(() -> "all end in " + pool, SOON, () -> {
                var now = pool.statistics();
                return now.running() == 0 && now.pending() == 0;
            });
            assertThat(pool.statistics().cancelled()).isEqualTo(1 + inputs.size());
            assertThat(gate.count()).as("those that ran").isLessThan(inputs.size());
            assertThat(Endings.value(pool.submit(() -> chain(client, 1)))).isEqualTo(1);
        }
    }

    @Test
    final void w12_afterShutdownTasksMaySubmitNoMoreButGetWhatWasAccepted(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Pool pool = open();
        try (pool) {
            PoolClient client = pool.client();
            TaskFuture<String> outer = pool.submit(() -> {
                TaskFuture<Long> accepted = client.submit(() -> gate.pass(1));
                gate.pass(0);
                try {
                    return "accepted " + client.submit(() -> 1).get();
                } catch (RejectedExecutionException e) {
                    return "refused " + (accepted.get() > 0);
                }
            });
            gate.awaitMarks(2);
            pool.shutdown();
            gate.open();
            assertThat(Endings.value(outer)).isEqualTo("refused true");
        }
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    final void w12_whatATaskHasSubmittedIsDoneWhenItsPoolIsClosedAtOnce(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        TaskFuture<Integer> outer;
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            Endings.value(pool.submit(() -> client.<Integer, Integer>map(x -> x, List.of(1, 2, 3, 4, 5, 6, 7, 8))));
            outer = pool.submit(() -> {
                List<TaskFuture<Integer>> accepted = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    int number = i;
                    accepted.add(client.submit(() -> number));
                }
                var _ = client.submit(() -> marks.leaveOnce("nobody waits for this"));
                marks.leave("accepted");
                return accepted.getLast().get();
            });
            Await.until("all are accepted", SOON, () -> marks.has("accepted"));
        }
        assertThat(Endings.value(outer)).isEqualTo(39);
        assertThat(marks.has("nobody waits for this")).isTrue();
    }

    @Test
    final void w12_aPoolThatIsShutDownNowEndsTasksThatWait(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Pool pool = Pool.open(options().withCancelGrace(Duration.ofSeconds(1)));
        try (pool) {
            PoolClient client = pool.client();
            TaskFuture<Long> outer =
                    pool.submit(() -> client.submit(() -> gate.pass(0)).get());
            gate.awaitMarks(1);
            pool.shutdownNow();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(outer.isDone()).isTrue();
            assertThat(outer.state()).isNotEqualTo(Future.State.SUCCESS);
        }
    }
}
