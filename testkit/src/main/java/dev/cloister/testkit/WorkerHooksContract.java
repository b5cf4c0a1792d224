package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.BrokenPoolException;
import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RestartIntensity;
import dev.cloister.Shared;
import dev.cloister.TaskFuture;
import dev.cloister.Worker;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerException;
import dev.cloister.WorkerLocal;
import dev.cloister.WorkerStartException;
import dev.cloister.faults.Faults;
import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Initializers, state and shared values of worker processes: deaths at every point, and what replacements get. */
public abstract class WorkerHooksContract extends WorkerStartContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration START_LIMIT = Duration.ofSeconds(5);
    private static final RestartIntensity ONCE = new RestartIntensity(1, Duration.ofSeconds(60));
    private static final int MIB = 1 << 20;

    /** In a worker: what an earlier task remembered. */
    private static @Nullable WeakReference<Object> earlier;

    /** For subclasses. */
    protected WorkerHooksContract() {}

    final int processes() {
        return backend(2).parallelism() / backend(1).parallelism();
    }

    /** In a worker: keeps this as long as something else does. */
    static void remember(Object value) {
        earlier = new WeakReference<>(value);
    }

    /** In a worker: whether what was remembered is gone within this time. */
    static boolean isCollected(Duration limit) throws Exception {
        WeakReference<Object> reference = earlier;
        return reference != null
                && Await.within(limit, () -> {
                    System.gc();
                    return reference.get() == null;
                });
    }

    private static Worker whoIs(Pool pool) throws Exception {
        return Endings.value(pool.submit(() -> Worker.current()));
    }

    @Test
    final void w24_workersThatLiveTogetherHaveDifferentSmallNumbers(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        try (Pool pool = open()) {
            List<TaskFuture<Worker>> tasks = new ArrayList<>();
            for (int i = 0; i < pool.parallelism(); i++) {
                int number = i;
                tasks.add(pool.submit(() -> {
                    marks.leave("in-" + number);
                    Await.until("not opened", SOON, () -> marks.has("open"));
                    return Worker.current();
                }));
            }
            Await.until("not all run", SOON, () -> marks.all("in-").size() == tasks.size());
            marks.leave("open");
            Map<Integer, Long> pids = new HashMap<>();
            for (Worker worker : Endings.values(tasks)) {
                assertThat(worker.process()).isTrue();
                assertThat(pids.merge(worker.number(), worker.pid(), (old, same) -> same))
                        .isEqualTo(worker.pid());
            }
            assertThat(pids).hasSize(processes()).doesNotContainKey(processes());
            assertThat(new HashSet<>(pids.values())).hasSize(processes());
        }
    }

    @Test
    final void w02_aReplacementIsInitializedAndTakesTheNumber(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        PoolOptions options = options()
                .withInitializer(
                        () -> marks.leaveOnce("init-" + ProcessHandle.current().pid()));
        try (Pool pool = Pool.open(options)) {
            Worker first = whoIs(pool);
            Processes.signal(first.pid(), "KILL");
            assertGone(first.pid());
            Worker second = whoIs(pool);
            assertThat(second.pid()).isNotEqualTo(first.pid());
            assertThat(second.number()).isEqualTo(first.number());
            assertThat(second.name()).isNotEqualTo(first.name());
            assertThat(marks.has("init-" + first.pid())).isTrue();
            assertThat(marks.has("init-" + second.pid())).isTrue();
        }
    }

    @Test
    final void w02_anInitializerThatCannotTravelIsRefusedAtOnce() {
        Thread thread = Thread.currentThread();
        assertThatThrownBy(() -> Pool.open(options().withInitializer(() -> thread.interrupt())))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).contains("thread"))
                .hasMessageContaining("initializer");
        assertThatThrownBy(() -> Pool.open(options().withFinalizer(() -> thread.getName())))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("finalizer");
    }

    @Test
    final void w03_anInitializerThatEndsItsProcessBreaksThePoolWithTheDeath() throws Exception {
        PoolOptions options = options()
                .withRestartIntensity(ONCE)
                .withInitializer(() -> Runtime.getRuntime().halt(7));
        try (Pool pool = Pool.open(options)) {
            TaskFuture<Integer> pending = pool.submit(() -> 1);
            assertThat(deathIn(pending).exitCode()).isEqualTo(7);
            assertThatThrownBy(() -> pool.submit(() -> 2))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining("initializer");
            assertThat(pool.statistics().started()).isZero();
        }
    }

    @Test
    final void w03_anInitializerThatIsAlwaysKilledBreaksThePoolToo() throws Exception {
        PoolOptions options = options().withRestartIntensity(ONCE).withInitializer(() -> {
            try {
                Processes.signal(ProcessHandle.current().pid(), "KILL");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Pool pool = Pool.open(options)) {
            assertThat(deathIn(pool.submit(() -> 1)).signal()).isEqualTo("SIGKILL");
        }
    }

    private static WorkerDeath deathIn(TaskFuture<?> future) throws Exception {
        Throwable cause = Endings.error(future, BrokenPoolException.class).getCause();
        if (cause instanceof WorkerStartException start) {
            return start.death();
        }
        throw new AssertionError("no death of a worker is the cause", cause);
    }

    @Test
    final void w03_anInitializerThatHangsBreaksThePoolAtTheStartTimeout() throws Exception {
        PoolOptions options = options().withStartTimeout(START_LIMIT).withInitializer(() -> {
            while (true) {
                LockSupport.park();
            }
        });
        try (Pool pool = Pool.open(options)) {
            WorkerDeath death = deathIn(pool.submit(() -> 1));
            assertThat(death.detail()).contains("initializer").contains(Long.toString(START_LIMIT.toMillis()));
            assertGone(death.pid());
        }
    }

    @Test
    final void l02_aWorkerKilledInItsInitializerIsReplaced(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        PoolOptions options = options().withInitializer(() -> {
            if (marks.has("first")) {
                marks.leaveOnce("second-" + ProcessHandle.current().pid());
                return;
            }
            marks.leaveOnce("pid-" + ProcessHandle.current().pid());
            marks.leaveOnce("first");
            new Faults.Hang().call();
        });
        try (Pool pool = Pool.open(options)) {
            TaskFuture<Long> task = pool.submit(() -> ProcessHandle.current().pid());
            Await.until("it did not begin", SOON, () -> marks.has("first"));
            long victim = Long.parseLong(marks.all("pid-").getFirst().substring(4));
            Processes.signal(victim, "KILL");
            long pid = Endings.value(task);
            assertThat(pid).isNotEqualTo(victim);
            assertThat(marks.has("second-" + pid)).isTrue();
            assertThat(pool.statistics().failed()).isZero();
        }
    }

    @Test
    final void w24_retiredWorkersCloseTheirStateAndReport(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        WorkerLocal<Long> local = WorkerLocal.<Long>of(
                        () -> ProcessHandle.current().pid())
                .withClose(pid -> marks.leave("closed-" + pid));
        Pool pool = Pool.open(options().withMaxTasksPerWorker(1).withFinalizer(() -> local.get()));
        List<Long> pids = new ArrayList<>();
        try (pool) {
            for (int i = 0; i < 4; i++) {
                pids.add(Endings.value(pool.submit(() -> local.get())));
            }
        }
        assertThat(pids).doesNotHaveDuplicates().allMatch(pid -> marks.has("closed-" + pid));
        List<Object> results = new ArrayList<>();
        for (var outcome : pool.exitResults()) {
            results.add(outcome.get());
        }
        assertThat(results).containsAll(pids);
    }

    @Test
    final void w24_terminatedWorkersCloseTheirStateAndKilledOnesDoNot(@TempDir Path directory) throws Exception {
        for (String how : List.of("TERM", "KILL")) {
            Marks marks = Marks.in(Files.createDirectory(directory.resolve(how)));
            WorkerLocal<Long> local = WorkerLocal.<Long>of(
                            () -> ProcessHandle.current().pid())
                    .withClose(pid -> marks.leave("closed-" + pid));
            try (Pool pool = open()) {
                long pid = Endings.value(pool.submit(() -> local.get()));
                Processes.signal(pid, how);
                assertGone(pid);
                assertThat(marks.has("closed-" + pid)).isEqualTo(how.equals("TERM"));
                assertThat(Endings.value(pool.submit(() -> local.get()))).isNotEqualTo(pid);
            }
        }
    }

    @Test
    final void w24_aFinalizerThatHangsIsEndedAfterFiveSeconds() throws Exception {
        Pool pool = Pool.open(options().withFinalizer(() -> new Faults.Hang().call()));
        try (pool) {
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
        assertThat(pool.exitResults()).isEmpty();
    }

    @Test
    final void b_manyTasksOfAWorkerCauseOneTransfer(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        try (Pool pool = open();
                Shared<byte[]> shared = pool.share(pattern())) {
            List<TaskFuture<Integer>> together = new ArrayList<>();
            for (int i = 0; i < pool.parallelism(); i++) {
                int number = i;
                together.add(pool.submit(() -> {
                    marks.leave("in-" + number);
                    Await.until("not opened", SOON, () -> marks.has("open"));
                    return shared.get().length; // all threads of a worker at once
                }));
            }
            Await.until("not all run", SOON, () -> marks.all("in-").size() == together.size());
            assertThat(shared.transfers()).isZero();
            marks.leave("open");
            assertThat(Endings.values(together)).containsOnly(MIB);
            assertThat(shared.transfers()).isEqualTo(processes());
            assertThat(pool.<Integer, Integer>map(x -> shared.get().length, java.util.Collections.nCopies(1000, 0)))
                    .containsOnly(MIB);
            assertThat(shared.transfers()).isEqualTo(processes());
        }
    }

    @Test
    final void b_aReplacementGetsTheSharedValueAgain() throws Exception {
        try (Pool pool = open();
                Shared<byte[]> shared = pool.share(pattern())) {
            long first = Endings.value(pool.submit(() -> {
                shared.get();
                return ProcessHandle.current().pid();
            }));
            assertThat(shared.transfers()).isEqualTo(1);
            Processes.signal(first, "KILL");
            assertGone(first);
            assertThat(Endings.value(pool.submit(() -> shared.get().length))).isEqualTo(MIB);
            assertThat(shared.transfers()).isEqualTo(2);
        }
    }

    @Test
    final void b_aWorkerKilledDuringTheTransferCostsItsTask(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        byte[] big = new byte[64 * MIB];
        try (Pool pool = open();
                Shared<byte[]> shared = pool.share(big)) {
            TaskFuture<Integer> victim = pool.submit(() -> {
                Thread.ofPlatform().daemon().start(() -> shared.get());
                marks.leave("pid-" + ProcessHandle.current().pid());
                new Faults.Hang().call();
                return 0;
            });
            Await.until(
                    "no transfer",
                    SOON,
                    () -> shared.transfers() == 1 && !marks.all("pid-").isEmpty());
            Processes.signal(Long.parseLong(marks.all("pid-").getFirst().substring(4)), "KILL");
            assertThat(Endings.error(victim)).isInstanceOf(WorkerException.class);
            assertThat(Endings.value(pool.submit(() -> shared.get().length))).isEqualTo(big.length);
        }
    }

    @Test
    final void b_whatCannotBeSharedIsRefusedWithItsPath() throws Exception {
        try (Pool pool = Pool.open(options().withMaxMessageBytes(64 * 1024))) {
            assertThatThrownBy(() -> pool.share(List.of(1, Thread.currentThread())))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.path()).contains("shared value[1]"));
            assertThatThrownBy(() -> pool.share(pattern()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("65536");
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    final void b_aSharedValueThatCannotBeRebuiltFailsItsTasksOnly() throws Exception {
        Object hostile = Faults.FailsToDecode.inWorker(ProcessHandle.current().pid());
        try (Pool pool = open();
                Shared<Object> shared = pool.share(hostile)) {
            for (int i = 0; i < 3; i++) {
                CodecException error =
                        Endings.error(pool.submit(() -> shared.get().hashCode()), CodecException.class);
                assertThat(error).hasMessageContaining("shared value").hasMessageContaining("fails to decode");
            }
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.statistics().deaths()).isEmpty();
            assertThat(shared.transfers()).isLessThanOrEqualTo(processes());
        }
    }

    /** Kills its process when it is rebuilt in a worker. */
    private record Deadly(long parent) implements Serializable {
        private record Form(long parent) implements Serializable {
            private Object readResolve() {
                if (parent != ProcessHandle.current().pid()) {
                    Runtime.getRuntime().halt(3);
                }
                return new Deadly(parent);
            }
        }

        private Object writeReplace() {
            return new Form(parent);
        }
    }

    @Test
    final void l01_aSharedValueThatKillsTheWorkerCostsItsTasksOnly() throws Exception {
        try (Pool pool = open();
                Shared<Deadly> shared =
                        pool.share(new Deadly(ProcessHandle.current().pid()))) {
            assertThat(Endings.error(pool.submit(() -> shared.get().parent()))).isInstanceOf(WorkerException.class);
            assertThat(Endings.value(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    final void l10_closingASharedValueFreesTheWorkersCopy() throws Exception {
        try (Pool pool = open()) {
            Shared<byte[]> shared = pool.share(pattern());
            long worker = Endings.value(pool.submit(() -> {
                remember(shared.get());
                return ProcessHandle.current().pid();
            }));
            Endings.value(pool.submit(() -> 1)); // what a worker has in hand may be the last task's
            shared.close();
            assertThat(Endings.value(pool.submit(() -> isCollected(SOON)))).isTrue();
            assertThat(Endings.value(pool.submit(() -> ProcessHandle.current().pid())))
                    .isEqualTo(worker);
        }
    }

    @Test
    final void w21_aPoolCannotTravelAndTheMessageSaysWhatToDo() throws Exception {
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.submit(() -> pool.name()))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.path()).contains("pool"))
                    .hasMessageContaining("a pool cannot travel");
        }
    }
}
