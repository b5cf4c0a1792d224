package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolInsights;
import dev.cloister.PoolInsights.SlowTask;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link Pool#insights()} tells on all backends. */
@ExtendWith({Watchdog.class, NoOrphans.class})
public abstract class InsightsContract {
    /** Longer than what tasks of a young worker take without arguments to show. */
    private static final int LONG_MILLIS = 40;

    private static final int SLOWEST = 5;
    private static final int MAX_CHARS = 120;
    private static final Duration COLLECTION = Duration.ofSeconds(20);

    /** For subclasses. */
    protected InsightsContract() {}

    /** The backend under test with {@code workers} workers. */
    protected abstract Backend backend(int workers);

    final Pool open(int workers) {
        return Pool.open(dev.cloister.PoolOptions.of(backend(workers)));
    }

    /** Takes as many milliseconds as it is told, at least. */
    static int work(int millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        return millis;
    }

    @Test
    final void w25_aPoolThatDidNothingHasInsights() {
        Pool pool = open(2);
        try (pool) {
            PoolInsights insights = pool.insights();
            assertThat(insights.pool()).isEqualTo(pool.name());
            assertThat(insights.slowest()).isEmpty();
            assertThat(insights.ended().workers()).isZero();
            assertThat(insights.workers()).allMatch(worker -> worker.tasks() == 0);
        }
        assertThat(pool.insights().slowest()).isEmpty();
    }

    @Test
    final void w25_timesTasksAndMemoryOfEachWorkerAreTold() throws Exception {
        try (Pool pool = open(2)) {
            assertThat(pool.<Integer, Integer>map(InsightsContract::work, List.of(LONG_MILLIS, LONG_MILLIS)))
                    .hasSize(2);
            PoolInsights insights = pool.insights();
            assertThat(insights.workers()).isNotEmpty();
            assertThat(insights.workers().stream().mapToLong(PoolInsights.Worker::tasks))
                    .satisfies(tasks -> assertThat(
                                    tasks.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(2));
            Duration working = insights.workers().stream()
                    .map(PoolInsights.Worker::working)
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(working).isBetween(Duration.ofMillis(2 * LONG_MILLIS), Duration.ofSeconds(30));
            for (PoolInsights.Worker worker : insights.workers()) {
                if (worker.tasks() == 0) {
                    continue; // one that is still being started, perhaps
                }
                assertThat(worker.pid()).isPositive();
                assertThat(worker.residentBytes()).isGreaterThan(1 << 20);
                assertThat(worker.heapBytes()).isPositive();
                assertThat(worker.collections()).isNotNegative();
                assertThat(worker.waiting()).isGreaterThanOrEqualTo(Duration.ZERO);
                assertThat(worker.meanTask()).isGreaterThanOrEqualTo(Duration.ofMillis(LONG_MILLIS));
            }
            assertThat(insights.toString())
                    .contains(
                            pool.name(),
                            "rss",
                            "working",
                            insights.workers().getFirst().name());
        }
    }

    @Test
    final void w25_theFiveSlowestTasksComeWithInputFunctionAndArguments() throws Exception {
        List<Integer> inputs = List.of(LONG_MILLIS, 0, 120, 0, 60, 80, 0, 100, 0);
        try (Pool pool = open(2)) {
            assertThat(pool.<Integer, Integer>map(InsightsContract::work, inputs))
                    .isEqualTo(inputs);
            List<SlowTask> slowest = pool.insights().slowest();
            assertThat(slowest).hasSize(SLOWEST);
            for (SlowTask task : slowest) {
                int millis = inputs.get(task.input());
                assertThat(task.arguments()).isEqualTo(Integer.toString(millis));
                assertThat(task.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(millis));
                assertThat(task.function()).contains("InsightsContract");
                assertThat(task.taskId()).isPositive();
                assertThat(task.worker()).isNotEmpty();
            }
            Duration least = slowest.getLast().duration();
            for (int i = 0; i < inputs.size(); i++) {
                if (Duration.ofMillis(inputs.get(i)).compareTo(least) > 0) {
                    assertThat(slowest).extracting(SlowTask::input).contains(i);
                }
            }
            assertThat(slowest).extracting(SlowTask::duration).isSortedAccordingTo((a, b) -> b.compareTo(a));
            assertThat(pool.insights().toString()).contains("slowest tasks", "(input 2)", "(120)");
        }
    }

    /** Its own code is poison. */
    record Poison(int number, String text) implements java.io.Serializable {
        @Override
        public String toString() {
            throw new IllegalStateException("nobody may call this");
        }
    }

    /** A list whose elements cannot be looked at. */
    static final class Closed extends ArrayList<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Iterator<Integer> iterator() {
            throw new IllegalStateException("nobody may call this");
        }
    }

    private static String slow(Object argument) {
        work(LONG_MILLIS);
        return argument.getClass().getSimpleName();
    }

    private static String onlyText(Pool pool, Object argument) throws Exception {
        assertThat(Endings.value(pool.<Object, String>submit(InsightsContract::slow, argument)))
                .isNotNull();
        return pool.insights().slowest().stream()
                .filter(task -> task.duration().toMillis() >= LONG_MILLIS)
                .reduce((first, last) -> first.taskId() > last.taskId() ? first : last)
                .orElseThrow()
                .arguments();
    }

    @Test
    final void w25_argumentsAreToldWithoutCodeOfTheirsAndInFewWords() throws Exception {
        List<Integer> many = new ArrayList<>(IntStream.range(0, 100_000).boxed().toList());
        try (Pool pool = open(1)) {
            assertThat(onlyText(pool, new Poison(7, "x"))).contains("Poison[number=7, text=\"x\"]");
        }
        try (Pool pool = open(1)) {
            assertThat(onlyText(pool, many)).startsWith("[0, 1, 2, ").hasSize(MAX_CHARS);
        }
        try (Pool pool = open(1)) {
            assertThat(onlyText(pool, "a".repeat(1_000_000)))
                    .startsWith("\"aaa")
                    .hasSize(MAX_CHARS);
        }
        try (Pool pool = open(1)) {
            assertThat(onlyText(pool, new Closed())).contains("Closed");
        }
        try (Pool pool = open(1)) {
            assertThat(onlyText(pool, new int[1_000_000]))
                    .startsWith("int[1000000]{0, 0")
                    .hasSize(MAX_CHARS);
        }
    }

    @Test
    final void w25_aFailedTaskCanBeAmongTheSlowest() throws Exception {
        try (Pool pool = open(1)) {
            Endings.error(pool.<Integer, Integer>submit(
                    x -> {
                        work(x);
                        throw new IllegalStateException("late");
                    },
                    LONG_MILLIS));
            assertThat(pool.insights().slowest())
                    .singleElement()
                    .satisfies(task -> assertThat(task.arguments()).isEqualTo("" + LONG_MILLIS));
        }
    }

    /** An argument that can be waited for to vanish. */
    record Big(byte[] bytes) implements java.io.Serializable {}

    @Test
    final void m16_aSlowTaskKeepsItsArgumentAliveNowhere() throws Exception {
        try (Pool pool = open(1)) {
            WeakReference<Big> argument = submitAndForget(pool);
            assertThat(pool.insights().slowest())
                    .singleElement()
                    .satisfies(
                            task -> assertThat(task.arguments()).startsWith("InsightsContract$Big[bytes=byte[1000]"));
            Await.until("the argument is kept", COLLECTION, () -> {
                System.gc();
                return argument.get() == null;
            });
        }
    }

    private static WeakReference<Big> submitAndForget(Pool pool) throws Exception {
        Big big = new Big(new byte[1000]);
        assertThat(Endings.value(pool.<Object, String>submit(InsightsContract::slow, big)))
                .isEqualTo("Big");
        return new WeakReference<>(big);
    }
}
