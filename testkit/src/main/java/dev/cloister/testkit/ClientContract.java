package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteCallable;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that submit tasks, on all backends. */
public abstract class ClientContract extends BackendContract {
    private static final int MANY = 1000;

    /** For subclasses. */
    protected ClientContract() {}

    static PoolClient copy(PoolClient client) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(client);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (PoolClient) in.readObject();
        }
    }

    static int fibonacci(PoolClient client, int n) throws Exception {
        if (n < 2) {
            return n;
        }
        TaskFuture<Integer> one = client.submit(() -> fibonacci(client, n - 1));
        TaskFuture<Integer> two = client.submit(() -> fibonacci(client, n - 2));
        return one.get() + two.get();
    }

    @Test
    final void w21_aTaskSubmitsTasks(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            assertThat(client.poolName()).isEqualTo(pool.name());
            assertThat(client).isEqualTo(pool.client()).hasToString("client of " + pool.name());
            RemoteCallable<String> outer = () -> {
                TaskFuture<Integer> value = client.submit(() -> 20 + 1);
                TaskFuture<?> nothing = client.submit(() -> marks.leaveOnce("run"));
                TaskFuture<Integer> applied = client.<Integer, Integer>submit(x -> x * 2, 4);
                int async = client.<Integer, Integer>applyAsync(x -> x + 1, 6).get();
                String text = value.get() + " " + nothing.get() + " " + applied.get() + " " + async;
                return text + " " + value.state() + " " + (value.taskId() < applied.taskId()) + value.retriedAfter();
            };
            assertThat(Endings.value(pool.submit(outer))).isEqualTo("21 null 8 7 SUCCESS true[]");
            assertThat(marks.has("run")).isTrue();
            assertThat(pool.statistics().completed()).isEqualTo(5);
        }
    }

    @Test
    final void w21_aTaskMapsInputs() throws Exception {
        List<Integer> inputs = IntStream.range(0, MANY).boxed().toList();
        List<Integer> squares = inputs.stream().map(x -> x * x).toList();
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            assertThat(Endings.value(pool.submit(() -> client.<Integer, Integer>map(x -> x * x, inputs))))
                    .isEqualTo(squares);
            assertThat(Endings.value(pool.submit(() -> client.<Integer, Integer>map(x -> x * x, inputs.subList(0, 0)))))
                    .isEmpty();
            List<String> outcomes = Endings.value(pool.submit(() -> {
                List<String> texts = new ArrayList<>();
                for (Outcome<Integer> outcome : client.<Integer, Integer>mapOutcomes(x -> 12 / x, List.of(3, 0, 4))) {
                    texts.add(outcome.index() + ":"
                            + (outcome instanceof Outcome.Success<Integer>(int index, Integer value)
                                    ? value
                                    : ((Outcome.Failure<Integer>) outcome)
                                            .error()
                                            .getMessage()));
                }
                return texts;
            }));
            assertThat(outcomes).containsExactly("0:4", "1:/ by zero", "2:3");
            assertThat(Endings.error(pool.submit(() -> client.<Integer, Integer>map(x -> 12 / x, List.of(3, 0, 4)))))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("input 1")
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    final void w21_athousandTasksOfOneTask() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            long sum = Endings.value(pool.submit(() -> {
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    int number = i;
                    futures.add(client.submit(() -> number));
                }
                long total = 0;
                for (TaskFuture<Integer> future : futures) {
                    total += future.get();
                }
                return total;
            }));
            assertThat(sum).isEqualTo(MANY * (MANY - 1) / 2);
            assertThat(pool.statistics().completed()).isEqualTo(MANY + 1);
        }
    }

    @Test
    final void w21_theFailureOfATaskReachesTheTaskThatAskedForIt() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            String seen = Endings.value(pool.submit(() -> {
                TaskFuture<Object> future = client.submit(new Faults.Throws(new Faults.OwnException("inner", 3)));
                try {
                    return "no error: " + future.get();
                } catch (ExecutionException e) {
                    return e.getCause() instanceof Faults.OwnException own
                            ? own.getMessage() + own.code() + future.state()
                            : "not its own: " + e;
                }
            }));
            assertThat(seen).isEqualTo("inner3FAILED");
            Throwable error = Endings.error(
                    pool.submit(() -> client.submit(new Faults.Throws(new Faults.OwnException("inner", 3)))
                            .get()));
            assertThat(error).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(Faults.OwnException.class);
        }
    }

    @Test
    final void w21_theClientTravelsOnAndBack() throws Exception {
        try (Pool pool = open()) {
            PoolClient client = pool.client();
            PoolClient back =
                    Endings.value(pool.submit(() -> client.<PoolClient, PoolClient>submit(given -> given, client)
                            .get()));
            assertThat(back).isEqualTo(client);
            assertThat(Endings.value(back.submit(() -> 5))).isEqualTo(5);
            assertThat(back.<Integer, Integer>map(x -> x + 1, List.of(1, 2))).containsExactly(2, 3);
            assertThat(Endings.value(copy(client).<Integer, Integer>submit(x -> x + 1, 2)))
                    .isEqualTo(3);
        }
    }

    @Test
    final void w21_aRecursionWithEnoughPlaces() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(6)))) {
            PoolClient client = pool.client();
            assertThat(Endings.value(pool.submit(() -> fibonacci(client, 4)))).isEqualTo(3);
        }
    }

    @Test
    final void l10_theClientOfAClosedPoolRefuses() throws Exception {
        PoolClient client;
        try (Pool pool = open()) {
            client = pool.client();
            assertThat(Endings.value(client.submit(() -> 1))).isEqualTo(1);
        }
        for (PoolClient one : List.of(client, copy(client))) {
            assertThatThrownBy(() -> one.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> one.<Integer, Integer>map(x -> x, List.of(1)))
                    .isInstanceOf(RejectedExecutionException.class);
        }
        try (Pool other = open()) {
            assertThat(Endings.error(other.submit(() -> client.submit(() -> 1).get())))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("shut down");
        }
    }
}
