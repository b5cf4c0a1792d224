package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.MapOptions;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completable futures and callbacks: one completion, on threads that are not the pool's. */
public abstract class AsyncContract extends MapOptionsContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final MapOptions BUFFERED = MapOptions.defaults().withBuffer(3);

    /** For subclasses. */
    protected AsyncContract() {}

    private static int oddFails(int x) throws Faults.OwnException {
        if (x % 2 == 1) {
            throw new Faults.OwnException("odd", x);
        }
        return x;
    }

    @Test
    final void m08_theAsynchronousTwinsGiveWhatTheOthersGive() throws Exception {
        List<Map.Entry<Integer, Integer>> pairs = List.of(Map.entry(1, 2), Map.entry(3, 4));
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.<Integer, Integer>applyAsync(MappingContract::square, 7)))
                    .isEqualTo(49);
            for (MapOptions options : List.of(MapOptions.defaults(), BUFFERED)) {
                assertThat(Endings.value(pool.<Integer, Integer>mapAsync(x -> x, upTo(300), options)))
                        .isEqualTo(upTo(300));
                assertThat(Endings.value(pool.<Integer, Integer, Integer>starmapAsync((a, b) -> a * b, pairs, options)))
                        .containsExactly(2, 12);
                assertThat(Endings.value(
                                pool.<Integer, Integer>mapOutcomesAsync(AsyncContract::oddFails, upTo(4), options)))
                        .extracting(Outcome::isSuccess)
                        .containsExactly(true, false, true, false);
                assertThat(Endings.value(pool.<Integer, Integer>mapAsync(x -> x, List.of(), options)))
                        .isEmpty();
            }
        }
    }

    @Test
    final void m08_aMapCompletesOnceWithTheListOrTheFirstError() throws Exception {
        try (Pool pool = open()) {
            for (MapOptions options : List.of(MapOptions.defaults(), BUFFERED)) {
                Queue<Object> calls = new ConcurrentLinkedQueue<>();
                Consumer<CompletableFuture<List<Integer>>> watch = future -> {
                    var _ = future.whenComplete((value, error) -> calls.add(error == null ? value : error));
                };
                CompletableFuture<List<Integer>> good = pool.mapAsync(x -> x, List.of(1, 2), options);
                watch.accept(good);
                assertThat(Endings.value(good)).containsExactly(1, 2);
                CompletableFuture<List<Integer>> bad = pool.mapAsync(AsyncContract::oddFails, upTo(6), options);
                watch.accept(bad);
                assertThat(Endings.error(bad))
                        .isInstanceOfSatisfying(
                                Faults.OwnException.class,
                                e -> assertThat(e.code()).isEqualTo(1));
                assertThatThrownBy(bad::join)
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("input 1");
                Await.until("both were told", LIMIT, () -> calls.size() >= 2);
                assertThat(calls).hasSize(2).first().isEqualTo(List.of(1, 2));
            }
        }
    }

    @Test
    final void m08_cancellingAMapCancelsItsTasks(@TempDir Path directory) throws Exception {
        int round = 0;
        for (MapOptions options :
                List.of(MapOptions.defaults(), MapOptions.defaults().withBuffer(50))) {
            Gate gate = Gate.in(java.nio.file.Files.createDirectory(directory.resolve("round" + round++)));
            try (Pool pool = open()) {
                CompletableFuture<List<Long>> map = pool.<Integer, Long>mapAsync(gate::pass, upTo(100), options);
                gate.awaitMarks(pool.parallelism());
                assertThat(map.cancel(true)).isTrue();
                assertThat(map.isCancelled()).isTrue();
                assertThatThrownBy(map::join).isInstanceOf(CancellationException.class);
                assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
                Await.until(
                        () -> pool.statistics().toString(),
                        LIMIT,
                        () -> pool.statistics().pending() + pool.statistics().running() == 0);
                assertThat(pool.statistics().cancelled())
                        .isEqualTo(pool.statistics().submitted() - 1);
                assertThat(gate.count()).isEqualTo(pool.parallelism());
            }
        }
    }

    @Test
    final void m08_cancellingOneTaskCancelsIt(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> task = pool.submit(() -> gate.pass(0));
            CompletableFuture<Long> one = task.toCompletableFuture();
            CompletableFuture<Long> other = task.toCompletableFuture();
            gate.awaitMarks(1);
            assertThat(one.cancel(true)).isTrue();
            assertThat(task.isCancelled()).isTrue();
            assertThatThrownBy(() -> other.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
            assertThat(other.isCancelled()).isTrue();
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
        }
    }

    @Test
    final void m08_completableFuturesEndAsTheirTasks() throws Exception {
        try (Pool pool = open()) {
            TaskFuture<Integer> task = pool.submit(() -> 6 * 7);
            assertThat(Endings.value(task.toCompletableFuture())).isEqualTo(42);
            assertThat(task.toCompletableFuture().getNow(0)).isEqualTo(42);
            assertThat(Endings.error(pool.<Integer, Integer>applyAsync(AsyncContract::oddFails, 1)))
                    .isInstanceOf(Faults.OwnException.class);
            Runnable nothing = (Runnable & java.io.Serializable) () -> {};
            assertThat(Endings.value(pool.submit(nothing, "fixed").toCompletableFuture()))
                    .isEqualTo("fixed");
            String thread = Endings.value(pool.submit(() -> 1)
                    .toCompletableFuture()
                    .thenApply(x -> Thread.currentThread().toString()));
            assertThat(thread).doesNotContain("-reader").doesNotContain(pool.name() + "-thread");
        }
    }

    @Test
    final void w07_aPoolClosedAfterMapAsyncHasAcceptedAllOfIt() throws Exception {
        CompletableFuture<List<Integer>> map;
        try (Pool pool = open()) {
            map = pool.mapAsync(x -> x + 1, upTo(20_000));
        }
        assertThat(Endings.value(map))
                .isEqualTo(upTo(20_000).stream().map(x -> x + 1).toList());
    }

    @Test
    final void l10_anAsynchronousMapOfAClosedPoolThrowsAtOnce() {
        Pool pool = open();
        pool.close();
        for (MapOptions options : List.of(MapOptions.defaults(), BUFFERED)) {
            PoolContract.assertRejected(() -> pool.<Integer, Integer>mapAsync(x -> x, upTo(3), options));
            PoolContract.assertRejected(() -> pool.<Integer, Integer>mapOutcomesAsync(x -> x, upTo(3), options));
            PoolContract.assertRejected(() -> pool.<Integer, Integer>imapUnordered(x -> x, upTo(3), options));
            PoolContract.assertRejected(() -> pool.<Integer, Integer>stream(x -> x, upTo(3), options));
        }
        PoolContract.assertRejected(() -> pool.<Integer, Integer>applyAsync(x -> x, 3));
    }

    @Test
    final void l01_aSourceThatThrowsFailsAnAsynchronousMap() throws Exception {
        Iterable<Integer> failing = () -> upTo(100).stream()
                .peek(x -> {
                    if (x == 50) {
                        throw new IllegalStateException("source failed");
                    }
                })
                .iterator();
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.<Integer, Integer>mapAsync(x -> x, failing))
                    .hasMessage("source failed");
            assertThat(Endings.error(pool.<Integer, Integer>mapAsync(x -> x, failing, BUFFERED)))
                    .hasMessage("source failed");
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    final void m20_anAsynchronousMapTimesOut(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Duration time = Duration.ofMillis(500);
        try (Pool pool = open()) {
            long begin = System.nanoTime();
            CompletableFuture<List<Long>> map = pool.<Integer, Long>mapAsync(
                    gate::pass, upTo(50), MapOptions.defaults().withTimeout(time));
            assertThat(Endings.error(map)).isInstanceOf(TimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(time, time.plusMillis(500));
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
        }
    }

    @Test
    final void w15_callbacksRunOnceInOrder(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Queue<Integer> calls = new ConcurrentLinkedQueue<>();
        try (Pool pool = open()) {
            TaskFuture<Long> task = pool.submit(() -> gate.pass(0));
            for (int i = 0; i < 50; i++) {
                int number = i;
                assertThat(task.whenDone(done -> {
                            assertThat(done).isSameAs(task);
                            assertThat(done.isDone()).isTrue();
                            calls.add(number);
                        }))
                        .isSameAs(task);
            }
            assertThat(calls).isEmpty();
            gate.open();
            Await.until(calls::toString, LIMIT, () -> calls.size() == 50);
            Endings.value(pool.submit(() -> 1));
            assertThat(calls).containsExactlyElementsOf(upTo(50));
        }
    }

    @Test
    final void w15_aCallbackOfAnEndedTaskRunsAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (Pool pool = open()) {
            TaskFuture<Integer> task = pool.submit(() -> 1);
            assertThat(Endings.value(task)).isEqualTo(1);
            var _ = task.whenDone(done -> threads.add(Thread.currentThread()));
            assertThat(threads).containsExactly(Thread.currentThread());
            Runnable nothing = (Runnable & java.io.Serializable) () -> {};
            TaskFuture<String> fixed = pool.submit(nothing, "fixed");
            assertThat(Endings.value(fixed)).isEqualTo("fixed");
            var _ = fixed.onSuccess(value ->
                    assertThat(threads.add(Thread.currentThread())).as(value).isTrue());
            assertThat(threads).hasSize(2);
        }
    }

    @Test
    final void w15_successOrFailureIsToldNeverBoth(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Queue<Object> calls = new ConcurrentLinkedQueue<>();
        try (Pool pool = open()) {
            TaskFuture<Integer> good = pool.submit(() -> 1);
            TaskFuture<Integer> bad = pool.<Integer, Integer>submit(AsyncContract::oddFails, 1);
            TaskFuture<Long> gone = pool.submit(() -> gate.pass(0));
            for (TaskFuture<?> future : List.of(good, bad, gone)) {
                var _ = future.onSuccess(value -> calls.add("success of " + future.taskId()))
                        .onFailure(error -> calls.add(error.getClass()))
                        .whenDone(done -> calls.add(done.taskId()));
            }
            gate.awaitMarks(1);
            assertThat(gone.cancel(true)).isTrue();
            Await.until(calls::toString, LIMIT, () -> calls.size() >= 6);
            assertThat(calls)
                    .containsExactlyInAnyOrder(
                            "success of " + good.taskId(),
                            Faults.OwnException.class,
                            CancellationException.class,
                            good.taskId(),
                            bad.taskId(),
                            gone.taskId());
        }
    }

    @Test
    final void row33_callbacksThatCrashAreReportedAndHurtNobody(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        AtomicInteger calls = new AtomicInteger();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            reported.add(error);
            throw new IllegalStateException("the handler fails too");
        });
        try (Pool pool = open()) {
            TaskFuture<Long> task = pool.submit(() -> gate.pass(0));
            List<Consumer<Object>> crashes = List.of(
                    x -> {
                        throw new IllegalStateException("callback");
                    },
                    x -> {
                        throw new Faults.OwnError("callback");
                    },
                    x -> {
                        throw new Faults.HostileException();
                    },
                    AsyncContract::overflow);
            for (Consumer<Object> crash : crashes) {
                var _ = task.whenDone(crash);
                var _ = task.whenDone(done -> calls.incrementAndGet());
            }
            gate.open();
            Await.until("the other callbacks ran", LIMIT, () -> calls.get() == 4);
            assertThat(reported.stream().map(Object::getClass))
                    .containsExactly(
                            IllegalStateException.class,
                            Faults.OwnError.class,
                            Faults.HostileException.class,
                            StackOverflowError.class);
            assertThat(pool.<Integer, Integer>map(x -> x, upTo(100))).isEqualTo(upTo(100));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void overflow(Object x) {
        overflow(x);
    }

    @Test
    final void row33_aCallbackMaySubmitWaitAndRegister() throws Exception {
        AtomicReference<Object> result = new AtomicReference<>();
        CountDownLatch last = new CountDownLatch(1);
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            var _ = pool.submit(() -> 1).whenDone(first -> {
                var _ = first.whenDone(again -> last.countDown());
                result.set(pool.<Integer, Integer>submit(x -> x + 1, first.resultNow())
                        .toCompletableFuture()
                        .thenCompose(x -> pool.<Integer, Integer>mapAsync(y -> y * x, upTo(3)))
                        .join());
            });
            assertThat(last.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(result.get()).isEqualTo(List.of(0, 2, 4));
        }
    }

    @Test
    final void row33_aCallbackMayCancelAndCloseThePool(@TempDir Path directory) throws Exception {
        List<Consumer<Pool>> ends =
                List.of(Pool::close, Pool::shutdown, Pool::shutdownNow, Pool::killWorkers, Pool::terminateWorkers);
        int round = 0;
        for (Consumer<Pool> end : ends) {
            Gate gate = Gate.in(java.nio.file.Files.createDirectory(directory.resolve("round" + round++)));
            CountDownLatch ended = new CountDownLatch(1);
            Pool pool = open();
            TaskFuture<Long> waiting = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            var _ = pool.submit(() -> 1).whenDone(done -> {
                waiting.cancel(true);
                end.accept(pool);
                ended.countDown();
            });
            assertThat(ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(waiting.isCancelled()).isTrue();
            pool.close();
        }
    }

    @Test
    final void row33_dependentsOfAMapMayCloseThePool() throws Exception {
        Pool pool = open();
        RemoteFunction<Integer, Integer> function = x -> x;
        CompletableFuture<Boolean> closed = pool.mapAsync(function, upTo(10)).thenApply(values -> {
            pool.close();
            return pool.isTerminated();
        });
        assertThat(Endings.value(closed)).isTrue();
        assertThatThrownBy(() -> pool.map(function, upTo(2)))
                .isNotInstanceOf(ExecutionException.class)
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }
}
