package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Pool} does, whatever its backend: mapping from {@link MappingContract},
 * futures from {@link FuturesContract}, limits from {@link LimitsContract}, iterators from {@link IterationContract}, early
 * ends from {@link MapOptionsContract}, callbacks from {@link AsyncContract}, waiting from {@link WaitingContract}, and here
 * the life of workers,
 * futures and pools. A backend binds it in a few lines:
 *
 * {@snippet :
 * final class ThreadPoolTest extends dev.cloister.testkit.PoolContract {
 *     @Override
 *     protected dev.cloister.Backend backend(int workers) {
 *         return dev.cloister.Backend.threads(workers);
 *     }
 * }
 * }
 */
public abstract class PoolContract extends WaitingContract {
    private static final Duration PROMPT = Duration.ofSeconds(5);
    private static final int MANY = 10_000;

    /** For subclasses. */
    protected PoolContract() {}

    @Test
    final void w01_aSizeBelowOneThrows() {
        assertThatThrownBy(() -> backend(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> backend(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void w05_workersStartWhenTasksNeedThem() throws Exception {
        try (Pool pool = open()) {
            assertThat(pool.statistics().started()).isZero();
            assertThat(pool.statistics().starting()).isZero();
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.statistics().started()).isEqualTo(1);
        }
    }

    @Test
    final void w06_asManyTasksRunAtOnceAsThereArePlacesAndNoMore(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            List<TaskFuture<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = running.size() + i;
                waiting.add(pool.submit(() -> gate.mark(number)));
            }
            assertThat(gate.count()).isEqualTo(pool.parallelism());
            assertThat(waiting).noneMatch(Future::isDone);
            gate.open();
            Endings.values(running);
            Endings.values(waiting);
            assertThat(gate.count()).isEqualTo(pool.parallelism() + waiting.size());
            assertThat(pool.statistics().completed()).isEqualTo(gate.count());
        }
    }

    @Test
    final void w07_closeWaitsForSubmittedWork(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        List<Future<Long>> futures = new ArrayList<>();
        Pool pool = open();
        try (pool) {
            for (int i = 0; i < 12; i++) {
                int number = i;
                futures.add(pool.submit(() -> gate.mark(number)));
            }
        }
        assertThat(futures).allMatch(future -> future.state() == Future.State.SUCCESS);
        assertThat(gate.count()).isEqualTo(12);
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    final void w08_aClosedPoolRefusesEverythingAndClosesAgain() throws Exception {
        Pool pool = open();
        pool.close();
        pool.close();
        List<Integer> inputs = List.of(1, 2);
        List<Callable<Integer>> tasks = List.of(() -> 1);
        assertRejected(() -> pool.submit(() -> 1));
        assertRejected(() -> pool.submit(() -> {}));
        assertRejected(() -> pool.<Integer, Integer>submit(MappingContract::square, 1));
        assertRejected(() -> pool.execute(() -> {}));
        assertRejected(() -> pool.<Integer, Integer>map(MappingContract::square, inputs));
        assertRejected(() -> pool.<Integer, Integer>mapOutcomes(MappingContract::square, inputs, 1));
        assertRejected(() -> pool.<Integer, Integer>imap(MappingContract::square, inputs));
        assertRejected(() -> pool.<Integer, Integer>apply(MappingContract::square, 1));
        assertRejected(() -> pool.invokeAll(tasks));
        assertThat(pool.statistics().submitted()).isZero();
        assertThat(pool.toString()).contains(pool.name());
    }

    static void assertRejected(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    final void w09_awaitingTheEndOfAnOpenPoolTimesOut() throws Exception {
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.awaitTermination(10, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(pool.isShutdown()).isFalse();
            assertThat(pool.isTerminated()).isFalse();
        }
    }

    @Test
    final void w10_shutdownNowWithTenThousandQueuedTasksIsPrompt(@TempDir Path directory) throws Exception {
        endsPromptly(Gate.in(directory), Pool::shutdownNow);
    }

    @Test
    final void w10_killWorkersWithTenThousandQueuedTasksIsPrompt(@TempDir Path directory) throws Exception {
        endsPromptly(Gate.in(directory), Pool::killWorkers);
    }

    @Test
    final void w10_terminateWorkersWithTenThousandQueuedTasksIsPrompt(@TempDir Path directory) throws Exception {
        endsPromptly(Gate.in(directory), Pool::terminateWorkers);
    }

    private void endsPromptly(Gate gate, Consumer<Pool> end) throws Exception {
        try (Pool pool = open()) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            List<TaskFuture<Integer>> queued = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int number = i;
                queued.add(pool.submit(() -> number));
            }
            long begin = System.nanoTime();
            end.accept(pool);
            assertThat(pool.awaitTermination(PROMPT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMPT);
            assertThat(queued).allMatch(Future::isCancelled);
            assertThat(running).allMatch(Future::isDone);
            assertRejected(() -> pool.submit(() -> 1));
        }
    }

    @Test
    final void w11_shutdownAfterFiftySubmitsCompletesAllFifty() throws Exception {
        try (Pool pool = open()) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
            pool.shutdown();
            assertThat(Endings.values(futures))
                    .isEqualTo(IntStream.range(0, 50).boxed().toList());
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    final void w12_shutdownNowLeavesNoFutureUnfinished(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            List<TaskFuture<Long>> queued = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = running.size() + i;
                queued.add(pool.submit(() -> gate.mark(number)));
            }
            assertThat(pool.shutdownNow()).hasSize(queued.size());
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(queued).allMatch(Future::isCancelled);
            assertThat(running).allMatch(Future::isDone);
            assertThat(gate.count()).as("tasks that ran").isEqualTo(running.size());
        }
    }

    @Test
    final void w13_submitAfterShutdownThrowsAtOnceAndWhatRunsGoesOn(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> running = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            pool.shutdown();
            assertRejected(() -> pool.submit(() -> 1));
            gate.open();
            assertThat(Endings.value(running)).isEqualTo(gate.pids().getFirst());
        }
    }

    @Test
    final void w14_submitCancelShutdownReturns() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Pool pool = open()) {
                TaskFuture<Integer> future = pool.submit(() -> 1);
                future.cancel(true);
                pool.shutdown();
                assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
                assertThat(future.isDone()).isTrue();
            }
        }
    }

    @Test
    final void w15_aPendingTaskIsCancelledAndNeverRuns(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            int number = running.size();
            TaskFuture<Long> pending = pool.submit(() -> gate.mark(number));
            assertThat(pending.cancel(false)).isTrue();
            assertThat(pending.isCancelled()).isTrue();
            assertThat(pending.isDone()).isTrue();
            assertThatThrownBy(pending::get).isInstanceOf(CancellationException.class);
            gate.open();
            Endings.values(running);
            assertThat(Endings.value(pool.submit(() -> 2))).isEqualTo(2);
            assertThat(gate.count()).isEqualTo(running.size());
            assertThat(pool.statistics().cancelled()).isEqualTo(1);
        }
    }

    @Test
    final void w15_aRunningTaskIsCancelledOnlyWithAnInterrupt(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> running = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            assertThat(running.cancel(false)).isFalse();
            assertThat(running.isDone()).isFalse();
            assertThat(running.cancel(true)).isTrue();
            assertThat(running.state()).isEqualTo(Future.State.CANCELLED);
            assertThatThrownBy(() -> Endings.value(running)).isInstanceOf(CancellationException.class);
            assertThat(Endings.value(pool.submit(() -> 3))).isEqualTo(3);
        }
    }

    @Test
    final void w15_aFinishedTaskIsNotCancelled() throws Exception {
        try (Pool pool = open()) {
            TaskFuture<Integer> finished = pool.submit(() -> 1);
            assertThat(Endings.value(finished)).isEqualTo(1);
            assertThat(finished.cancel(true)).isFalse();
            assertThat(finished.isCancelled()).isFalse();
            assertThat(finished.resultNow()).isEqualTo(1);
            assertThat(finished.taskId()).isEqualTo(1);
        }
    }

    @Test
    final void w15_anInterruptMeantForOneTaskDoesNotHitTheNext() throws Exception {
        try (Pool pool = open()) {
            Endings.error(pool.submit(new Faults.InterruptsItself()), InterruptedException.class);
            for (int i = 0; i < 10; i++) {
                assertThat(Endings.value(
                                pool.submit(() -> Thread.currentThread().isInterrupted())))
                        .isFalse();
            }
        }
    }

    /** In a method of its own, so that no frame holds the pool when it returns. */
    private TaskFuture<Integer> submitAndForget() {
        Pool pool = Pool.open(options().withName("forgotten"));
        return pool.submit(() -> 5);
    }

    @Test
    final void w20_thePoolThatNobodyHasAnyMoreEndsByItself() throws Exception {
        TaskFuture<Integer> future = submitAndForget();
        assertThat(Endings.value(future)).isEqualTo(5);
        Await.until("its workers live on", Duration.ofSeconds(20), () -> {
            System.gc();
            return ProcessHandle.current().children().findAny().isEmpty()
                    && Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("cloister-forgotten-"));
        });
    }

    @Test
    final void w18_endingWorkersThatNeverStartedNeverThrows() throws Exception {
        for (Consumer<Pool> end : ENDINGS) {
            try (Pool pool = open()) {
                end.accept(pool);
                assertEnded(pool);
            }
        }
    }

    @Test
    final void w18_endingIdleWorkersNeverThrows() throws Exception {
        for (Consumer<Pool> end : ENDINGS) {
            try (Pool pool = open()) {
                assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
                end.accept(pool);
                assertEnded(pool);
            }
        }
    }

    @Test
    final void w18_endingBusyWorkersTwiceNeverThrows(@TempDir Path directory) throws Exception {
        int round = 0;
        for (Consumer<Pool> end : ENDINGS) {
            Gate gate = Gate.in(java.nio.file.Files.createDirectory(directory.resolve("round" + round++)));
            try (Pool pool = open()) {
                List<TaskFuture<Long>> running = occupy(pool, gate);
                end.accept(pool);
                end.accept(pool);
                assertEnded(pool);
                assertThat(running).allMatch(Future::isDone);
                assertThat(running).noneMatch(future -> future.state() == Future.State.SUCCESS);
            }
        }
    }

    private static final List<Consumer<Pool>> ENDINGS =
            List.of(Pool::killWorkers, Pool::terminateWorkers, Pool::shutdownNow);

    private static void assertEnded(Pool pool) throws InterruptedException {
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertRejected(() -> pool.submit(() -> 1));
    }
}
