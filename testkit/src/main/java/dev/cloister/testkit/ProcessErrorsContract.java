package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteFunction;
import dev.cloister.RemoteStackTrace;
import dev.cloister.RemoteTaskException;
import dev.cloister.ResultIterator;
import dev.cloister.TaskFuture;
import dev.cloister.TaskFutures;
import dev.cloister.TaskFutures.Waited;
import dev.cloister.WorkerCrashedException;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerException;
import dev.cloister.WorkerExitedException;
import dev.cloister.WorkerOptions;
import dev.cloister.faults.Faults;
import dev.cloister.faults.Native;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How errors come back from worker processes: each with its type and its evidence. */
public abstract class ProcessErrorsContract extends PoolContract {
    static final Duration GONE = Duration.ofSeconds(5);

    /** For subclasses. */
    protected ProcessErrorsContract() {}

    /** In a task: where it runs. */
    static long pid() {
        return ProcessHandle.current().pid();
    }

    static void assertGone(long pid) throws Exception {
        Await.until(() -> "process " + pid + " is still there", GONE, () -> !Processes.isAlive(pid));
    }

    /** What a customer order would be: something deep inside does not travel. */
    record Order(String id, Customer customer) implements Serializable {}

    /** Not a record, so that a field can be null. */
    static final class Customer implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // that is the fault
        final @Nullable Object session;

        Customer(@Nullable Object session) {
            this.session = session;
        }
    }

    private static Order orderWithThread(String id) {
        return new Order(id, new Customer(new Thread()));
    }

    private static <E extends WorkerException> E killedBy(Pool pool, TaskFuture<?> future, Class<E> type)
            throws Exception {
        E error = Endings.error(future, type);
        assertThat(error.taskId()).isEqualTo(future.taskId());
        assertThat(error.taskIndex()).isEqualTo(-1);
        assertThat(error).hasMessageContaining(error.death().worker());
        assertGone(error.death().pid());
        assertThat(Endings.value(pool.submit(() -> 6 * 7))).as("pool is usable").isEqualTo(42);
        assertThat(pool.statistics().deaths()).containsEntry(error.death().cause(), 1L);
        return error;
    }

    @Test
    final void m11_anErrorHasTheWorkersFramesAndSaysWhereItHappened() throws Exception {
        try (Pool pool = open()) {
            TaskFuture<Object> future = pool.submit(new Faults.Throws(new Faults.OwnException("own", 7)));
            Faults.OwnException own = Endings.error(future, Faults.OwnException.class);
            assertThat(own.code()).isEqualTo(7);
            List<Throwable> remote = Arrays.stream(own.getSuppressed())
                    .filter(e -> e instanceof RemoteStackTrace)
                    .toList();
            assertThat(remote).hasSize(1);
            assertThat(remote.getFirst()).hasMessageContaining("worker-").hasMessageContaining("task 1");
        }
    }

    @Test
    final void m14_aResultThatCannotTravelNamesItsFieldAndCostsNoWorker() throws Exception {
        try (Pool pool = open()) {
            long before = Endings.value(pool.submit(() -> pid()));
            for (int i = 0; i < 20; i++) {
                String id = "order " + i;
                CodecException error = Endings.error(pool.submit(() -> orderWithThread(id)), CodecException.class);
                assertThat(error.path()).contains("customer.session").contains("java.lang.Thread");
                assertThat(error).hasMessageContaining("customer.session");
            }
            assertThat(Endings.value(pool.submit(() -> pid()))).isEqualTo(before);
            assertThat(pool.statistics().started()).isEqualTo(1);
        }
    }

    @Test
    final void m14_aResultThatCannotBeRebuiltFailsItsOwnFutureOnly() throws Exception {
        long parent = pid();
        try (Pool pool = open()) {
            List<Outcome<Object>> outcomes = pool.mapOutcomes(
                    x -> x == 2 ? new Faults.ReturnsUndecodable(parent).call() : x, List.of(0, 1, 2, 3, 4));
            assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, true, false, true, true);
            assertThatThrownBy(() -> outcomes.get(2).get()).hasCauseInstanceOf(CodecException.class);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void m15_anArgumentThatCannotTravelThrowsInTheCaller() throws Exception {
        Order order = orderWithThread("x");
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.<Order, String>submit(Order::id, order))
                    .isInstanceOfSatisfying(
                            CodecException.class,
                            e -> assertThat(e.path())
                                    .contains("customer.session")
                                    .contains("java.lang.Thread"));
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.statistics().submitted()).isEqualTo(1);
        }
    }

    @Test
    final void m15_anInputThatCannotTravelFailsItself() throws Exception {
        List<Order> orders =
                List.of(new Order("a", new Customer("fine")), orderWithThread("b"), new Order("c", new Customer(null)));
        try (Pool pool = open()) {
            List<Outcome<String>> outcomes = pool.mapOutcomes(Order::id, orders);
            assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, false, true);
            assertThatThrownBy(() -> outcomes.get(1).get()).hasCauseInstanceOf(CodecException.class);
            assertThat(outcomes.get(2).get()).isEqualTo("c");
        }
    }

    @Test
    final void m22_aCaptureThatCannotTravelIsNamedAtSubmit() throws Exception {
        Thread thread = new Thread();
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.submit(() -> thread.getName()))
                    .isInstanceOfSatisfying(CodecException.class, e -> {
                        assertThat(e.path()).isEqualTo("thread (java.lang.Thread)");
                        assertThat(e).hasMessageContaining("thread");
                    });
            assertThat(pool.statistics().submitted()).isZero();
        }
    }

    @Test
    final void anExceptionThatCannotBeRebuiltIsToldInWords() throws Exception {
        long parent = pid();
        try (Pool pool = open()) {
            RemoteTaskException error =
                    Endings.error(pool.submit(new Faults.ThrowsUndecodable(parent)), RemoteTaskException.class);
            assertThat(error.remoteClassName()).isEqualTo(Faults.ExceptionFailsToDecode.class.getName());
            assertThat(error.remoteMessage()).isEqualTo("undecodable");
            assertThat(error.remoteStackTrace()).contains("ThrowsUndecodable.call");
            RemoteTaskException other =
                    Endings.error(pool.submit(new Faults.ThrowsUnencodable()), RemoteTaskException.class);
            assertThat(other.remoteClassName()).isEqualTo(Faults.ExceptionFailsToEncode.class.getName());
            assertThat(other.remoteMessage()).isEqualTo("unencodable");
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void aStackOverflowIsItsOwnErrorAndKeepsTheWorker() throws Exception {
        try (Pool pool = open()) {
            long before = Endings.value(pool.submit(() -> pid()));
            StackOverflowError error = Endings.error(pool.submit(new Faults.OverflowStack()), StackOverflowError.class);
            assertThat(error.getStackTrace()).isNotEmpty();
            assertThat(Endings.value(pool.submit(() -> pid()))).isEqualTo(before);
        }
    }

    @Test
    final void anOutOfMemoryErrorIsItsOwnErrorAndTheWorkerIsReplaced() throws Exception {
        PoolOptions options = options().withWorkers(WorkerOptions.defaults().withJvmArguments("-Xmx64m"));
        try (Pool pool = Pool.open(options)) {
            long before = Endings.value(pool.submit(() -> pid()));
            Endings.error(pool.submit(new Faults.EatHeap()), OutOfMemoryError.class);
            assertGone(before);
            assertThat(Endings.value(pool.submit(() -> pid()))).isNotEqualTo(before);
        }
    }

    @Test
    final void x08_anExitNamesItsCodeAndWhereItWasCalled() throws Exception {
        for (int code : new int[] {0, 3}) {
            try (Pool pool = open()) {
                WorkerDeath death = killedBy(pool, pool.submit(new Faults.ExitNow(code)), WorkerExitedException.class)
                        .death();
                assertThat(death.cause()).isEqualTo(Cause.EXIT);
                assertThat(death.exitCode()).isEqualTo(code);
                assertThat(death.signal()).isNull();
                assertThat(death.detail()).contains("Faults$ExitNow");
            }
        }
    }

    @Test
    final void x08_aHaltNamesItsCode() throws Exception {
        try (Pool pool = open()) {
            WorkerExitedException error =
                    killedBy(pool, pool.submit(new Faults.HaltNow(9)), WorkerExitedException.class);
            assertThat(error.death().exitCode()).isEqualTo(9);
            assertThat(error).hasMessageContaining("9");
        }
    }

    @Test
    final void x08_aNativeExitNamesItsCode() throws Exception {
        for (int code : new int[] {0, 77}) {
            try (Pool pool = open()) {
                assertThat(killedBy(pool, pool.submit(new Faults.NativeExit(code)), WorkerExitedException.class)
                                .death()
                                .exitCode())
                        .isEqualTo(code);
            }
        }
    }

    /** The JDK tells both in the same way, so it may be called either, but it is never lost. */
    @Test
    final void x08_anExitCodeLikeThatOfASignalIsADeath() throws Exception {
        try (Pool pool = open()) {
            assertThat(killedBy(pool, pool.submit(new Faults.HaltNow(137)), WorkerException.class)
                            .death()
                            .exitCode())
                    .isEqualTo(137);
        }
    }

    @Test
    final void x08_aCrashHasItsSignalAndTheHeadOfTheCrashReport() throws Exception {
        try (Pool pool = open()) {
            WorkerDeath death = killedBy(pool, pool.submit(new Faults.Segfault()), WorkerCrashedException.class)
                    .death();
            assertThat(death.cause()).isEqualTo(Cause.CRASH);
            assertThat(death.signal()).isIn("SIGSEGV", "SIGABRT");
            assertThat(death.exitCode()).isEqualTo(134);
            assertThat(death.crashReport()).contains("SIGSEGV").hasSizeLessThanOrEqualTo(4096);
        }
    }

    @Test
    final void x08_aKillFromOutsideIsTold(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> future = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            long pid = gate.pids().getFirst();
            Processes.signal(pid, "KILL");
            WorkerCrashedException error = killedBy(pool, future, WorkerCrashedException.class);
            assertThat(error.death().cause()).isEqualTo(Cause.KILLED);
            assertThat(error.death().signal()).isEqualTo("SIGKILL");
            assertThat(error.death().exitCode()).isEqualTo(137);
            assertThat(error.death().pid()).isEqualTo(pid);
        }
    }

    @Test
    final void x08_theLastWordsAreInTheReport() throws Exception {
        try (Pool pool = Pool.open(options().withOutput((worker, source, line) -> {}))) {
            TaskFuture<Object> future = pool.submit(() -> {
                System.err.println("famous last words");
                return new Faults.SignalsItself(Native.SIGKILL).call();
            });
            assertThat(Endings.error(future, WorkerCrashedException.class)
                            .death()
                            .stderrTail())
                    .contains("famous last words");
        }
    }

    @Test
    final void x07_twoTasksFailedByOneDeathGetAnExceptionEach(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            Processes.signal(gate.pids().getFirst(), "KILL");
            List<WorkerException> errors = new java.util.ArrayList<>();
            for (TaskFuture<Long> future : running) {
                WorkerException error = Endings.error(future, WorkerException.class);
                assertThat(error.taskId()).isEqualTo(future.taskId());
                errors.add(error);
            }
            assertThat(errors).doesNotHaveDuplicates();
            assertThat(errors)
                    .extracting(e -> e.death().pid())
                    .containsOnly(gate.pids().getFirst());
        }
    }

    @Test
    final void aMappedInputThatKillsItsWorkerNamesItsIndex() throws Exception {
        try (Pool pool = Pool.open(PoolOptions.of(backend(1)))) {
            List<Outcome<Object>> outcomes =
                    pool.mapOutcomes(x -> x == 0 ? new Faults.HaltNow(5).call() : x, List.of(0));
            assertThat(outcomes).hasSize(1);
            assertThatThrownBy(() -> outcomes.getFirst().get())
                    .cause()
                    .isInstanceOfSatisfying(WorkerExitedException.class, e -> {
                        assertThat(e.taskIndex()).isZero();
                        assertThat(Objects.requireNonNull(e.death().exitCode())).isEqualTo(5);
                    });
        }
    }

    @Test
    final void row33_aCallbackOfATaskThatKilledItsWorkerMaySubmit() throws Exception {
        CompletableFuture<Integer> after = new CompletableFuture<>();
        try (Pool pool = open()) {
            TaskFuture<Object> bad = pool.submit(new Faults.HaltNow(3));
            var _ = bad.onFailure(error -> {
                assertThat(error).isInstanceOf(WorkerExitedException.class);
                after.complete(pool.submit(() -> 6 * 7).toCompletableFuture().join());
            });
            assertThat(Endings.value(after)).isEqualTo(42);
            Waited<TaskFuture<Object>> waited = TaskFutures.waitFirstError(List.of(bad));
            assertThat(waited.done()).containsExactly(bad);
        }
    }

    @Test
    final void row33_aResultThatCannotBeRebuiltHurtsNoThreadOfThePool() throws Exception {
        long here = ProcessHandle.current().pid();
        try (Pool pool = open()) {
            TaskFuture<Object> hostile = pool.submit(new Faults.ReturnsUndecodable(here));
            CompletableFuture<Throwable> told = new CompletableFuture<>();
            var _ = hostile.onSuccess(value -> told.completeExceptionally(new AssertionError("success")))
                    .onFailure(told::complete);
            assertThat(Endings.value(told)).isInstanceOf(CodecException.class);
            assertThat(Endings.error(hostile.toCompletableFuture())).isInstanceOf(CodecException.class);
            assertThat(Endings.error(pool.<Integer, Object>mapAsync(
                            x -> x == 2 ? new Faults.ReturnsUndecodable(here).call() : x, List.of(0, 1, 2))))
                    .isInstanceOf(CodecException.class);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    final void l01_anInputThatKillsItsWorkerFailsNoOtherWorkersInputs() throws Exception {
        RemoteFunction<Integer, Object> fourthHalts = x -> x == 3 ? new Faults.HaltNow(5).call() : x;
        List<Integer> inputs = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        try (Pool pool = open()) {
            List<Integer> failed = new ArrayList<>();
            try (ResultIterator<Object> results = pool.imapUnordered(fourthHalts, inputs)) {
                while (results.hasNext()) {
                    if (!results.nextOutcome().isSuccess()) {
                        failed.add(results.index());
                    }
                }
            }
            assertThat(failed).contains(3); // and those that ran in the same process
            assertThat(failed)
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(backend(1).parallelism());
            assertThat(Endings.error(pool.mapAsync(fourthHalts, inputs))).isInstanceOf(WorkerExitedException.class);
        }
    }
}
