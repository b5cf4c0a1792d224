package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.RemoteFunction;
import dev.cloister.faults.Faults;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submitting, mapping and errors: what holds on all backends. */
public abstract class MappingContract extends SharedValueContract {
    static final int SEVEN = 7;
    private static final Duration COLLECTION = Duration.ofSeconds(20);

    /** For subclasses. */
    protected MappingContract() {}

    static int square(int x) {
        return x * x;
    }

    private static int failAtSeven(int x) throws Exception {
        if (x == SEVEN) {
            throw new Faults.OwnException("seven", x);
        }
        return square(x);
    }

    @Test
    final void m01_mapGivesWhatSequentialGivesForEveryChunkSize() throws Exception {
        List<Integer> inputs = IntStream.range(0, 13).boxed().toList();
        List<Integer> expected = inputs.stream().map(MappingContract::square).toList();
        try (Pool pool = open()) {
            assertThat(pool.<Integer, Integer>map(MappingContract::square, inputs))
                    .isEqualTo(expected);
            for (int chunk = 1; chunk <= inputs.size() + 2; chunk++) {
                assertThat(pool.<Integer, Integer>map(MappingContract::square, inputs, chunk))
                        .as("chunk %d", chunk)
                        .isEqualTo(expected);
                assertThat(pool.<Integer, Integer>mapOutcomes(MappingContract::square, inputs, chunk))
                        .extracting(Outcome::get)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    final void m01_starmapGivesWhatSequentialGivesForEveryChunkSize() throws Exception {
        List<Map.Entry<Integer, String>> inputs =
                IntStream.range(0, 9).mapToObj(i -> Map.entry(i, "x" + i)).toList();
        List<String> expected =
                inputs.stream().map(pair -> pair.getKey() + pair.getValue()).toList();
        try (Pool pool = open()) {
            assertThat(pool.<Integer, String, String>starmap((number, text) -> number + text, inputs))
                    .isEqualTo(expected);
            for (int chunk = 1; chunk <= inputs.size() + 2; chunk++) {
                assertThat(pool.<Integer, String, String>starmap((number, text) -> number + text, inputs, chunk))
                        .as("chunk %d", chunk)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    final void m01_applyAndSubmitGiveWhatACallGives() throws Exception {
        try (Pool pool = open()) {
            assertThat(pool.<Integer, Integer>apply(MappingContract::square, 5)).isEqualTo(25);
            assertThat(Endings.value(pool.<Integer, Integer>submit(MappingContract::square, 6)))
                    .isEqualTo(36);
            assertThat(Endings.value(pool.submit(() -> 6 * 7))).isEqualTo(42);
            assertThat(Endings.<Object>value(pool.submit(() -> null))).isNull();
        }
    }

    @Test
    final void m01_aBigInputGivesEveryResultInOrder() throws Exception {
        List<Integer> inputs = IntStream.range(0, 20_000).boxed().toList();
        try (Pool pool = open()) {
            assertThat(pool.<Integer, Integer>map(x -> x + 1, inputs))
                    .isEqualTo(inputs.stream().map(x -> x + 1).toList());
        }
    }

    @Test
    final void m02_emptyInputGivesAnEmptyResultAndStartsNothing() throws Exception {
        List<Integer> none = List.of();
        List<Map.Entry<Integer, Integer>> noPairs = List.of();
        try (Pool pool = open()) {
            assertThat(pool.<Integer, Integer>map(MappingContract::square, none))
                    .isEmpty();
            assertThat(pool.<Integer, Integer>map(MappingContract::square, none, 1))
                    .isEmpty();
            assertThat(pool.<Integer, Integer>map(MappingContract::square, none, 1000))
                    .isEmpty();
            assertThat(pool.<Integer, Integer, Integer>starmap((a, b) -> a + b, noPairs))
                    .isEmpty();
            assertThat(pool.<Integer, Integer, Integer>starmap((a, b) -> a + b, noPairs, 3))
                    .isEmpty();
            assertThat(pool.<Integer, Integer>mapOutcomes(MappingContract::square, none))
                    .isEmpty();
            assertThat(pool.invokeAll(new ArrayList<java.util.concurrent.Callable<Integer>>()))
                    .isEmpty();
            try (var results = pool.<Integer, Integer>imap(MappingContract::square, none)) {
                assertThat(results.hasNext()).isFalse();
                assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            }
            assertThat(pool.statistics().started()).isZero();
            assertThat(pool.statistics().starting()).isZero();
        }
    }

    @Test
    final void m03_aChunkSizeBelowOneThrowsBeforeAnythingRuns() throws Exception {
        Iterable<Integer> untouchable = () -> {
            throw new AssertionError("the input was asked for");
        };
        Iterable<Map.Entry<Integer, Integer>> untouchablePairs = () -> {
            throw new AssertionError("the input was asked for");
        };
        try (Pool pool = open()) {
            for (int chunk : new int[] {0, -1, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> pool.<Integer, Integer>map(MappingContract::square, untouchable, chunk))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Integer.toString(chunk));
                assertThatThrownBy(
                                () -> pool.<Integer, Integer>mapOutcomes(MappingContract::square, untouchable, chunk))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(
                                () -> pool.<Integer, Integer, Integer>starmap((a, b) -> a + b, untouchablePairs, chunk))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(pool.statistics().submitted()).isZero();
            assertThat(pool.statistics().started()).isZero();
        }
    }

    @Test
    final void m05_imapYieldsInOrderAndStaysExhausted() throws Exception {
        try (Pool pool = open();
                var results = pool.<Integer, Integer>imap(
                        MappingContract::failAtSeven,
                        IntStream.range(0, 10).boxed().toList())) {
            for (int i = 0; i < 10; i++) {
                assertThat(results.hasNext()).isTrue();
                if (i == SEVEN) {
                    assertThatThrownBy(results::next)
                            .isInstanceOf(CompletionException.class)
                            .hasCauseInstanceOf(Faults.OwnException.class);
                } else {
                    assertThat(results.next()).isEqualTo(i * i);
                }
            }
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    final void m09_mapRunsAllInputsThenThrowsTheFirstErrorInInputOrder(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        RemoteFunction<Integer, Integer> oddFails = x -> {
            gate.mark(x);
            if (x % 2 == 1) {
                throw new Faults.OwnException("odd", x);
            }
            return x;
        };
        List<Integer> inputs = IntStream.range(0, 12).boxed().toList();
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.map(oddFails, inputs, 3))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            Faults.OwnException.class, e -> assertThat(e.code()).isEqualTo(1));
            assertThat(gate.count()).isEqualTo(inputs.size());
        }
    }

    @Test
    final void m10_mapOutcomesCollectsValuesAndErrors() throws Exception {
        try (Pool pool = open()) {
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(x -> 10 / x, List.of(5, 0, 2));
            assertThat(outcomes).extracting(Outcome::index).containsExactly(0, 1, 2);
            assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, false, true);
            assertThat(outcomes.get(0).get()).isEqualTo(2);
            assertThat(outcomes.get(2).get()).isEqualTo(5);
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.error()).isInstanceOf(ArithmeticException.class));
        }
    }

    @Test
    final void m11_anErrorKeepsTypeMessageFieldsStackAndIndex() throws Exception {
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.<Integer, Integer>map(
                            MappingContract::failAtSeven,
                            IntStream.range(0, 10).boxed().toList()))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("input 7")
                    .cause()
                    .isInstanceOfSatisfying(Faults.OwnException.class, e -> {
                        assertThat(e.code()).isEqualTo(SEVEN);
                        assertThat(e).hasMessage("seven");
                        assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("failAtSeven");
                        assertThat(e.getStackTrace()[0].getClassName()).isEqualTo(MappingContract.class.getName());
                        assertThat(e.getStackTrace()[0].getLineNumber()).isPositive();
                    });
        }
    }

    @Test
    final void m11_causesAndSuppressedTravelToo() throws Exception {
        try (Pool pool = open()) {
            Throwable error = Endings.error(pool.submit(() -> {
                IllegalStateException outer = new IllegalStateException("outer", new Faults.OwnException("inner", 3));
                outer.addSuppressed(new UnsupportedOperationException("aside"));
                throw outer;
            }));
            assertThat(error).isInstanceOf(IllegalStateException.class).hasMessage("outer");
            assertThat(error.getCause())
                    .isInstanceOfSatisfying(
                            Faults.OwnException.class, e -> assertThat(e.code()).isEqualTo(3));
            assertThat(error.getSuppressed()).anyMatch(e -> e instanceof UnsupportedOperationException);
        }
    }

    @Test
    final void m13_anExceptionIsAnExceptionWhateverItsMethodsDo() throws Exception {
        try (Pool pool = open()) {
            Future<Object> future = pool.submit(new Faults.ThrowsHostile());
            // not error(future): AssertJ would print it
            assertThat(Endings.error(future).getClass()).isEqualTo(Faults.HostileException.class);
            assertThat(future.state()).isEqualTo(Future.State.FAILED);
            List<Outcome<Object>> outcomes = pool.mapOutcomes(x -> new Faults.ThrowsHostile().call(), List.of(1, 2));
            assertThat(outcomes).noneMatch(Outcome::isSuccess);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    final void m13_anErrorOfItsOwnAndAStackOverflowAreItsOwn() throws Exception {
        try (Pool pool = open()) {
            Endings.error(pool.submit(new Faults.Throws(new Faults.OwnError("base"))), Faults.OwnError.class);
            Endings.error(pool.submit(new Faults.OverflowStack()), StackOverflowError.class);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    final void m16_theParentKeepsNeitherArgumentNorResult() throws Exception {
        try (Pool pool = open()) {
            List<WeakReference<int[]>> references = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                references.addAll(exchange(pool));
            }
            Await.until("argument or result is still reachable in the parent", COLLECTION, () -> {
                System.gc();
                return references.stream().allMatch(reference -> reference.get() == null);
            });
        }
    }

    private static List<WeakReference<int[]>> exchange(Pool pool) throws Exception {
        int[] argument = {1, 2, 3};
        int[] result = Endings.value(pool.<int[], int[]>submit(numbers -> numbers.clone(), argument));
        assertThat(result).isEqualTo(argument);
        return List.of(new WeakReference<>(argument), new WeakReference<>(result));
    }

    @Test
    final void m22_lambdasAndMethodReferencesOfAllKindsWork() throws Exception {
        int captured = 40;
        String text = "abc";
        List<String> list = new ArrayList<>(List.of("captured"));
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> captured + 2))).isEqualTo(42);
            assertThat(Endings.value(pool.submit(() -> list.getFirst() + text))).isEqualTo("capturedabc");
            assertThat(Endings.value(pool.submit(text::length))).isEqualTo(3);
            assertThat(pool.<String, Integer>map(String::length, List.of("a", "bb")))
                    .containsExactly(1, 2);
            assertThat(pool.<String, StringBuilder>map(StringBuilder::new, List.of("a", "bb")))
                    .extracting(StringBuilder::toString)
                    .containsExactly("a", "bb");
            assertThat(pool.<Integer, int[]>apply(int[]::new, 4)).hasSize(4);
            RemoteFunction<Integer, Integer> inner = x -> x + captured;
            assertThat(pool.<Integer, Integer>apply(x -> inner.apply(x) + 1, 1)).isEqualTo(42);
        }
    }
}
