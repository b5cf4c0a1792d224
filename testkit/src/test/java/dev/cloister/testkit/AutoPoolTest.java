package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.AutoPool;
import dev.cloister.Backend;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskOptions;
import dev.cloister.TaskTimeoutException;
import dev.cloister.WorkerExitedException;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Automatic pools that measure and decide themselves. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class AutoPoolTest {
    private static final AdviceOptions TWO = AdviceOptions.defaults().withProcessors(2);
    private static final long OWN_PID = ProcessHandle.current().pid();

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static long compute(int n) {
        double x = n;
        for (int i = 0; i < 400_000; i++) {
            x = Math.sqrt(x + i);
        }
        return x < 0 ? 0 : ProcessHandle.current().pid();
    }

    private static int exitsAtThree(int n) {
        if (n == 3) {
            System.exit(7);
        }
        return n;
    }

    private static Advice only(AutoPool pool) {
        assertThat(pool.advice()).hasSize(1);
        return pool.advice().values().iterator().next();
    }

    @Test
    void m23_choiceMeasurementAndReasonCanBeReadAndReplayed() throws Exception {
        String json;
        try (AutoPool pool = Pool.auto(TWO)) {
            List<Long> pids = pool.map(AutoPoolTest::compute, upTo(100));
            assertThat(pids).hasSize(100);
            assertThat(pids.getFirst()).as("the trial is in another process").isNotEqualTo(OWN_PID);
            Advice advice = only(pool);
            assertThat(advice.backend()).isNotNull();
            assertThat(advice.reason()).isNotBlank();
            assertThat(advice.path()).isNotEmpty();
            assertThat(advice.profile().samples()).isPositive();
            assertThat(advice.profile().wallNanos()).isGreaterThan(100_000);
            assertThat(advice.profile().cpuShare()).isGreaterThan(0.5);
            assertThat(pool.advice()).containsKey("AutoPoolTest.compute");
            json = advice.toJson();
        }
        Advice kept = Advice.ofJson(json);
        try (AutoPool pool = Pool.auto(kept)) {
            List<Long> pids = pool.map(AutoPoolTest::compute, upTo(4));
            boolean here = !(kept.backend() instanceof Backend.Processes);
            assertThat(pids).allMatch(pid -> (pid == OWN_PID) == here);
            assertThat(pool.history()).first().satisfies(choice -> {
                assertThat(choice.after()).isEqualTo(kept);
                assertThat(choice.why()).contains("kept");
            });
        }
    }

    @Test
    void tasksThatWaitWaitTogether() throws Exception {
        RemoteFunction<Integer, Integer> nap = n -> {
            Thread.sleep(50);
            return n;
        };
        try (AutoPool pool = Pool.auto(TWO)) {
            assertThat(pool.map(nap, upTo(40))).isEqualTo(upTo(40));
            assertThat(only(pool).choice()).isIn("threads", "virtual-threads");
            assertThat(pool.map(nap, upTo(40))).isEqualTo(upTo(40));
            assertThat(pool.history()).hasSize(1);
        }
    }

    @Test
    void tinyTasksEndUpInTheCallingThread() throws Exception {
        RemoteFunction<Integer, Long> tiny = n ->
                ProcessHandle.current().pid() << 20 | Thread.currentThread().threadId();
        try (AutoPool pool = Pool.auto(TWO)) {
            assertThat(pool.map(tiny, upTo(20_000))).hasSize(20_000);
            assertThat(only(pool).choice()).isEqualTo("serial");
            Set<Long> places = Set.copyOf(pool.map(tiny, upTo(1000)));
            assertThat(places)
                    .containsExactly(OWN_PID << 20 | Thread.currentThread().threadId());
        }
    }

    @Test
    void aTaskThatExitsHurtsNobodyAndTheOthersStayApart() throws Exception {
        try (AutoPool pool = Pool.auto(TWO)) {
            for (int round = 0; round < 2; round++) {
                List<Outcome<Integer>> outcomes = pool.mapOutcomes(AutoPoolTest::exitsAtThree, upTo(100));
                assertThat(outcomes).hasSize(100);
                assertThat(outcomes.get(3))
                        .isInstanceOfSatisfying(
                                Outcome.Failure.class,
                                failure -> assertThat(failure.error()).isInstanceOf(WorkerExitedException.class));
                assertThat(outcomes.stream().filter(Outcome::isSuccess)).hasSize(99);
            }
            Advice advice = only(pool);
            assertThat(advice.backend()).isInstanceOf(Backend.Processes.class);
            assertThat(advice.profile().risks()).extracting(Risk::kind).contains(Risk.Kind.EXITS);
        }
    }

    @Test
    void hardLimitsAreKeptInProcesses() throws Exception {
        TaskOptions limited = TaskOptions.defaults().withHardLimit(Duration.ofMillis(300));
        try (AutoPool pool = Pool.auto(TWO)) {
            Endings.error(
                    pool.submit(
                            () -> {
                                new CountDownLatch(1).await();
                                return 1;
                            },
                            limited),
                    TaskTimeoutException.class);
            TaskOptions generous = TaskOptions.defaults().withHardLimit(Duration.ofSeconds(30));
            RemoteFunction<Integer, Long> where = n -> compute(n);
            List<Long> pids = Endings.values(
                    upTo(40).stream().map(n -> pool.submit(where, n, generous)).toList());
            assertThat(pids).doesNotContain(OWN_PID);
            assertThat(only(pool).reason()).contains("a hard limit");
        }
    }

    @Test
    void isolatedTasksNeverRunHere() throws Exception {
        try (AutoPool pool = Pool.auto(TWO.withIsolation(true))) {
            Set<Long> pids = pool.map(AutoPoolTest::compute, upTo(60)).stream().collect(Collectors.toSet());
            assertThat(pids).doesNotContain(OWN_PID);
            assertThat(only(pool).backend()).isInstanceOf(Backend.Processes.class);
        }
    }

    @Test
    void whatCannotTravelRunsHere() throws Exception {
        Object stays = new Object();
        try (AutoPool pool = Pool.auto(TWO)) {
            List<Long> pids = pool.map(n -> stays.hashCode() == 0 ? 0L : compute(n), upTo(60));
            assertThat(pids).containsOnly(OWN_PID);
            assertThat(only(pool).profile().cannotTravel()).isNotNull();
        }
    }
}
