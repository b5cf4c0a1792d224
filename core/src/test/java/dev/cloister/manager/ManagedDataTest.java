package dev.cloister.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.internal.manager.ArrayServant;
import dev.cloister.internal.manager.ListServant;
import dev.cloister.internal.manager.MapServant;
import dev.cloister.internal.manager.NamespaceServant;
import dev.cloister.internal.manager.SetServant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What managed maps, lists, sets, values, arrays and namespaces do beyond what Guava's suites look at. */
@Timeout(30)
class ManagedDataTest {
    private final ManagedMap<String, Integer> map = new ManagedMap<>(new MapServant<>());
    private final ManagedList<Integer> list = new ManagedList<>(new ListServant<>());

    private interface Increment {
        void run(int round);
    }

    private static void inThreads(Increment increment) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        FakeProcess process = new FakeProcess(7);
        for (int i = 0; i < 4; i++) {
            tasks.add(process.start(i, () -> {
                for (int n = 0; n < 250; n++) {
                    increment.run(n);
                }
                return null;
            }));
        }
        for (FutureTask<Void> task : tasks) {
            FakeProcess.get(task);
        }
    }

    @Test
    void compoundOperationsAreOneStep() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        BiFunction<String, Integer, Integer> local = (key, value) -> { // cannot travel
            calls.incrementAndGet();
            return value == null ? 1 : value + 1;
        };
        inThreads(n -> {
            map.merge("merged", 1, Integer::sum);
            map.compute("computed", (key, value) -> value == null ? 1 : value + 1);
            map.compute("by the caller", local);
            map.computeIfAbsent("n" + n, key -> n);
        });
        assertThat(map).containsEntry("merged", 1000).containsEntry("computed", 1000);
        assertThat(map).containsEntry("by the caller", 1000).hasSize(253);
        assertThat(calls.get()).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void functionsThatTravelGetCopiesAndMayChangeThem() {
        ManagedMap<String, List<Integer>> lists = new ManagedMap<>(new MapServant<>());
        lists.put("a", new ArrayList<>(List.of(1)));
        List<Integer> before = lists.get("a");
        assertThat(lists.update("a", numbers -> {
                    numbers.add(2);
                    return numbers;
                }))
                .containsExactly(1, 2);
        assertThat(before).as("what was given out is not changed").containsExactly(1);
        assertThat(lists.update("missing", numbers -> numbers)).isNull();
        assertThat(lists.update("a", numbers -> null)).isNull();
        assertThat(lists).isEmpty();
    }

    @Test
    void aFunctionThatThrowsChangesNothing() {
        map.put("a", 1);
        map.put("b", 2);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> map.replaceAll((key, value) -> 1 / (value - 2)));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> map.merge("a", 0, (value, zero) -> value / zero));
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> map.replaceAll((key, value) -> null));
        assertThat(map.toString()).isEqualTo("{a=1, b=2}");
        list.addAll(List.of(3, 0));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> list.replaceAll(value -> 1 / value));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> list.removeIf((Integer value) -> 1 / value == 0));
        assertThat(list).containsExactly(3, 0);
    }

    @Test
    void valuesThatAreArraysAreComparedByTheirElements() {
        ManagedMap<String, byte[]> arrays = new ManagedMap<>(new MapServant<>());
        arrays.put("a", new byte[] {1});
        assertThat(arrays.containsValue(new byte[] {1})).isTrue();
        assertThat(arrays.replace("a", new byte[] {1}, new byte[] {2})).isTrue();
        assertThat(arrays.compute("a", (BiFunction<String, byte[], byte[]>) (key, value) -> new byte[] {3}))
                .containsExactly(3);
        assertThat(arrays.remove("a", new byte[] {3})).isTrue();
    }

    @Test
    void aMapIsInTheOrderInWhichItsKeysCameAndCanBeTakenFromBothEnds() {
        IntStream.range(0, 1000).forEach(n -> map.put("k" + n, n));
        map.put("k0", 7);
        map.remove("k1");
        map.put("k1", 8);
        List<String> seen = new ArrayList<>();
        for (String key : map.keySet()) {
            seen.add(key);
            if (seen.size() == 100) {
                map.remove("k500");
                map.remove("k50");
                map.put("later", 0);
            }
        }
        assertThat(seen)
                .hasSize(999)
                .startsWith("k0", "k2")
                .endsWith("k999", "k1")
                .doesNotContain("k500", "later");
        assertThat(map.pollFirstEntry()).isEqualTo(java.util.Map.entry("k0", 7));
        assertThat(map.pollLastEntry()).isEqualTo(java.util.Map.entry("later", 0));
        assertThat(map.toMap()).hasSize(997).isEqualTo(map);
        map.clear();
        assertThat(map.pollFirstEntry()).isNull();
    }

    @Test
    void listsCountFromTheEndAndHaveSlices() {
        list.addAll(List.of(0, 1, 2, 3, 4));
        assertThat(list.getFromEnd(1)).isEqualTo(4);
        assertThat(list.getFromEnd(5)).isEqualTo(0);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.getFromEnd(6));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.getFromEnd(0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(-1));
        assertThat(list.slice(-3, -1)).containsExactly(2, 3);
        assertThat(list.slice(3, 100)).containsExactly(3, 4);
        assertThat(list.slice(-100, 1)).containsExactly(0);
        assertThat(list.slice(4, 2)).isEmpty();
        list.replaceRange(1, 4, List.of(9));
        assertThat(list).containsExactly(0, 9, 4);
        list.reverse();
        list.add(9);
        assertThat(list.count(9)).isEqualTo(2);
        assertThat(list.update(0, value -> value + 1)).isEqualTo(5);
        list.sort(Comparator.reverseOrder());
        assertThat(list).containsExactly(9, 9, 5, 0);
        int[] unused = {0};
        list.sort((Comparator<Integer>) (a, b) -> a.compareTo(b + unused[0]));
        list.replaceAll((java.util.function.UnaryOperator<Integer>) value -> value + 1 + unused[0]);
        assertThat(list).containsExactly(1, 6, 10, 10);
        list.sort((a, b) -> b - a);
        list.subList(1, 3).clear();
        assertThat(list).containsExactly(10, 1);
        assertThat(list.reversed()).containsExactly(1, 10);
    }

    @Test
    void iteratorsOfListsGoOnAndRefuseToChangeWhatOthersMoved() {
        list.addAll(IntStream.range(0, 600).boxed().toList());
        ListIterator<Integer> iterator = list.listIterator();
        for (int i = 0; i < 300; i++) {
            assertThat(iterator.next()).isEqualTo(i);
        }
        iterator.remove();
        iterator.add(-1);
        iterator.next();
        iterator.set(-2);
        assertThat(list.slice(298, 302)).containsExactly(298, -1, -2, 301);
        for (int i = 299; i >= 0; i--) {
            assertThat(iterator.previous()).isEqualTo(i == 299 ? -2 : i == 298 ? -1 : i + 0 == 297 ? 298 : i + 1);
        }
        list.removeFirst();
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iterator::remove);
        assertThat(list).hasSize(599);
    }

    @Test
    void concurrentAdditionsAreAllThere() throws Exception {
        ManagedSet<Integer> set = new ManagedSet<>(new SetServant<>());
        inThreads(n -> {
            list.add(n);
            set.add(n);
        });
        assertThat(list).hasSize(1000);
        assertThat(set).hasSize(250);
        int limit = 100;
        assertThat(set.removeIf(n -> n >= limit)).isTrue();
        assertThat(set.pollFirst()).isNotNull();
        assertThat(set.toSet()).hasSize(99).isEqualTo(set);
    }

    @Test
    void aValueIsChangedInOneStep() throws Exception {
        ManagedValue<Integer> value = new ManagedValue<>(new ArrayServant<>(List.of(0)));
        inThreads(n -> {
            value.getAndAdd(1);
            value.updateAndGet(v -> v + 1);
        });
        assertThat(value.get()).isEqualTo(2000);
        assertThat(value.compareAndSet(1, 2)).isFalse();
        assertThat(value.compareAndSet(2000, 2)).isTrue();
        assertThat(value.getAndSet(Integer.MAX_VALUE)).isEqualTo(2);
        assertThat(value.getAndAdd(1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(value.getAndUpdate(v -> v - 1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(value.toString()).isEqualTo("managed value (" + Integer.MAX_VALUE + ")");
        ManagedValue<Object> any = new ManagedValue<>(new ArrayServant<>(Collections.singletonList(null)));
        assertThat(any.get()).isNull();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> any.getAndAdd(1))
                .withMessageContaining("cannot add a java.lang.Integer to null");
        for (Number number : List.of(2, 2L, (short) 2, (byte) 2, 2.0, 2f, java.math.BigInteger.TWO, BigDecimal.TWO)) {
            any.set(number);
            assertThat(any.getAndAdd(number)).isEqualTo(number);
            assertThat(((Number) any.get()).intValue()).isEqualTo(4);
            assertThat(any.get()).hasSameClassAs(number);
        }
    }

    @Test
    void anArrayHasAFixedLength() {
        ManagedArray<Integer> array = new ManagedArray<>(new ArrayServant<>(Arrays.asList(1, 2, 3)));
        array.set(0, 5);
        array.getAndAdd(2, 10);
        assertThat(array).containsExactly(5, 2, 13);
        assertThat(array.slice(-2, 3)).containsExactly(2, 13);
        array.setAll(1, List.of(7, 8));
        assertThat(array.updateAndGet(1, value -> value * 2)).isEqualTo(14);
        assertThat(array.toList()).containsExactly(5, 14, 8);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> array.setAll(2, List.of(1, 2)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> array.get(3));
        assertThat(array.compareAndSet(0, 5, 6)).isTrue();
        array.fill(0);
        assertThat(array.toString()).isEqualTo("managed array [0, 0, 0]");
        assertThat(array.length()).isEqualTo(3);
        ManagedArray<Integer> large = new ManagedArray<>(new ArrayServant<>(Collections.nCopies(700, 1)));
        assertThat(large).hasSize(700).containsOnly(1);
    }

    @Test
    void aNamespaceHasNamedAttributes() {
        ManagedNamespace namespace = new ManagedNamespace(new NamespaceServant());
        namespace.set("a", 1);
        namespace.set("nothing", null);
        assertThat(namespace.get("a", Integer.class)).isEqualTo(1);
        assertThat(namespace.update("a", Integer.class, value -> value + 1)).isEqualTo(2);
        assertThat(namespace.get("nothing")).isNull();
        assertThat(namespace.contains("nothing")).isTrue();
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> namespace.get("a", String.class))
                .withMessageContaining("\"a\" is a java.lang.Integer");
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> namespace.get("b"))
                .withMessageContaining("[a, nothing]");
        namespace.delete("a");
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> namespace.delete("a"));
        namespace.setAll(java.util.Map.of("x", 1));
        assertThat(namespace.toString()).isEqualTo("managed namespace {nothing=null, x=1}");
    }
}
