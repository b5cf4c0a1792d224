package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.RemoteFunction;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Advisor;
import dev.cloister.advice.Risk;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which backend is advised for each kind of task: the right one each time, also while others use the processors. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class AdvisorTest {
    private static final int TIMES = 10;
    private static final int TIMES_BUSY = 3;
    private static final Object LOCK = new Object();
    private static final byte[][] KEPT = new byte[512][];

    /** Kinds of tasks, and what may be advised for them. */
    private enum Kind {
        COMPUTES(Collections.nCopies(200, 20_000_000L), AdvisorTest::sum, "threads"),
        COMPUTES_LONG(Collections.nCopies(40, 60_000_000L), AdvisorTest::sum, "threads"),
        WAITS(Collections.nCopies(40, 30L), AdvisorTest::rest, "threads", "virtual-threads"),
        WAITS_LONG(Collections.nCopies(40, 100L), AdvisorTest::rest, "threads", "virtual-threads"),
        MANY_WAITS(Collections.nCopies(2000, 30L), AdvisorTest::rest, "virtual-threads"),
        MIXED(Collections.nCopies(100, 10L), AdvisorTest::both, "threads", "virtual-threads"),
        LOCKED(Collections.nCopies(100, 20_000_000L), AdvisorTest::locked, "processes"),
        ALLOCATES(Collections.nCopies(200, 3000L), AdvisorTest::allocate, "threads", "processes"),
        TINY(Collections.nCopies(100_000, 7L), AdvisorTest::square, "serial"),
        HUGE_ARGUMENTS(Collections.nCopies(50, new double[512 * 1024]), AdvisorTest::first, "threads", "serial"),
        EXITS(Collections.nCopies(40, 3L), AdvisorTest::exit, "processes"),
        NATIVE(Collections.nCopies(100, 5_000_000L), AdvisorTest::loads, "processes"),
        STAYS(Collections.nCopies(200, 20_000_000L), staying(), "threads");

        private final List<?> inputs;
        private final RemoteFunction<Object, Object> function;
        private final List<String> right;

        @SuppressWarnings("unchecked") // of its own inputs
        <T> Kind(List<T> inputs, RemoteFunction<T, ?> function, String... right) {
            this.inputs = inputs;
            this.function = (RemoteFunction<Object, Object>) (RemoteFunction<?, ?>) function;
            this.right = List.of(right);
        }

        Advice ask() throws Exception {
            return Advisor.advise(function, inputs);
        }
    }

    private static long sum(long n) {
        long sum = 0;
        for (long i = 0; i < n; i++) {
            sum += i * i ^ sum >> 3;
        }
        return sum;
    }

    private static long rest(long millis) throws InterruptedException {
        Thread.sleep(millis); // what it does is wait
        return millis;
    }

    private static long both(long millis) throws InterruptedException {
        return sum(20_000_000) + rest(millis);
    }

    private static long locked(long n) {
        synchronized (LOCK) {
            return sum(n);
        }
    }

    private static long allocate(long blocks) {
        for (int i = 0; i < blocks; i++) {
            KEPT[i % KEPT.length] = new byte[4096];
        }
        return blocks;
    }

    private static long square(long n) {
        return n * n;
    }

    private static double first(double[] values) {
        return values[0];
    }

    private static long exit(long code) {
        System.exit((int) code);
        return code;
    }

    private static void spin() {
        for (long i = 1; i != 0; i += 2) {
            sum(1000);
        }
    }

    @SuppressWarnings("restricted") // it is never called
    private static long loads(long n) {
        if (n < 0) {
            System.loadLibrary("nothing");
        }
        return sum(n);
    }

    private static RemoteFunction<Long, Long> staying() {
        Thread captured = Thread.currentThread();
        return n -> sum(n) + captured.getPriority();
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerIsRightEachTime(Kind kind) throws Exception {
        for (int i = 0; i < TIMES; i++) {
            Advice advice = kind.ask();
            assertThat(advice.choice()).as("time %s: %s", i, advice).isIn(right(kind, advice));
        }
    }

    /** That it cannot tell is right if others use the processors, as they may beside any test. */
    private static List<String> right(Kind kind, Advice advice) {
        boolean busy = advice.profile().foreignLoad() >= 0.25 * advice.profile().processors();
        return busy
                ? Stream.concat(kind.right.stream(), Stream.of(Advice.CANNOT_TELL))
                        .toList()
                : kind.right;
    }

    @Test
    void itIsNotWrongWhileOthersUseTheProcessors() throws Exception {
        Map<Kind, Integer> told = new TreeMap<>();
        try (Pool busy = Pool.ofProcesses(2)) {
            var loops = List.of(busy.submit(AdvisorTest::spin), busy.submit(AdvisorTest::spin));
            for (Kind kind : Kind.values()) {
                for (int i = 0; i < TIMES_BUSY; i++) {
                    Advice advice = kind.ask();
                    assertThat(advice.choice()).as("time %s: %s", i, advice).isIn(right(kind, advice));
                    told.merge(kind, advice.backend() == null ? 0 : 1, Integer::sum);
                }
            }
            assertThat(loops).noneMatch(Future::isDone);
            busy.killWorkers();
        }
        assertThat(told.values().stream().mapToInt(Integer::intValue).sum())
                .as("mostly it can tell: %s", told)
                .isGreaterThan(Kind.values().length * TIMES_BUSY / 2);
    }

    @Test
    void theAdviceIsGoodForUse() throws Exception {
        Advice advice = Kind.WAITS.ask();
        assertThat(advice.profile().wallNanos()).isBetween(20e6, 60e6);
        assertThat(advice.profile().cpuShare()).isLessThan(0.3);
        assertThat(advice.profile().samples()).isPositive();
        assertThat(advice.profile().inputs()).isEqualTo(40);
        assertThat(advice.backend()).isEqualTo(Backend.threads(40));
        assertThat(Advice.ofJson(advice.toJson())).isEqualTo(advice);
        assertThat(advice.code()).contains("ofThreads(40)");
    }

    @Test
    void aTaskThatEndsItsJvmIsARiskAndHurtsNobody() throws Exception {
        Advice advice = Kind.EXITS.ask();
        assertThat(advice.profile().risks())
                .extracting(Risk::evidence)
                .contains("a run ended its process with exit code 3")
                .anyMatch(evidence -> evidence.endsWith("AdvisorTest.exit calls System.exit"));
    }

    @Test
    void theTasksOwnErrorIsThrown() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> Advisor.advise(n -> 1 / n, List.of(0)))
                .withMessageContaining("failed on input 0")
                .withCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Advisor.advise(n -> n, List.of()))
                .withMessageContaining("at least one");
        assertThatNullPointerException().isThrownBy(() -> Advisor.advise(null, List.of(1)));
        assertThatNullPointerException().isThrownBy(() -> Advisor.advise(n -> n, null));
        assertThatNullPointerException().isThrownBy(() -> Advisor.advise(n -> n, List.of(1), null));
    }

    @Test
    void nullsAndPairsAreInputsToo() throws Exception {
        assertThat(Advisor.advise(n -> n, Collections.singletonList(null)).choice())
                .isIn("serial", Advice.CANNOT_TELL);
        Advice pairs = Advisor.adviseForPairs(
                (Integer a, Integer b) -> a + b, List.of(Map.entry(1, 2), Map.entry(3, 4)), AdviceOptions.defaults());
        assertThat(pairs.choice()).isIn("serial", Advice.CANNOT_TELL);
    }

    @Test
    void whatSharesStateIsRunHere() throws Exception {
        long here = ProcessHandle.current().pid();
        Advice advice = Advisor.advise(
                n -> {
                    if (ProcessHandle.current().pid() != here) {
                        throw new IllegalStateException("not here");
                    }
                    return sum(n);
                },
                Collections.nCopies(100, 20_000_000L),
                AdviceOptions.defaults().withSharedState(true));
        assertThat(advice.choice()).isIn("threads", Advice.CANNOT_TELL);
    }

    @Test
    void whatCannotTravelAndWouldEndThisJvmIsNotRun() throws Exception {
        Thread captured = Thread.currentThread();
        Advice advice = Advisor.advise(n -> exit(n) + captured.getPriority(), List.of(3L, 4L));
        assertThat(advice.choice()).isEqualTo(Advice.CANNOT_TELL);
        assertThat(advice.reason()).contains("calls System.exit").contains("captured");
    }

    @Test
    void anInterruptEndsTheTrial(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                Advisor.advise(n -> waitAt(gate, n), List.of(1, 2));
            } catch (InterruptedException | ExecutionException e) {
                thrown.set(e);
            }
        });
        gate.awaitMarks(2);
        asking.interrupt();
        asking.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    private static int waitAt(Gate gate, int n) throws Exception {
        gate.mark(n);
        new CountDownLatch(1).await();
        return n;
    }
}
