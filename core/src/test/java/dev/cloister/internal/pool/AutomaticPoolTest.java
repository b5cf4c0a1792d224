package dev.cloister.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.AutoPool;
import dev.cloister.Backend;
import dev.cloister.Outcome;
import dev.cloister.PoolOptions;
import dev.cloister.ResultIterator;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Automatic pools whose decisions are the test's, on threads. */
@Timeout(60)
class AutomaticPoolTest {
    private static final AdviceOptions HERE =
            AdviceOptions.defaults().withSharedState(true).withProcessors(2);
    private static final WorkProfile UNKNOWN = new WorkProfile(
            -1,
            0,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            2,
            Double.NaN,
            null,
            null,
            List.of());

    private static Advice advice(Backend backend, WorkProfile profile) {
        return new Advice(
                backend.getClass().getSimpleName(), backend, "the test says so", profile, List.of(), List.of(), "");
    }

    private static AbstractPool open(PoolOptions options) {
        return options.backend() instanceof Backend.Serial ? new SerialPool(options) : new ThreadBackedPool(options);
    }

    private static AutoPool pool(Function<WorkProfile, Backend> choice) {
        AutoChooser chooser = new AutoChooser() {
            @Override
            public Advice choose(WorkProfile profile, AdviceOptions options) {
                return advice(choice.apply(profile), profile);
            }

            @Override
            public List<Risk> risks(Object function) {
                return List.of();
            }
        };
        return new AutoHandle(new AutomaticPool(PoolOptions.of(Backend.auto(HERE)), AutomaticPoolTest::open, chooser));
    }

    private static AutoPool serial() {
        return new AutoHandle(new AutomaticPool(
                PoolOptions.of(new Backend.Auto(HERE, advice(Backend.serial(), UNKNOWN))),
                AutomaticPoolTest::open,
                new AutoChooser() {
                    @Override
                    public Advice choose(WorkProfile profile, AdviceOptions options) {
                        return advice(Backend.threads(2), profile);
                    }

                    @Override
                    public List<Risk> risks(Object function) {
                        return List.of();
                    }
                }));
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Keeps the processor for so long. */
    private static int compute(int micros) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        double x = micros;
        while (threads.getCurrentThreadCpuTime() < end) {
            x = Math.sqrt(x + 1);
        }
        return (int) x;
    }

    @Test
    void m23_tasksThatBeginToWaitGoElsewhereEachOnceAndInOrder() throws Exception {
        AtomicIntegerArray runs = new AtomicIntegerArray(600);
        Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
        try (AutoPool pool = pool(p -> p.cpuShare() < 0.5 ? Backend.virtualThreads(100) : Backend.threads(2))) {
            List<Integer> results = pool.map(
                    n -> {
                        runs.incrementAndGet(n);
                        if (n < 100) {
                            compute(2000);
                        } else {
                            virtual.add(Thread.currentThread().isVirtual());
                            Thread.sleep(5);
                        }
                        return -n;
                    },
                    upTo(600));
            assertThat(results).isEqualTo(upTo(600).stream().map(n -> -n).toList());
            assertThat(pool.history())
                    .extracting(choice -> choice.after().backend())
                    .startsWith(Backend.threads(2))
                    .contains(Backend.virtualThreads(100));
            assertThat(pool.history().getFirst().before()).isNull();
            assertThat(pool.history().get(1).why()).contains("its tasks");
            assertThat(pool.statistics().completed()).isEqualTo(600);
        }
        assertThat(virtual).contains(true);
        for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).as("runs of input %d", i).isEqualTo(1);
        }
    }

    @Test
    void m23_listenersAndHistoryTellOfEachDecision() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<AutoPool.Choice> heard = new AtomicReference<>();
        try (AutoPool pool = pool(p -> Backend.threads(2))) {
            pool.onChoice(choice -> {
                heard.set(choice);
                told.countDown();
            });
            pool.map(n -> compute(2000), upTo(60));
            told.await();
            assertThat(pool.history()).first().isEqualTo(heard.get());
            assertThat(pool.advice()).hasSize(1).containsKey(heard.get().function());
            assertThat(heard.get().after().profile().samples()).isPositive();
        }
    }

    @Test
    void theSerialChoiceRunsAMapInTheCallingThread() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (AutoPool pool = serial()) {
            List<Integer> results = pool.map(
                    n -> {
                        threads.add(Thread.currentThread());
                        return n + 1;
                    },
                    upTo(5000));
            assertThat(results).isEqualTo(IntStream.range(1, 5001).boxed().toList());
            assertThat(threads).containsExactly(Thread.currentThread());
            List<Integer> products = pool.starmap(
                    (a, b) -> a * b,
                    upTo(300).stream().map(n -> Map.entry(n, n)).toList());
            assertThat(products).isEqualTo(upTo(300).stream().map(n -> n * n).toList());
            assertThat(pool.<Integer, Integer>map(n -> n, List.of())).isEmpty();
            assertThat(pool.statistics().completed()).isEqualTo(5300);
        }
    }

    @Test
    void theLoopGivesTheSameErrorsAndRunsAllInputs() throws Exception {
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        try (AutoPool pool = serial()) {
            assertThatThrownBy(() -> pool.map(
                            n -> {
                                runs.incrementAndGet(n);
                                return 100 / (n % 40 - 7);
                            },
                            upTo(100)))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("input 7 ")
                    .hasCauseInstanceOf(ArithmeticException.class);
            assertThat(runs.get(99)).isEqualTo(1);
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(n -> 100 / (n % 40 - 7), upTo(100));
            assertThat(outcomes).hasSize(100);
            assertThat(outcomes.stream().filter(outcome -> !outcome.isSuccess()).map(Outcome::index))
                    .containsExactly(7, 47, 87);
            assertThat(pool.statistics().failed()).isEqualTo(6);
        }
    }

    @Test
    void aTaskThatTakesLongInTheLoopSendsTheOthersToWorkers() throws Exception {
        Thread caller = Thread.currentThread();
        Set<Integer> elsewhere = ConcurrentHashMap.newKeySet();
        AtomicIntegerArray runs = new AtomicIntegerArray(3000);
        try (AutoPool pool = serial()) {
            List<Integer> results = pool.map(
                    n -> {
                        runs.incrementAndGet(n);
                        if (n >= 2000) {
                            if (!Thread.currentThread().equals(caller)) {
                                elsewhere.add(n);
                            }
                            Thread.sleep(n < 2020 ? 30 : 0);
                        }
                        return n;
                    },
                    upTo(3000));
            assertThat(results).isEqualTo(upTo(3000));
            assertThat(pool.history()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(pool.history().get(1).why()).contains("long");
        }
        assertThat(elsewhere).contains(2019);
        for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).as("runs of input %d", i).isEqualTo(1);
        }
    }

    /** A thread that maps so many inputs, of which the 50th tells that it runs and waits; what the map threw is kept. */
    private static Thread mapping(
            AutoPool pool, int inputs, CountDownLatch running, CountDownLatch goOn, AtomicReference<Throwable> thrown) {
        return Thread.ofPlatform().start(() -> {
            try {
                Object _ = pool.map(
                        n -> {
                            if (n == 50) {
                                running.countDown();
                                goOn.await();
                            }
                            return n;
                        },
                        upTo(inputs));
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
    }

    @Test
    void theLoopCanBeInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(1);
        try (AutoPool pool = serial()) {
            Thread caller = mapping(pool, 100, running, new CountDownLatch(1), thrown);
            running.await();
            caller.interrupt();
            caller.join();
        }
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aLoopEndsWhenThePoolIsShutDown() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (AutoPool pool = serial()) {
            Thread caller = mapping(pool, 100_000, running, goOn, thrown);
            running.await();
            pool.shutdown();
            assertThat(pool.isTerminated()).isFalse();
            goOn.countDown();
            caller.join();
        }
        assertThat(thrown.get()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void anIteratorThatIsClosedWhileAllIsOnTrialTakesNoMore() throws Exception {
        List<Integer> taken = new ArrayList<>();
        try (AutoPool pool = pool(p -> Backend.threads(2))) {
            try (ResultIterator<Integer> results = pool.imap(
                    n -> {
                        Thread.sleep(1);
                        return n;
                    },
                    () -> IntStream.iterate(0, n -> n + 1)
                            .boxed()
                            .peek(taken::add)
                            .iterator())) {
                assertThat(results.next()).isZero();
                assertThat(results.next()).isEqualTo(1);
            }
            assertThat(taken.size()).isLessThan(4000);
        }
    }

    @Test
    void adviceWithoutABackendIsRefused() {
        Advice none = new Advice(Advice.CANNOT_TELL, null, "too busy", UNKNOWN, List.of(), List.of(), "");
        assertThatThrownBy(() -> Backend.auto(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too busy");
    }

    @Test
    void twoThreadsThatTakeTurnsAtALockScaleAsOne() {
        assertThat(AutoJudge.onTwo(0.5, 2)).isEqualTo(1);
        assertThat(AutoJudge.onTwo(1, 2)).isEqualTo(2);
        assertThat(AutoJudge.onTwo(0.125, 8)).isEqualTo(1);
        assertThat(AutoJudge.onTwo(1, 8)).isEqualTo(2);
        assertThat(AutoJudge.onTwo(1, 1)).isEqualTo(2);
    }
}
