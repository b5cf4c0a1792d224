package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WarmWorkers;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerMemoryException;
import dev.cloister.WorkerOptions;
import dev.cloister.faults.MemoryFaults.LeakForEver;
import dev.cloister.faults.MemoryFaults.LeakSome;
import dev.cloister.faults.MemoryFaults.LeakTheLastByte;
import dev.cloister.faults.MemoryFaults.MallocUntilNull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of workers, tasks and pools when native memory leaks: caps, soft and hard limits. Needs Linux. */
@ExtendWith({Watchdog.class, NoOrphans.class})
public abstract class WorkerMemoryContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TASKS = 10;
    private static final int BAD = 3;
    private static final long MEBI = 1 << 20;
    private static final long HARD = 512 * MEBI;
    private static final double OVERSHOOT = 1.25;
    private static final Pattern HELD = Pattern.compile("it held ([0-9.]+) MiB");

    /** For subclasses. */
    protected WorkerMemoryContract() {}

    /** The backend under test; each of its workers runs one task at a time. */
    protected abstract Backend backend(int workers);

    private Pool open(int size, WorkerOptions workers) {
        return Pool.open(PoolOptions.of(backend(size))
                .withOutput((worker, source, line) -> {})
                .withWorkers(workers));
    }

    private static WorkerOptions small() {
        return WorkerOptions.defaults().withHeap(32 * MEBI);
    }

    @Test
    final void aCapIsTheMostThatMallocGives() throws Exception {
        try (Pool pool = open(1, small().withMemoryCap(300 * MEBI))) {
            int got = Endings.value(pool.submit(new MallocUntilNull()));
            assertThat(got).isBetween(50, 270);
            assertThat(Endings.value(pool.submit(new MallocUntilNull()))).isBetween(50, 270);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void withoutAHeapSizeACapLeavesRoomForBoth() throws Exception {
        try (Pool pool = open(1, WorkerOptions.defaults().withMemoryCap(WorkerOptions.MIN_MEMORY_CAP_BYTES))) {
            assertThat(Endings.value(pool.submit(() -> Runtime.getRuntime().maxMemory() >> 20)))
                    .isBetween(25L, 33L);
        }
    }

    @Test
    final void aWorkerThatDiesOfItsCapNamesItAndTheOthersGoOn() throws Exception {
        try (Pool pool = open(2, small().withMemoryCap(300 * MEBI))) {
            WorkerMemoryException error = badAmongGood(pool, new LeakTheLastByte());
            assertThat(error.death().cause()).isEqualTo(Cause.OUT_OF_MEMORY);
            assertThat(error).hasMessageContaining("capped at 300 MiB").hasMessageContaining("withMemoryCap");
        }
    }

    @Test
    final void aTaskAboveTheHardLimitFailsAloneWithTheFigures() throws Exception {
        try (Pool pool = open(2, small().withMemoryLimits(0, HARD))) {
            WorkerMemoryException error = badAmongGood(pool, new LeakForEver());
            assertThat(error.death().cause()).isEqualTo(Cause.OUT_OF_MEMORY);
            assertThat(error).hasMessageContaining("512 MiB").hasMessageContaining("withMemoryLimits");
            Matcher held = HELD.matcher(String.valueOf(error.getMessage()));
            assertThat(held.find()).as(error.getMessage()).isTrue();
            assertThat(Double.parseDouble(held.group(1)) * MEBI).isBetween((double) HARD, OVERSHOOT * HARD);
        }
    }

    /** Ten tasks, one of them bad: nine results are right, and two workers go on. Returns the error of the bad one. */
    private static WorkerMemoryException badAmongGood(Pool pool, dev.cloister.RemoteCallable<Object> bad)
            throws Exception {
        List<TaskFuture<Long>> good = new ArrayList<>();
        List<TaskFuture<Object>> failing = new ArrayList<>();
        for (long i = 0; i < TASKS; i++) {
            if (i == BAD) {
                failing.add(pool.submit(bad));
            } else {
                good.add(pool.<Long, Long>submit(x -> x * x, i));
            }
        }
        WorkerMemoryException error = Endings.error(failing.getFirst(), WorkerMemoryException.class);
        assertThat(Endings.values(good)).containsExactly(0L, 1L, 4L, 16L, 25L, 36L, 49L, 64L, 81L);
        assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
        assertThat(pool.statistics().deaths()).containsOnlyKeys(Cause.OUT_OF_MEMORY);
        assertThat(pool.statistics().failed()).isEqualTo(1);
        return error;
    }

    @Test
    final void aSlowLeakOverManyTasksReplacesWorkersAndLosesNothing() throws Exception {
        long leaks = 120;
        int each = 4;
        int fewest = 3; // 480 MiB through workers that end soon after 160 MiB, of which their JVM takes a part
        Set<Long> pids = new HashSet<>();
        try (Pool pool = open(2, small().withMemoryLimits(160 * MEBI, 0))) {
            List<TaskFuture<Long>> leaking = new ArrayList<>();
            List<TaskFuture<Long>> quick = new ArrayList<>();
            for (long i = 0; i < leaks; i++) {
                leaking.add(pool.submit(new LeakSome(each)));
                for (long j = 0; j < 8; j++) {
                    quick.add(pool.<Long, Long>submit(x -> x * x, i * 8 + j));
                }
            }
            pids.addAll(Endings.values(leaking));
            assertThat(Endings.values(quick))
                    .isEqualTo(
                            LongStream.range(0, leaks * 8).mapToObj(x -> x * x).toList());
            assertThat(pids).hasSizeGreaterThanOrEqualTo(fewest);
            assertThat(pool.statistics().deaths()).isEmpty();
            assertThat(pool.statistics().failed()).isZero();
            assertThat(pool.statistics().completed()).isEqualTo(leaks * 9);
        }
    }

    @Test
    final void anIdleWorkerAboveTheSoftLimitIsReplaced() throws Exception {
        try (Pool pool = open(1, small().withMemoryLimits(200 * MEBI, 0))) {
            long first = Endings.value(pool.submit(new LeakSome(250)));
            Await.until("it stays", SOON, () -> !Processes.isAlive(first));
            assertThat(Endings.value(pool.submit(() -> ProcessHandle.current().pid())))
                    .isNotEqualTo(first);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void aWorkerThatIsTooLargeFromTheStartRunsOneTaskAtLeast() throws Exception {
        WorkerOptions preTouched =
                WorkerOptions.defaults().withJvmArguments("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch");
        try (Pool pool = open(1, preTouched.withMemoryLimits(WorkerOptions.MIN_MEMORY_LIMIT_BYTES, 0))) {
            for (int i = 0; i < 3; i++) {
                int number = i;
                assertThat(Endings.value(pool.submit(() -> number))).isEqualTo(number);
            }
            assertThat(pool.statistics().started()).isLessThanOrEqualTo(3);
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void limitsHoldForWarmWorkersToo() throws Exception {
        WorkerOptions limited = small().withMemoryLimits(0, HARD);
        try (WarmWorkers warm = WarmWorkers.start(1, limited)) {
            assertThat(warm.awaitReady(SOON)).isTrue();
            try (Pool pool = open(1, limited)) {
                assertThat(Endings.error(pool.submit(new LeakForEver()), WorkerMemoryException.class))
                        .hasMessageContaining("512 MiB");
            }
        }
    }
}
