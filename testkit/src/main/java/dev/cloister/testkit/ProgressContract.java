package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.MapOptions;
import dev.cloister.Pool;
import dev.cloister.Progress;
import dev.cloister.ProgressMeter;
import dev.cloister.RemoteBiFunction;
import dev.cloister.RemoteFunction;
import dev.cloister.ResultIterator;
import dev.cloister.faults.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a listener is told of a map: everything that ended, and the end once, however it comes. */
public abstract class ProgressContract extends BackendContract {
    static final int INPUTS = 100;
    static final int BAD = 10;

    /** For subclasses. */
    protected ProgressContract() {}

    /** Fails for one input of ten. */
    static int mostlyGood(int x) throws Faults.OwnException {
        if (x % BAD == 3) {
            throw new Faults.OwnException("three", x);
        }
        return x;
    }

    static List<Integer> inputs() {
        return Stream.iterate(0, x -> x + 1).limit(INPUTS).toList();
    }

    /** The same, from a source that does not say how many there are. */
    static Iterable<Integer> countless() {
        return () -> inputs().iterator();
    }

    private static <T> Iterable<T> countless(List<T> all) {
        return () -> all.iterator();
    }

    private static List<Map.Entry<Integer, Integer>> pairs() {
        return inputs().stream().map(x -> Map.entry(x, 1)).toList();
    }

    private interface Mapping {
        void run(Pool pool, boolean counted, MapOptions options) throws Exception;
    }

    private static final RemoteFunction<Integer, Integer> FUNCTION = ProgressContract::mostlyGood;
    private static final RemoteBiFunction<Integer, Integer, Integer> TWO = (x, y) -> mostlyGood(x);

    private static Iterable<Integer> source(boolean counted) {
        return counted ? inputs() : countless();
    }

    private static Iterable<Map.Entry<Integer, Integer>> pairSource(boolean counted) {
        return counted ? pairs() : countless(pairs());
    }

    private static void drain(ResultIterator<Integer> results) {
        try (results) {
            while (results.hasNext()) {
                var _ = results.nextOutcome();
            }
        }
    }

    private static final Map<String, Mapping> MAPPINGS = Map.of(
            "map",
            (pool, counted, options) -> assertThatThrownBy(
                            () -> pool.<Integer, Integer>map(FUNCTION, source(counted), options))
                    .isInstanceOf(ExecutionException.class),
            "starmap",
            (pool, counted, options) -> assertThatThrownBy(
                            () -> pool.<Integer, Integer, Integer>starmap(TWO, pairSource(counted), options))
                    .isInstanceOf(ExecutionException.class),
            "mapOutcomes",
            (pool, counted, options) -> assertThat(pool.mapOutcomes(FUNCTION, source(counted), options))
                    .hasSize(INPUTS),
            "imap",
            (pool, counted, options) -> drain(pool.imap(FUNCTION, source(counted), options)),
            "imapUnordered",
            (pool, counted, options) -> drain(pool.imapUnordered(FUNCTION, source(counted), options)),
            "stream",
            (pool, counted, options) -> {
                RemoteFunction<Integer, Integer> noneFails = x -> x;
                try (Stream<Integer> results = pool.stream(noneFails, source(counted), options)) {
                    assertThat(results.toList()).hasSize(INPUTS);
                }
            },
            "mapAsync",
            (pool, counted, options) -> assertThat(
                            Endings.error(pool.<Integer, Integer>mapAsync(FUNCTION, source(counted), options)))
                    .isNotNull(),
            "starmapAsync",
            (pool, counted, options) -> assertThat(Endings.error(
                            pool.<Integer, Integer, Integer>starmapAsync(TWO, pairSource(counted), options)))
                    .isNotNull(),
            "mapOutcomesAsync",
            (pool, counted, options) -> assertThat(
                            Endings.value(pool.mapOutcomesAsync(FUNCTION, source(counted), options)))
                    .hasSize(INPUTS));

    @Test
    final void p01_everyWayOfMappingTellsWhatHasEnded() throws Exception {
        try (Pool pool = open()) {
            for (Map.Entry<String, Mapping> mapping : MAPPINGS.entrySet()) {
                for (boolean counted : new boolean[] {true, false}) {
                    for (MapOptions options : List.of(
                            MapOptions.defaults(),
                            MapOptions.defaults().withChunkSize(7),
                            MapOptions.defaults().withBuffer(5))) {
                        Told told = new Told();
                        mapping.getValue().run(pool, counted, options.withProgress(told));
                        boolean good = mapping.getKey().equals("stream");
                        Progress last = told.last();
                        assertThat(List.of(last.total(), last.done(), last.failed(), last.cancelled()))
                                .as("%s of %s, %s", mapping.getKey(), counted ? "a list" : "a source", options)
                                .containsExactly(
                                        (long) INPUTS,
                                        (long) (good ? INPUTS : INPUTS - INPUTS / BAD),
                                        (long) (good ? 0 : INPUTS / BAD),
                                        0L);
                        assertThat(last.timeLeft()).isZero();
                        assertThat(last.perSecond()).isPositive();
                    }
                }
            }
        }
    }

    @Test
    final void p02_nothingToDoIsOverAtOnce() throws Exception {
        try (Pool pool = open()) {
            Told told = new Told();
            RemoteFunction<Integer, Integer> same = x -> x;
            assertThat(pool.map(same, List.of(), told.options())).isEmpty();
            told.assertLast(0, 0, 0, 0);
            Told second = new Told();
            assertThat(pool.map(
                            same,
                            ProgressContract.countless(List.<Integer>of()),
                            second.options().withChunkSize(3)))
                    .isEmpty();
            assertThat(second.last().ended()).isZero();
            Told third = new Told();
            try (ResultIterator<Integer> none = pool.imap(same, List.of(), third.options())) {
                assertThat(none.hasNext()).isFalse();
                third.assertLast(0, 0, 0, 0);
            }
        }
    }

    @Test
    final void p03_aSourceThatThrowsEndsIt() throws Exception {
        Iterable<Integer> source = () -> Stream.iterate(0, x -> {
                    if (x == 20) {
                        throw new NoSuchElementException("the source's");
                    }
                    return x + 1;
                })
                .iterator();
        RemoteFunction<Integer, Integer> same = x -> x;
        try (Pool pool = open()) {
            for (int chunk : new int[] {1, 4}) {
                Told told = new Told();
                MapOptions options = told.options().withChunkSize(chunk);
                assertThatThrownBy(() -> pool.map(same, source, options)).isInstanceOf(NoSuchElementException.class);
                assertThat(told.last().ended()).isLessThanOrEqualTo(21);
                Told async = new Told();
                assertThatThrownBy(() -> {
                            var future = pool.mapAsync(same, source, async.options());
                            throw new AssertionError(Endings.error(future)); // or it is thrown at once
                        })
                        .hasStackTraceContaining("the source's");
                assertThat(async.last().total()).isEqualTo(-1);
                Told iterated = new Told();
                assertThatThrownBy(() -> drain(pool.imap(same, source, iterated.options())))
                        .isInstanceOf(NoSuchElementException.class);
                assertThat(iterated.last().over()).isTrue();
            }
        }
    }

    @Test
    final void p04_aPoolThatWasShutDownEndsIt() {
        Pool pool = open();
        pool.close();
        Told told = new Told();
        RemoteFunction<Integer, Integer> same = x -> x;
        assertThatThrownBy(() -> pool.map(same, inputs(), told.options()))
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
        assertThat(told.last().ended()).isZero();
    }

    @Test
    final void p05_closingAnIteratorOrAStreamEndsIt() throws Exception {
        RemoteFunction<Integer, Integer> same = x -> x;
        Iterable<Integer> endless = () -> Stream.iterate(0, x -> x + 1).iterator();
        try (Pool pool = open()) {
            Told told = new Told();
            try (ResultIterator<Integer> results = pool.imap(same, endless, told.options())) {
                assertThat(results.next()).isZero();
            }
            Progress last = told.last();
            assertThat(last.total()).isEqualTo(-1);
            assertThat(last.done()).isPositive();
            assertThat(last.timeLeft()).isNull();
            Told streamed = new Told();
            try (Stream<Integer> results = pool.stream(same, endless, streamed.options())) {
                assertThat(streamed.all()).isEmpty();
                assertThat(results.limit(3).toList()).containsExactly(0, 1, 2);
            }
            assertThat(streamed.last().done()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    final void p06_failFastEndsIt() throws Exception {
        try (Pool pool = open()) {
            Told told = new Told();
            assertThatThrownBy(() -> pool.<Integer, Integer>map(
                            FUNCTION,
                            inputs(),
                            told.options().withFailFast(true).withBuffer(4)))
                    .isInstanceOf(ExecutionException.class);
            Progress last = told.last();
            assertThat(last.failed()).isPositive();
            assertThat(last.done()).isGreaterThanOrEqualTo(1);
            assertThat(last.ended()).isLessThanOrEqualTo(INPUTS);
            Told iterated = new Told();
            assertThatThrownBy(() -> pool.<Integer, Integer>imap(
                                    FUNCTION, inputs(), iterated.options().withFailFast(true))
                            .forEachRemaining(x -> {}))
                    .isInstanceOf(CompletionException.class);
            assertThat(iterated.last().failed()).isPositive();
        }
    }

    @Test
    final void p07_nobodyHoldsTheResultsAnyMore() throws Exception {
        RemoteFunction<Integer, Integer> same = x -> x;
        try (Pool pool = open()) {
            Told told = new Told();
            assertThat(first(pool, same, told)).isZero();
            Await.until("it was not told", Duration.ofSeconds(30), () -> {
                System.gc();
                return told.all().stream().anyMatch(Progress::over);
            });
            assertThat(told.awaitLast().done()).isPositive();
        }
    }

    private static int first(Pool pool, RemoteFunction<Integer, Integer> same, Told told) {
        return pool.imap(same, inputs(), told.options().withBuffer(2)).next();
    }

    @Test
    final void p08_oneMeterForSeveralMaps() throws Exception {
        Told told = new Told();
        try (Pool pool = open();
                ProgressMeter meter = ProgressMeter.start(3 * INPUTS, told)) {
            MapOptions options = MapOptions.defaults().withProgress(meter);
            assertThat(pool.mapOutcomes(FUNCTION, inputs(), options)).hasSize(INPUTS);
            assertThat(pool.mapOutcomes(FUNCTION, countless(), options.withChunkSize(7)))
                    .hasSize(INPUTS);
            drain(pool.imapUnordered(FUNCTION, inputs(), options));
            assertThat(meter.progress().over()).isFalse();
            assertThat(meter.progress().total()).isEqualTo(3 * INPUTS);
        }
        told.assertLast(3 * INPUTS, 3 * (INPUTS - INPUTS / BAD), 3 * (INPUTS / BAD), 0);
    }

    @Test
    final void p09_aListenerThatThrowsOrBlocksDoesNotHoldUpTheMap() throws Exception {
        RemoteFunction<Integer, Integer> same = x -> x;
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(2);
        AtomicBoolean threw = new AtomicBoolean();
        try (Pool pool = open()) {
            assertThat(pool.map(same, inputs(), MapOptions.defaults().withProgress(now -> {
                        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> threw.set(true));
                        left.countDown();
                        throw new IllegalStateException("the listener's");
                    })))
                    .isEqualTo(inputs());
            assertThat(threw).isTrue();
            assertThat(pool.map(same, inputs(), MapOptions.defaults().withProgress(now -> {
                        try {
                            free.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        if (now.over()) {
                            left.countDown();
                        }
                    })))
                    .isEqualTo(inputs());
            free.countDown();
            left.await();
        }
    }

    @Test
    final void p10_optionsKeepOneOfListenerAndMeter() {
        Told told = new Told();
        List<MapOptions> some = new ArrayList<>();
        try (ProgressMeter meter = ProgressMeter.start(-1, told)) {
            some.add(MapOptions.defaults().withProgress(meter));
            some.add(some.getFirst().withProgress(told));
            some.add(some.getLast().withProgress(meter));
            assertThat(some).extracting(MapOptions::progress).containsExactly(null, told, null);
            assertThat(some).extracting(MapOptions::meter).containsExactly(meter, null, meter);
        }
    }
}
