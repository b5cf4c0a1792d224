package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.MapOptions;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.RemoteFunction;
import dev.cloister.ResultIterator;
import dev.cloister.faults.Faults;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results one by one: in order, as they come, as a stream; what is taken ahead and what is dropped. */
public abstract class IterationContract extends LimitsContract {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int WINDOW = 1024;

    /** For subclasses. */
    protected IterationContract() {}

    /** The ways to get results one by one. */
    private interface Iteration {
        <T, R> ResultIterator<R> open(Pool pool, RemoteFunction<T, R> function, Iterable<T> inputs, MapOptions options);
    }

    private static final Iteration ORDERED = new Iteration() {
        @Override
        public <T, R> ResultIterator<R> open(
                Pool pool, RemoteFunction<T, R> function, Iterable<T> inputs, MapOptions options) {
            return pool.<T, R>imap(function, inputs, options);
        }
    };

    private static final Iteration UNORDERED = new Iteration() {
        @Override
        public <T, R> ResultIterator<R> open(
                Pool pool, RemoteFunction<T, R> function, Iterable<T> inputs, MapOptions options) {
            return pool.<T, R>imapUnordered(function, inputs, options);
        }
    };

    private static final List<Iteration> BOTH = List.of(ORDERED, UNORDERED);

    static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static Iterable<Integer> endless(AtomicInteger taken) {
        return () -> IntStream.generate(taken::getAndIncrement).iterator();
    }

    private static int failAtThree(int x) throws Faults.OwnException {
        if (x == 3) {
            throw new Faults.OwnException("three", x);
        }
        return square(x);
    }

    @Test
    final void m01_everyChunkAndBufferGivesWhatSequentialGives() throws Exception {
        List<Integer> inputs = upTo(23);
        List<Integer> expected = inputs.stream().map(x -> x * x).toList();
        try (Pool pool = open()) {
            for (int chunk : new int[] {1, 2, 5, 40}) {
                for (int buffer : new int[] {1, 2, 6, 100}) {
                    MapOptions options =
                            MapOptions.defaults().withChunkSize(chunk).withBuffer(buffer);
                    assertThat(pool.<Integer, Integer>map(MappingContract::square, inputs, options))
                            .as(options.toString())
                            .isEqualTo(expected);
                    for (Iteration iteration : BOTH) {
                        try (var results = iteration.open(pool, MappingContract::square, inputs, options)) {
                            List<Integer> got = new ArrayList<>();
                            results.forEachRemaining(got::add);
                            assertThat(got.stream().sorted().toList())
                                    .as(options.toString())
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    @Test
    final void m03_optionsOutOfRangeThrow() {
        MapOptions defaults = MapOptions.defaults();
        assertThatThrownBy(() -> defaults.withChunkSize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunkSize must be at least 1: 0");
        assertThatThrownBy(() -> defaults.withBuffer(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("buffer must be at least 1: 0");
        assertThatThrownBy(() -> defaults.withTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout");
    }

    @Test
    final void m05_unorderedYieldsAsTasksEndAndStaysExhausted(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        RemoteFunction<Integer, Integer> firstWaits = x -> {
            if (x == 0) {
                gate.pass(0);
            }
            return x * 10;
        };
        try (Pool pool = open();
                ResultIterator<Integer> results = pool.imapUnordered(firstWaits, upTo(10))) {
            assertThat(results.index()).isEqualTo(-1);
            Set<Integer> got = new HashSet<>();
            for (int i = 1; i < 10; i++) {
                assertThat(results.hasNext()).isTrue();
                int value = results.next();
                assertThat(value).isEqualTo(10 * results.index());
                got.add(results.index());
            }
            assertThat(got).doesNotContain(0).hasSize(9);
            assertThatThrownBy(() -> results.next(SHORT)).isInstanceOf(TimeoutException.class);
            gate.open();
            assertThat(results.hasNext()).isTrue();
            assertThat(results.next()).isZero();
            assertThat(results.index()).isZero();
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> results.next(SHORT)).isInstanceOf(NoSuchElementException.class);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    final void m05_anErrorCarriesItsIndexAndTheOthersCome() throws Exception {
        for (Iteration iteration : BOTH) {
            try (Pool pool = open();
                    ResultIterator<Integer> results =
                            iteration.open(pool, IterationContract::failAtThree, upTo(8), MapOptions.defaults())) {
                Set<Integer> indices = new HashSet<>();
                while (results.hasNext()) {
                    try {
                        assertThat(results.next()).isEqualTo(square(results.index()));
                    } catch (CompletionException e) {
                        assertThat(e).hasMessageContaining("input 3").hasCauseInstanceOf(Faults.OwnException.class);
                        assertThat(results.index()).isEqualTo(3);
                    }
                    indices.add(results.index());
                }
                assertThat(indices).containsExactlyInAnyOrderElementsOf(upTo(8));
            }
        }
    }

    @Test
    final void m10_outcomesCanBeIteratedToo() throws Exception {
        for (Iteration iteration : BOTH) {
            try (Pool pool = open();
                    ResultIterator<Integer> results =
                            iteration.open(pool, IterationContract::failAtThree, upTo(8), MapOptions.defaults())) {
                for (int i = 0; i < 8; i++) {
                    Outcome<Integer> outcome = results.nextOutcome(LONG);
                    assertThat(outcome.index()).isEqualTo(results.index());
                    assertThat(outcome.isSuccess()).isEqualTo(outcome.index() != 3);
                }
                assertThatThrownBy(results::nextOutcome).isInstanceOf(NoSuchElementException.class);
            }
        }
    }

    @Test
    final void m05_closingEarlyCancelsTheRestAndTakesNoMoreInputs(@TempDir Path directory) throws Exception {
        int round = 0;
        for (Iteration iteration : BOTH) {
            Gate gate = Gate.in(java.nio.file.Files.createDirectory(directory.resolve("round" + round++)));
            AtomicInteger taken = new AtomicInteger();
            try (Pool pool = open()) {
                ResultIterator<Long> results =
                        iteration.<Integer, Long>open(pool, gate::pass, endless(taken), MapOptions.defaults());
                gate.awaitMarks(pool.parallelism());
                results.close();
                int then = taken.get();
                assertThat(results.hasNext()).isFalse();
                assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
                assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
                assertThat(taken).hasValue(then);
                assertThat(gate.count()).isEqualTo(pool.parallelism());
            }
        }
    }

    @Test
    final void m06_aTimedOutNextLosesNothing(@TempDir Path directory) throws Exception {
        int round = 0;
        for (Iteration iteration : BOTH) {
            for (int chunk : new int[] {1, 3}) {
                Gate gate = Gate.in(java.nio.file.Files.createDirectory(directory.resolve("round" + round++)));
                RemoteFunction<Integer, Integer> waits = x -> {
                    gate.pass(x);
                    return x;
                };
                try (Pool pool = open();
                        ResultIterator<Integer> results = iteration.open(
                                pool, waits, upTo(5), MapOptions.defaults().withChunkSize(chunk))) {
                    assertThatThrownBy(() -> results.next(SHORT)).isInstanceOf(TimeoutException.class);
                    assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(TimeoutException.class);
                    assertThatThrownBy(() -> results.nextOutcome(Duration.ofSeconds(-1)))
                            .isInstanceOf(TimeoutException.class);
                    gate.open();
                    List<Integer> got = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        got.add(results.next(LONG));
                    }
                    assertThat(got).containsExactlyInAnyOrderElementsOf(upTo(5));
                    assertThat(results.hasNext()).isFalse();
                }
            }
        }
    }

    @Test
    final void m06_anInterruptedNextLosesNothing(@TempDir Path directory) throws Exception {
        int round = 0;
        for (Iteration iteration : BOTH) {
            Gate gate = Gate.in(java.nio.file.Files.createDirectory(directory.resolve("round" + round++)));
            try (Pool pool = open();
                    ResultIterator<Long> results =
                            iteration.<Integer, Long>open(pool, gate::pass, List.of(0), MapOptions.defaults())) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
                assertThat(Thread.interrupted())
                        .as("the interrupt status is kept")
                        .isTrue();
                gate.open();
                assertThat(results.next()).isEqualTo(gate.pids().getFirst());
            }
        }
    }

    @Test
    final void m17_aResultIsDroppedOnceItWasYielded() throws Exception {
        for (Iteration iteration : BOTH) {
            try (Pool pool = open();
                    ResultIterator<int[]> results =
                            iteration.<Integer, int[]>open(pool, x -> new int[] {x}, upTo(20), MapOptions.defaults())) {
                List<WeakReference<int[]>> yielded = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    yielded.add(new WeakReference<>(results.next()));
                }
                Await.until("a yielded result is still reachable", LONG, () -> {
                    System.gc();
                    return yielded.stream().allMatch(reference -> reference.get() == null);
                });
                assertThat(results.hasNext()).isTrue();
            }
        }
    }

    @Test
    final void m18_tasksRunAlsoIfNobodyReadsTheResults(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                ResultIterator<Long> results = pool.<Integer, Long>imapUnordered(gate::mark, upTo(30))) {
            gate.awaitMarks(30);
            assertThat(results.hasNext()).isTrue();
        }
    }

    @Test
    final void m19_aBufferBoundsWhatIsTakenAheadOfWhatWasConsumed() throws Exception {
        try (Pool pool = open()) {
            for (Iteration iteration : BOTH) {
                for (int buffer : new int[] {1, 2, 7}) {
                    AtomicInteger consumed = new AtomicInteger();
                    AtomicInteger taken = new AtomicInteger();
                    Iterable<Integer> strict = strict(taken, consumed, buffer);
                    try (ResultIterator<Integer> results = iteration.open(
                            pool, x -> x, strict, MapOptions.defaults().withBuffer(buffer))) {
                        assertThat(taken).hasValue(buffer);
                        for (int i = 0; i < 50; i++) {
                            results.next();
                            consumed.incrementAndGet();
                        }
                        assertThat(taken.get()).isBetween(50, 50 + buffer);
                    }
                }
            }
        }
    }

    /** An endless source that fails when more than {@code ahead} inputs are taken ahead of those consumed. */
    private static Iterable<Integer> strict(AtomicInteger taken, AtomicInteger consumed, int ahead) {
        return () -> IntStream.generate(() -> {
                    int number = taken.getAndIncrement();
                    assertThat(number).as("taken ahead").isLessThan(consumed.get() + ahead);
                    return number;
                })
                .iterator();
    }

    @Test
    final void m19_withABufferMapTakesNoMoreThanThatManyUnfinished(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> counted =
                () -> upTo(9).stream().peek(x -> taken.incrementAndGet()).iterator();
        try (Pool pool = open()) {
            var mapper = start(() -> pool.<Integer, Long>map(
                    gate::pass, counted, MapOptions.defaults().withBuffer(2)));
            gate.awaitMarks(2);
            assertThat(taken).hasValue(2);
            gate.open();
            assertThat(Endings.value(mapper)).hasSize(9);
            assertThat(taken).hasValue(9);
        }
    }

    @Test
    final void m19_aSlowReaderOfManyResultsHoldsAWindowOfThem() throws Exception {
        for (Iteration iteration : BOTH) {
            AtomicInteger taken = new AtomicInteger();
            try (Pool pool = open();
                    ResultIterator<byte[]> results = iteration.<Integer, byte[]>open(
                            pool, x -> new byte[1024], endless(taken), MapOptions.defaults())) {
                int window = Math.max(WINDOW, 16 * pool.parallelism());
                for (int i = 1; i <= 5000; i++) {
                    assertThat(results.next()).hasSize(1024);
                    assertThat(taken).hasValueLessThanOrEqualTo(i + window);
                }
                assertThat(pool.statistics().submitted()).isLessThanOrEqualTo(5000 + window);
            }
        }
    }

    @Test
    final void l01_aSourceThatThrowsLaterLeavesNothingRunning() throws Exception {
        for (Iteration iteration : BOTH) {
            Iterable<Integer> failing = () -> IntStream.iterate(0, i -> i + 1)
                    .peek(i -> {
                        if (i == 40) {
                            throw new IllegalStateException("source failed");
                        }
                    })
                    .iterator();
            try (Pool pool = open();
                    ResultIterator<Integer> results = iteration.open(
                            pool, x -> x, failing, MapOptions.defaults().withBuffer(8))) {
                assertThatThrownBy(() -> results.forEachRemaining(x -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("source failed");
                assertThat(results.hasNext()).isFalse();
                Await.until(
                        () -> pool.statistics().toString(),
                        LONG,
                        () -> pool.statistics().pending() + pool.statistics().running() == 0);
                assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            }
        }
    }

    @Test
    final void m05_aSourceMayWaitForWhatItGaveBefore(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Iterable<Integer> waiting = () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < 20;
            }

            @Override
            public Integer next() {
                try {
                    gate.awaitMarks(next);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return next++;
            }
        };
        MapOptions oneByOne = MapOptions.defaults().withChunkSize(1);
        try (Pool pool = open();
                ResultIterator<Long> results = pool.<Integer, Long>imap(gate::mark, waiting, oneByOne)) {
            for (int i = 0; i < 20; i++) {
                results.next();
            }
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    final void aStreamIsLazyOrderedAndMayBeEndless() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        try (Pool pool = open()) {
            try (Stream<Integer> squares = pool.stream(MappingContract::square, endless(taken))) {
                Stream<Integer> first = squares.limit(100);
                assertThat(taken).hasValue(0);
                assertThat(first.toList())
                        .isEqualTo(upTo(100).stream().map(x -> x * x).toList());
            }
            int then = taken.get();
            assertThat(then).isLessThanOrEqualTo(100 + Math.max(WINDOW, 16 * pool.parallelism()));
            Await.until(
                    () -> pool.statistics().toString(),
                    LONG,
                    () -> pool.statistics().pending() + pool.statistics().running() == 0);
            assertThat(taken).hasValue(then);
            try (Stream<Integer> parallel = pool.stream(MappingContract::square, upTo(3000))) {
                assertThat(parallel.parallel().mapToLong(x -> x).sum())
                        .isEqualTo(
                                upTo(3000).stream().mapToLong(x -> (long) x * x).sum());
            }
            try (Stream<Integer> failing = pool.stream(IterationContract::failAtThree, upTo(8))) {
                assertThatThrownBy(failing::toList)
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("input 3")
                        .hasCauseInstanceOf(Faults.OwnException.class);
            }
        }
    }

    @Test
    final void closingAStreamCancelsWhatIsLeft(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        RemoteFunction<Integer, Integer> othersWait = x -> {
            if (x > 0) {
                gate.pass(x);
            }
            return x;
        };
        try (Pool pool = open()) {
            try (Stream<Integer> stream = pool.stream(othersWait, upTo(100))) {
                assertThat(stream.findFirst()).contains(0);
                gate.awaitMarks(pool.parallelism());
            }
            assertThat(pool.statistics().cancelled()).isEqualTo(99);
            assertThat(Endings.value(pool.submit(() -> 5))).isEqualTo(5);
            assertThat(gate.count()).isEqualTo(pool.parallelism());
        }
    }
}
