package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerExitedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for inputs that travel in chunks to worker processes: each has its own fate all the same. */
public abstract class ChunkContract extends ProcessErrorsContract {
    /** For subclasses. */
    protected ChunkContract() {}

    private static List<Integer> inputs(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static int haltAt(int culprit, int x) {
        if (x == culprit) {
            Runtime.getRuntime().halt(9);
        }
        return x;
    }

    @Test
    final void aDeathInAChunkCostsTheCulpritAlone() throws Exception {
        try (Pool pool = open()) {
            for (int culprit : new int[] {0, 1, 49, 50, 98, 99, 120}) {
                List<Outcome<Integer>> outcomes = pool.mapOutcomes(x -> haltAt(culprit, x), inputs(121), 100);
                List<Outcome<Integer>> failed = outcomes.stream()
                        .filter(outcome -> !outcome.isSuccess())
                        .toList();
                assertThat(failed).hasSizeBetween(1, backend(1).parallelism()).anySatisfy(outcome -> {
                    assertThat(outcome.index()).isEqualTo(culprit);
                    assertThatThrownBy(outcome::get).hasCauseInstanceOf(WorkerExitedException.class);
                    assertThatThrownBy(outcome::get).cause().satisfies(error -> {
                        assertThat(((WorkerExitedException) error).taskIndex()).isEqualTo(culprit);
                        assertThat(error).hasMessageContaining("input " + culprit);
                    });
                });
                for (Outcome<Integer> outcome : outcomes) {
                    if (outcome instanceof Outcome.Success<Integer>(int index, Integer value)) {
                        assertThat(value).isEqualTo(index);
                    }
                }
            }
        }
    }

    @Test
    final void noInputOfAChunkStartsTwiceWhenWorkersAreKilled(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        SplittableRandom random = new SplittableRandom(3);
        try (Pool pool = open()) {
            CompletableFuture<List<Outcome<Long>>> map = pool.mapOutcomesAsync(
                    gate::mark, inputs(600), dev.cloister.MapOptions.defaults().withChunkSize(50));
            for (int kills = 1; kills <= 5; kills++) {
                int least = kills * 80;
                Await.until(
                        () -> "marks", java.time.Duration.ofSeconds(40), () -> gate.count() >= least || map.isDone());
                List<Long> pids = new ArrayList<>();
                pool.statistics().workers().forEach(worker -> pids.add(worker.pid()));
                pids.removeIf(pid -> pid <= 0);
                if (!pids.isEmpty()) {
                    ProcessHandle.of(pids.get(random.nextInt(pids.size()))).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            List<Outcome<Long>> outcomes = Endings.value(map);
            assertThat(outcomes).hasSize(600);
            long failed =
                    outcomes.stream().filter(outcome -> !outcome.isSuccess()).count();
            assertThat(failed).isLessThanOrEqualTo(5L * backend(1).parallelism());
            assertThat(gate.count()).isBetween(600 - (int) failed, 600); // a second start would have failed on its mark
            assertThat(outcomes).allSatisfy(outcome -> {
                if (outcome instanceof Outcome.Failure<Long>(int index, Throwable error)) {
                    assertThat(error).isInstanceOf(dev.cloister.WorkerException.class);
                }
            });
        }
    }

    @Test
    final void eachInputOfAChunkHasItsOwnError() throws Exception {
        try (Pool pool = open()) {
            List<Outcome<Object>> outcomes = pool.mapOutcomes(ChunkContract::oddly, inputs(40), 40);
            for (Outcome<Object> outcome : outcomes) {
                int index = outcome.index();
                switch (index % 4) {
                    case 0 -> assertThat(outcome.get()).isEqualTo(index);
                    case 1 -> assertThatThrownBy(outcome::get).hasRootCauseMessage("odd " + index);
                    case 2 -> assertThatThrownBy(outcome::get).hasCauseInstanceOf(CodecException.class);
                    default -> assertThatThrownBy(outcome::get).hasCauseInstanceOf(StackOverflowError.class);
                }
            }
            assertThat(pool.statistics().completed()).isEqualTo(10);
            assertThat(pool.statistics().failed()).isEqualTo(30);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    private static Object oddly(int x) {
        return switch (x % 4) {
            case 0 -> x;
            case 1 -> throw new IllegalStateException("odd " + x);
            case 2 -> new Thread();
            default -> deeper(x);
        };
    }

    private static int deeper(int x) {
        return x == Integer.MIN_VALUE ? x : deeper(x + 1) + 1;
    }

    @Test
    final void anInputThatCannotTravelFailsAlone() throws Exception {
        List<Object> inputs = new ArrayList<>(inputs(30));
        inputs.set(0, new Thread());
        inputs.set(17, new Thread());
        inputs.set(29, new Thread());
        try (Pool pool = open()) {
            List<Outcome<Object>> outcomes = pool.mapOutcomes(x -> x, inputs, 7);
            for (Outcome<Object> outcome : outcomes) {
                int index = outcome.index();
                if (index == 0 || index == 17 || index == 29) {
                    assertThatThrownBy(outcome::get).hasCauseInstanceOf(CodecException.class);
                } else {
                    assertThat(outcome.get()).isEqualTo(index);
                }
            }
        }
    }

    @Test
    final void theFirstErrorOfAChunkedMapNamesItsInput() throws Exception {
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.<Integer, Object>map(ChunkContract::oddly, inputs(8), 4))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("input 1")
                    .hasRootCauseMessage("odd 1");
        }
    }

    @Test
    final void largeArgumentsAndResultsTravelInChunks() throws Exception {
        try (Pool pool = open()) {
            List<byte[]> inputs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                inputs.add(new byte[300_000 * i]);
            }
            List<byte[]> outputs = pool.map(bytes -> bytes, inputs, 5);
            assertThat(outputs)
                    .extracting(bytes -> bytes.length)
                    .containsExactlyElementsOf(
                            inputs.stream().map(bytes -> bytes.length).toList());
        }
    }

    @Test
    final void anInterruptedChunkedMapEndsWhatRuns(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            FutureTask<List<Long>> mapper =
                    new FutureTask<>(() -> pool.<Integer, Long>map(gate::pass, inputs(100), 10));
            Thread thread = Thread.ofPlatform().daemon().start(mapper);
            gate.awaitMarks(1);
            mapper.cancel(true);
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
            assertThatThrownBy(mapper::get).isInstanceOf(CancellationException.class);
            Await.until(() -> "running: " + pool.statistics(), java.time.Duration.ofSeconds(20), () -> {
                var now = pool.statistics();
                return now.running() + now.pending() == 0;
            });
            TaskFuture<Integer> after = pool.submit(() -> 5);
            assertThat(Endings.value(after)).isEqualTo(5);
            assertThat(gate.count()).isLessThanOrEqualTo(2 * pool.parallelism());
        }
    }

    @Test
    final void shutdownNowEndsChunks(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            CompletableFuture<List<Outcome<Long>>> map = pool.mapOutcomesAsync(
                    gate::pass, inputs(100), dev.cloister.MapOptions.defaults().withChunkSize(10));
            gate.awaitMarks(1);
            pool.shutdownNow();
            assertThat(Endings.value(map)).hasSize(100).noneMatch(Outcome::isSuccess);
        }
    }
}
