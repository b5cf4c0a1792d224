package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.MapOptions;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.PoolStatistics;
import dev.cloister.RemoteFunction;
import dev.cloister.ResultIterator;
import dev.cloister.TaskOptions;
import dev.cloister.faults.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps that end early: at their first failure, or when their time is up. */
public abstract class MapOptionsContract extends IterationContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Law 5: no later than this. */
    private static final Duration LATE = TIMEOUT.plusMillis(500);

    private static final int MANY = 200;

    /** For subclasses. */
    protected MapOptionsContract() {}

    /** Fails for 0; others wait for the gate. */
    private static RemoteFunction<Integer, Integer> firstFails(Gate gate) {
        return x -> {
            if (x == 0) {
                throw new Faults.OwnException("zero", x);
            }
            gate.pass(x);
            return x;
        };
    }

    /** Inputs below 3 are quick; others wait for the gate. */
    private static RemoteFunction<Integer, Integer> quickBelowThree(Gate gate) {
        return x -> {
            if (x >= 3) {
                gate.pass(x);
            }
            return x;
        };
    }

    /** Has as many tasks run at the same time as the pool can: what starting its workers takes is not to count. */
    private static void startWorkers(Pool pool, Path directory) throws Exception {
        Gate gate = Gate.in(Files.createDirectory(directory.resolve("start")));
        int places = Math.min(pool.parallelism(), 8);
        List<Future<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            int number = i;
            tasks.add(pool.submit(() -> gate.pass(number)));
        }
        gate.awaitMarks(places);
        gate.open();
        for (Future<Long> task : tasks) {
            assertThat(Endings.value(task)).isPositive();
        }
    }

    private Pool openSmall() {
        return Pool.open(PoolOptions.of(backend(1)));
    }

    /** Waits until a task has failed and all others but those that may have started were cancelled. */
    private static void awaitCancelled(Pool pool) throws Exception {
        Await.until(() -> pool.statistics().toString(), LIMIT, () -> {
            PoolStatistics now = pool.statistics();
            return now.failed() == 1 && now.submitted() - now.cancelled() - 1 <= pool.parallelism();
        });
    }

    @Test
    final void m09_failFastCancelsWhatHasNotStarted(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = openSmall()) {
            FutureTask<List<Integer>> mapper = start(() -> pool.<Integer, Integer>map(
                    firstFails(gate), upTo(MANY), MapOptions.defaults().withFailFast(true)));
            awaitCancelled(pool);
            gate.open();
            assertThatThrownBy(() -> {
                        List<Integer> values = Endings.value(mapper);
                        throw new AssertionError(values.toString());
                    })
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("input 0")
                    .hasCauseInstanceOf(Faults.OwnException.class);
            assertThat(gate.count()).isLessThan(MANY / 2);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    final void m09_failFastTakesNoMoreInputsAndGivesAnOutcomeForEach(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        MapOptions options = MapOptions.defaults().withFailFast(true).withBuffer(5);
        try (Pool pool = openSmall()) {
            FutureTask<List<Outcome<Integer>>> mapper =
                    start(() -> pool.<Integer, Integer>mapOutcomes(firstFails(gate), upTo(MANY), options));
            awaitCancelled(pool);
            gate.open();
            List<Outcome<Integer>> outcomes = Endings.value(mapper);
            assertThat(outcomes).extracting(Outcome::index).isEqualTo(upTo(MANY));
            assertThat(((Outcome.Failure<Integer>) outcomes.getFirst()).error())
                    .isInstanceOf(Faults.OwnException.class);
            assertThat(((Outcome.Failure<Integer>) outcomes.getLast()).error())
                    .isInstanceOf(CancellationException.class);
            assertThat(pool.statistics().submitted()).isLessThan(MANY / 2);
        }
    }

    @Test
    final void m09_failFastClosesAnIterator(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        MapOptions options = MapOptions.defaults().withFailFast(true);
        try (Pool pool = openSmall();
                ResultIterator<Integer> ordered = pool.imap(firstFails(gate), upTo(MANY), options)) {
            assertThatThrownBy(ordered::next)
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("input 0")
                    .hasCauseInstanceOf(Faults.OwnException.class);
            assertThat(ordered.index()).isZero();
            assertThat(ordered.hasNext()).isFalse();
            assertThatThrownBy(ordered::next).isInstanceOf(CancellationException.class);
            assertThat(gate.count()).isLessThan(MANY / 2);
        }
        try (Pool pool = openSmall();
                ResultIterator<Integer> unordered = pool.imapUnordered(
                        firstFails(Gate.in(java.nio.file.Files.createDirectory(directory.resolve("second")))),
                        upTo(MANY),
                        options)) {
            assertThatThrownBy(unordered::next).hasCauseInstanceOf(Faults.OwnException.class);
            assertThat(unordered.hasNext()).isFalse();
        }
    }

    @Test
    final void m20_anIteratorYieldsWhatIsReadyThenTimesOut(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        MapOptions options = MapOptions.defaults().withTimeout(TIMEOUT);
        try (Pool pool = open()) {
            startWorkers(pool, directory);
            long begin = System.nanoTime();
            try (ResultIterator<Integer> results = pool.imap(quickBelowThree(gate), upTo(20), options)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(results.next()).isEqualTo(i);
                }
                assertThatThrownBy(results::next)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(TimeoutException.class);
                Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
                assertThat(elapsed).isBetween(TIMEOUT, LATE);
                assertThat(results.hasNext()).isFalse();
                assertThatThrownBy(results::next).hasCauseInstanceOf(TimeoutException.class);
            }
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
        }
    }

    @Test
    final void m20_whatIsReadyIsYieldedAlsoAfterTheDeadline(@TempDir Path directory) throws Exception {
        Duration time = Duration.ofSeconds(2);
        MapOptions options = MapOptions.defaults().withTimeout(time);
        try (Pool pool = open()) {
            startWorkers(pool, directory);
            long before = pool.statistics().completed();
            try (ResultIterator<Integer> results = pool.imapUnordered(x -> x, upTo(3), options);
                    ResultIterator<Integer> ordered = pool.imap(x -> x, upTo(3), options.withBuffer(3))) {
                long begin = System.nanoTime();
                Await.until(
                        () -> "all are ready before the deadline: " + pool.statistics(),
                        time,
                        () -> pool.statistics().completed() == before + 6);
                Await.until("the deadline", LIMIT, () -> System.nanoTime() - begin > time.toNanos());
                for (int i = 0; i < 3; i++) {
                    assertThat(results.hasNext()).isTrue();
                    results.next();
                    assertThat(ordered.next()).isEqualTo(i);
                }
                assertThat(results.hasNext()).isFalse();
                assertThat(ordered.hasNext()).isFalse();
            }
        }
    }

    @Test
    final void m20_mapTimesOutAndCancelsWhatIsLeft(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        MapOptions options = MapOptions.defaults().withTimeout(TIMEOUT);
        try (Pool pool = open()) {
            startWorkers(pool, directory);
            long begin = System.nanoTime();
            assertThatThrownBy(() -> pool.map(quickBelowThree(gate), upTo(1000), options))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("input 3")
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(TIMEOUT, LATE);
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
            Await.until(
                    () -> pool.statistics().toString(),
                    LIMIT,
                    () -> pool.statistics().pending() + pool.statistics().running() == 0);
            assertThat(gate.count()).isLessThan(100);
        }
    }

    @Test
    final void m20_outcomesOfATimedOutMapTellWhatBecameOfEachInput(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        MapOptions options =
                MapOptions.defaults().withTimeout(Duration.ofMillis(1500)).withBuffer(6);
        try (Pool pool = open()) {
            startWorkers(pool, directory);
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(quickBelowThree(gate), upTo(50), options);
            assertThat(outcomes).hasSize(50);
            for (Outcome<Integer> outcome : outcomes) {
                if (outcome.index() < 3) {
                    assertThat(outcome.get()).isEqualTo(outcome.index());
                } else {
                    assertThat(((Outcome.Failure<Integer>) outcome).error())
                            .isInstanceOf(TimeoutException.class)
                            .hasMessageContaining("input " + outcome.index());
                }
            }
            Iterable<Integer> notACollection = () -> upTo(1000).iterator();
            assertThatThrownBy(() -> pool.map(
                            quickBelowThree(Gate.in(java.nio.file.Files.createDirectory(directory.resolve("second")))),
                            notACollection,
                            options.withTimeout(TIMEOUT)))
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    final void m21_tasksMayHaveOptionsOfTheirOwn() throws Exception {
        TaskOptions own = TaskOptions.defaults().withHardLimit(LIMIT);
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> 1, own))).isEqualTo(1);
            assertThat(Endings.value(pool.<Integer, Integer>submit(MappingContract::square, 3, own)))
                    .isEqualTo(9);
            assertThat(pool.submit(() -> {}, own).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isNull();
            assertThat(pool.<Integer, Integer>map(
                            MappingContract::square,
                            List.of(2),
                            MapOptions.defaults().withTasks(own)))
                    .containsExactly(4);
        }
    }
}
