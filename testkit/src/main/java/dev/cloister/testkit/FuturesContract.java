package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolStatistics;
import dev.cloister.RemoteCallable;
import dev.cloister.ResultIterator;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every future ends, once, whoever submits, cancels, interrupts and shuts down at the same time. */
public abstract class FuturesContract extends MappingContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SUBMITTERS = 4;
    private static final int WINDOW = 1024;

    /** For subclasses. */
    protected FuturesContract() {}

    /** Tasks that hold every place of the pool until the gate is opened, numbered from 0. */
    static List<TaskFuture<Long>> occupy(Pool pool, Gate gate) throws Exception {
        int places = pool.parallelism();
        List<TaskFuture<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            int number = i;
            tasks.add(pool.submit(() -> gate.pass(number)));
        }
        gate.awaitMarks(places);
        return tasks;
    }

    private static void awaitDone(List<? extends Future<?>> futures) throws Exception {
        Await.until(
                () -> "unfinished: "
                        + futures.stream().filter(future -> !future.isDone()).toList(),
                LIMIT,
                () -> futures.stream().allMatch(Future::isDone));
    }

    private static void assertCountsAddUp(Pool pool, long accepted) throws Exception {
        PoolStatistics statistics = pool.statistics();
        assertThat(statistics.submitted()).isEqualTo(accepted);
        assertThat(statistics.completed() + statistics.failed() + statistics.cancelled())
                .as(statistics.toString())
                .isEqualTo(accepted);
        assertThat(statistics.pending()).isZero();
    }

    @Test
    final void m07_aTimedOutGetLeavesTheTaskRunning(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            Future<Long> future = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            assertThatThrownBy(() -> future.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(future.isDone()).isFalse();
            gate.open();
            assertThat(Endings.value(future)).isEqualTo(gate.pids().getFirst());
        }
    }

    @Test
    final void l02_everyFutureEndsWhenTasksAreCancelledAtRandom() throws Exception {
        Random random = new Random(42);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        try (Pool pool = open()) {
            for (int i = 0; i < 3000; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
                if (random.nextInt(4) == 0) {
                    futures.get(random.nextInt(futures.size())).cancel(random.nextBoolean());
                }
            }
            awaitDone(futures);
            for (int i = 0; i < futures.size(); i++) {
                switch (futures.get(i).state()) {
                    case SUCCESS -> assertThat(futures.get(i).resultNow()).isEqualTo(i);
                    case CANCELLED -> assertThat(futures.get(i).isCancelled()).isTrue();
                    case FAILED, RUNNING ->
                        throw new AssertionError(futures.get(i).toString());
                }
            }
            assertCountsAddUp(pool, futures.size());
        }
    }

    @Test
    final void l02_manyThreadsSubmitAtOnce() throws Exception {
        List<FutureTask<Integer>> submitters = new ArrayList<>();
        try (Pool pool = open()) {
            for (int thread = 0; thread < SUBMITTERS; thread++) {
                int base = thread * 1000;
                submitters.add(start(() -> {
                    List<TaskFuture<Integer>> mine = new ArrayList<>();
                    for (int i = 0; i < 250; i++) {
                        int number = base + i;
                        mine.add(pool.submit(() -> number));
                    }
                    List<Integer> expected =
                            IntStream.range(base, base + 250).boxed().toList();
                    assertThat(Endings.values(mine)).isEqualTo(expected);
                    assertThat(pool.<Integer, Integer>map(x -> x, expected)).isEqualTo(expected);
                    return base;
                }));
            }
            assertThat(Endings.values(submitters)).hasSize(SUBMITTERS);
            assertCountsAddUp(pool, SUBMITTERS * 500L);
        }
    }

    static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofPlatform().daemon().name("test-helper").start(task);
        return task;
    }

    @Test
    final void l02_whatIsSubmittedDuringShutdownNowIsRejectedOrEnds() throws Exception {
        List<FutureTask<List<TaskFuture<Integer>>>> submitters = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(SUBMITTERS);
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            for (int thread = 0; thread < SUBMITTERS; thread++) {
                submitters.add(start(() -> submitUntilRejected(pool, begun)));
            }
            begun.await();
            pool.shutdownNow();
            List<TaskFuture<Integer>> accepted = new ArrayList<>();
            Endings.values(submitters).forEach(accepted::addAll);
            assertThat(accepted).hasSizeGreaterThanOrEqualTo(SUBMITTERS);
            awaitDone(accepted);
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertCountsAddUp(pool, accepted.size() + 1L);
        }
    }

    private static List<TaskFuture<Integer>> submitUntilRejected(Pool pool, CountDownLatch begun) {
        List<TaskFuture<Integer>> accepted = new ArrayList<>();
        try {
            while (true) {
                accepted.add(pool.submit(() -> 1));
                begun.countDown();
            }
        } catch (RejectedExecutionException e) {
            assertThat(pool.isShutdown()).isTrue();
            return accepted;
        }
    }

    @Test
    final void l02_aCloserThatIsInterruptedEndsWhatRuns(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Pool pool = open();
        List<TaskFuture<Long>> running = occupy(pool, gate);
        FutureTask<Boolean> closer = start(() -> {
            Thread.currentThread().interrupt();
            pool.close();
            return Thread.interrupted();
        });
        assertThat(Endings.value(closer)).as("the interrupt status is kept").isTrue();
        assertThat(running).allMatch(Future::isDone);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    final void m09_anInterruptedMapCancelsWhatHasNotEnded(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            FutureTask<List<Long>> mapper = start(() -> pool.<Integer, Long>map(
                    gate::pass, IntStream.range(0, 100).boxed().toList()));
            gate.awaitMarks(pool.parallelism());
            mapper.cancel(true);
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
            Await.until(
                    () -> pool.statistics().toString(),
                    LIMIT,
                    () -> pool.statistics().cancelled() == 100);
            assertThat(gate.count()).isEqualTo(pool.parallelism());
        }
    }

    @Test
    final void m05_closingAnIteratorCancelsWhatHasNotEnded(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            ResultIterator<Long> results = pool.<Integer, Long>imap(
                    gate::pass, IntStream.range(0, 100).boxed().toList());
            gate.awaitMarks(pool.parallelism());
            results.close();
            results.close();
            assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
            assertThat(gate.count()).isEqualTo(pool.parallelism());
            assertThat(pool.statistics().cancelled()).isEqualTo(100);
        }
    }

    @Test
    final void m19_imapTakesFewInputsAheadOfAnEndlessSource() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> endless =
                () -> IntStream.generate(taken::incrementAndGet).iterator();
        try (Pool pool = open();
                ResultIterator<Integer> results = pool.imap(x -> -x, endless)) {
            for (int i = 1; i <= 3000; i++) {
                assertThat(results.next()).isEqualTo(-i);
                assertThat(taken).hasValueLessThanOrEqualTo(i + Math.max(WINDOW, 16 * pool.parallelism()));
            }
        }
    }

    @Test
    final void l01_aSourceThatThrowsFailsTheCallAndNothingElse() throws Exception {
        Iterable<Integer> failing = () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                if (next == 50) {
                    throw new IllegalStateException("source failed");
                }
                return next++;
            }
        };
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.<Integer, Integer>map(x -> x, failing))
                    .hasMessage("source failed");
            assertThatThrownBy(() -> pool.<Integer, Integer>mapOutcomes(x -> x, failing, 7))
                    .hasMessage("source failed");
            assertThatThrownBy(
                            () -> pool.<Integer, Integer>imap(x -> x, failing).forEachRemaining(x -> {}))
                    .hasMessage("source failed");
            assertThat(pool.<Integer, Integer>map(x -> x, List.of(1, 2))).containsExactly(1, 2);
            assertCountsAddUp(pool, pool.statistics().submitted());
        }
    }

    @Test
    final void m21_nullIsAnInputAndAResult() throws Exception {
        List<@Nullable Integer> inputs = Arrays.asList(1, null, 3);
        try (Pool pool = open()) {
            assertThat(pool.<@Nullable Integer, @Nullable Integer>map(x -> x, inputs))
                    .isEqualTo(inputs);
            assertThat(pool.<@Nullable Integer, @Nullable Integer>mapOutcomes(x -> x, inputs))
                    .allMatch(Outcome::isSuccess);
            assertThat(pool.<@Nullable Integer, Boolean>apply(x -> x == null, null))
                    .isTrue();
        }
    }

    @Test
    final void m15_invokeAllWithATimeoutCancelsWhatIsLate(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        RemoteCallable<Long> quick = () -> 1L;
        RemoteCallable<Long> late = () -> gate.pass(0);
        RemoteCallable<Long> fails = () -> {
            throw new Faults.OwnException("one of all", 1);
        };
        try (Pool pool = open()) {
            List<Future<Long>> futures = pool.invokeAll(List.of(quick, fails, late), 2, TimeUnit.SECONDS);
            assertThat(futures)
                    .extracting(Future::state)
                    .containsExactly(Future.State.SUCCESS, Future.State.FAILED, Future.State.CANCELLED);
            List<Future<Long>> all = pool.invokeAll(List.of(quick, fails));
            assertThat(all).extracting(Future::state).containsExactly(Future.State.SUCCESS, Future.State.FAILED);
        }
    }

    @Test
    final void m15_invokeAnyGivesASuccessOrTheError(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        RemoteCallable<String> fails = () -> {
            throw new Faults.OwnException("not this one", 1);
        };
        RemoteCallable<String> works = () -> "this one";
        RemoteCallable<String> late = () -> "late " + gate.pass(0);
        try (Pool pool = open()) {
            assertThat(pool.invokeAny(List.of(fails, works), 10, TimeUnit.SECONDS))
                    .isEqualTo("this one");
            assertThatThrownBy(() -> pool.invokeAny(List.of(fails, fails)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Faults.OwnException.class);
            assertThatThrownBy(() -> pool.invokeAny(List.of(late, fails), 300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> pool.invokeAny(List.<RemoteCallable<String>>of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void m21_taskIdsCountFromOneInOrderOfSubmission() throws Exception {
        try (Pool pool = open()) {
            for (int i = 1; i <= 20; i++) {
                TaskFuture<Integer> future = pool.submit(() -> 1);
                assertThat(future.taskId()).isEqualTo(i);
                assertThat(future.toString()).contains("task " + i);
            }
        }
    }
}
