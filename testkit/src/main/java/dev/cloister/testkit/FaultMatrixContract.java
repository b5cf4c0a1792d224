package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Backend;
import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerException;
import dev.cloister.WorkerOptions;
import dev.cloister.faults.Ending;
import dev.cloister.faults.Expected;
import dev.cloister.faults.Fault;
import dev.cloister.faults.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten tasks on two workers, the fourth with each of the {@linkplain Fault 21 faults}: the nine innocents give their
 * results, the bad one ends as it should, and the pool goes on.
 */
@ExtendWith({Watchdog.class, NoOrphans.class})
public abstract class FaultMatrixContract {
    private static final int TASKS = 10;
    private static final int BAD = 3;
    private static final int WORKERS = 2;
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration GONE = Duration.ofSeconds(5);

    /** For subclasses. */
    protected FaultMatrixContract() {}

    /** The backend under test; each of its workers runs one task at a time. */
    protected abstract Backend backend(int workers);

    private Pool open() {
        return Pool.open(PoolOptions.of(backend(WORKERS))
                .withCancelGrace(Duration.ofMillis(100))
                .withOutput((worker, source, line) -> {})
                .withWorkers(WorkerOptions.defaults()
                        .withJvmArguments("-Xmx64m")
                        .withEnvironment(Faults.WORKER_VARIABLE, "1")));
    }

    private static long slowSquare(long x) {
        long end = System.nanoTime() + WORK_NANOS;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return x * x;
    }

    @ParameterizedTest
    @EnumSource
    final void oneFaultyTaskAmongTen(Fault fault, @TempDir Path directory) throws Exception {
        Set<Long> pids = new HashSet<>();
        try (Pool pool = open()) {
            List<TaskFuture<Long>> good = new ArrayList<>();
            List<TaskFuture<Object>> bad = new ArrayList<>();
            for (long i = 0; i < TASKS; i++) {
                if (i != BAD) {
                    good.add(pool.submit(FaultMatrixContract::slowSquare, i));
                } else if (fault == Fault.ARGUMENT_FAILS_TO_ENCODE) {
                    assertThatThrownBy(() -> fault.submitTo(pool)).isInstanceOf(CodecException.class);
                } else {
                    bad.add(fault.submitTo(pool));
                }
            }
            assertThat(Endings.values(good)).containsExactly(0L, 1L, 4L, 16L, 25L, 36L, 49L, 64L, 81L);
            for (TaskFuture<Object> future : bad) {
                assertEnding(fault, pool, future);
            }
            pids.addAll(assertTwoWorkersGoOn(pool, Gate.in(Files.createDirectory(directory.resolve("after")))));
        }
        for (long pid : pids) {
            Await.until(() -> "worker " + pid + " outlives its pool", GONE, () -> !Processes.isAlive(pid));
        }
    }

    private static void assertEnding(Fault fault, Pool pool, TaskFuture<Object> future) throws Exception {
        Expected expected = fault.expected();
        if (expected == null) {
            assertCancelEndsIt(pool, future);
            return;
        }
        Ending ending = Ending.of(future, LIMIT);
        assertThat(expected.complaint(ending)).isNull();
        if (ending.error() instanceof WorkerException died) {
            assertGone(died);
        }
    }

    /** The process of which the error speaks is really gone. */
    private static void assertGone(WorkerException error) throws Exception {
        long pid = error.death().pid();
        assertThat(pid).isPositive();
        Await.until(() -> "process " + pid + " is still there", GONE, () -> !Processes.isAlive(pid));
    }

    /** All others are done by now. */
    private static void assertCancelEndsIt(Pool pool, TaskFuture<Object> future) throws Exception {
        assertThat(future.isDone()).isFalse();
        List<Long> busy = pool.statistics().workers().stream()
                .filter(worker -> worker.running() > 0)
                .map(worker -> worker.pid())
                .toList();
        assertThat(busy).hasSize(1);
        assertThat(future.cancel(true)).isTrue();
        assertThatThrownBy(() -> Endings.value(future)).isInstanceOf(CancellationException.class);
        Await.until(() -> "process " + busy + " is still there", GONE, () -> !Processes.isAlive(busy.getFirst()));
    }

    /** Two tasks at once, on two processes that are alive. */
    private static List<Long> assertTwoWorkersGoOn(Pool pool, Gate gate) throws Exception {
        List<TaskFuture<Long>> meeting = FuturesContract.occupy(pool, gate);
        assertThat(gate.pids()).hasSize(WORKERS).doesNotHaveDuplicates().allMatch(Processes::isAlive);
        gate.open();
        Endings.values(meeting);
        assertThat(pool.statistics().workers()).hasSize(WORKERS);
        return gate.pids();
    }
}
