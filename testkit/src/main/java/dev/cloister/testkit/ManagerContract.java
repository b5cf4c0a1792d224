package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.CodecException;
import dev.cloister.ManagerDiedException;
import dev.cloister.ManagerLimitException;
import dev.cloister.RemoteStackTrace;
import dev.cloister.RemoteTaskException;
import dev.cloister.manager.ManagedMap;
import dev.cloister.manager.Manager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a manager does, wherever it runs and is used from. */
public abstract class ManagerContract extends ManagerUse {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** For subclasses. */
    protected ManagerContract() {}

    @Test
    final void g02_managedObjectsWithinManagedObjectsAreShared() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedMap<String, ManagedMap<String, Integer>> outer = manager.map();
            ManagedMap<String, Integer> inner = manager.map();
            outer.put("inner", inner);
            assertThat(use(() -> {
                        required(outer.get("inner")).put("a", 1);
                        inner.put("b", 2);
                        ManagedMap<String, Integer> made = manager.map();
                        outer.put("made", made);
                        made.put("c", 3);
                        return new ArrayList<>(inner.values());
                    }))
                    .containsExactly(1, 2);
            assertThat(inner).isEqualTo(Map.of("a", 1, "b", 2));
            assertThat(required(outer.get("inner"))).isEqualTo(inner);
            assertThat(required(outer.get("made"))).isEqualTo(Map.of("c", 3));
            required(outer.get("made")).put("d", 4);
            assertThat(use(() -> required(outer.get("made")).get("d"))).isEqualTo(4);
            Shelf shelf = manager.create(Shelf.class);
            Shelf.Box box = shelf.box("x");
            assertThat(use(() -> shelf.echo(box))).as("a round trip").isEqualTo(box);
        }
    }

    static <T> T required(@Nullable T value) {
        assertThat(value).isNotNull();
        return java.util.Objects.requireNonNull(value);
    }

    @Test
    final void g03_plainObjectsAreCopies() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedMap<String, List<Integer>> map = manager.map();
            ArrayList<Integer> mine = new ArrayList<>(List.of(1));
            map.put("list", mine);
            mine.add(2);
            assertThat(use(() -> {
                        List<Integer> copy = required(map.get("list"));
                        copy.add(3);
                        return copy;
                    }))
                    .containsExactly(1, 3);
            assertThat(map.get("list")).containsExactly(1);
        }
    }

    @Test
    final void g04_onlyWhatTheInterfaceHasCanBeCalled() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf shelf = (Shelf) manager.create("shelf");
            assertThat(use(() -> {
                        assertThat(shelf).isNotInstanceOf(Shelf.Servant.class);
                        return Arrays.stream(shelf.getClass().getDeclaredMethods())
                                .map(java.lang.reflect.Method::getName)
                                .toList();
                    }))
                    .contains("echo", "sum")
                    .doesNotContain("secret");
            assertThat(use(() -> shelf.sum(1, 2L, 3.5, true, 'x', (byte) 4, (short) 5, 6.5f)))
                    .isEqualTo("1 2 3.5 true x 4 5 6.5");
            assertThat(use(() -> shelf.sum("a", "b"))).isEqualTo("ab");
            assertThat(use(() -> shelf.equals(shelf.echo(shelf))
                            && shelf.hashCode() == required(shelf.echo(shelf)).hashCode()))
                    .isTrue();
            assertThat(use(shelf::toString)).contains("shelf").contains(manager.name());
        }
    }

    @Test
    final void g05_resultsOfRegisteredInterfacesAreManagedObjects() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf shelf = manager.create(Shelf.class);
            Shelf.Box box = shelf.box("nails");
            assertThat(use(() -> shelf.box("nails").add(2))).isEqualTo(2);
            assertThat(use(() -> box.add(3))).isEqualTo(5);
            assertThat(box.add(1)).isEqualTo(6);
            assertThat(shelf.box("nails")).isEqualTo(box);
            assertThat(shelf.box("screws")).isNotEqualTo(box);
            List<String> names = use(shelf::names);
            assertThat(names).as("a copy").containsExactly("nails", "screws");
            assertThatThrownBy(() -> use(() -> manager.create("no such type")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no such type")
                    .hasMessageContaining("shelf");
            assertThatThrownBy(() -> use(() -> manager.create(Shelf.Box.class)))
                    .as("only as a result")
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void g06_namesAndValuesOfAllKinds() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf made = manager.create(Shelf.class);
            manager.bind("the shelf", made);
            assertThat(use(() -> manager.get("the shelf", Shelf.class))).isEqualTo(made);
            assertThat(use(() -> manager.get("nothing"))).isNull();
            assertThatThrownBy(() -> use(() -> manager.get("nothing", Shelf.class)))
                    .isInstanceOf(java.util.NoSuchElementException.class);
            @Nullable
            Object[] values = {
                null,
                "",
                "h\u00e9llo \u4e2d\ud83d\ude00",
                "\ud800",
                1,
                2L,
                2.5,
                1.5f,
                'c',
                (byte) 1,
                (short) 2,
                true,
                new byte[] {0, 1, -1},
                new int[] {1},
                List.of(1, "x"),
                Duration.ofSeconds(1),
                TimeUnit.DAYS
            };
            assertThat(use(() -> {
                        List<@Nullable Object> back = new ArrayList<>();
                        for (Object value : values) {
                            back.add(made.echo(value));
                        }
                        return back;
                    }))
                    .usingRecursiveComparison()
                    .isEqualTo(Arrays.asList(values));
            assertThat(use(() -> ((byte[]) required(made.echo(new byte[3 << 20]))).length))
                    .isEqualTo(3 << 20);
            assertThat(use(() -> manager.unbind("the shelf"))).isTrue();
            assertThat(manager.get("the shelf")).isNull();
        }
    }

    @Test
    final void g08_afterTheEndEverythingThrowsAtOnce() throws Exception {
        Manager manager = open(OPTIONS);
        ManagedMap<String, Integer> map = manager.map();
        assertThat(use(() -> map.put("a", 1))).isNull();
        long start = System.nanoTime();
        manager.close();
        manager.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(manager.isOpen()).isFalse();
        assertThatThrownBy(() -> map.get("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(manager::map)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(manager::numberOfObjects).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> manager.create("shelf")).isInstanceOf(IllegalStateException.class);
        assertThat(manager.toString()).contains(manager.name());
    }

    @Test
    final void g10_exceptionsArriveAsThemselvesAndNothingLeaks() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf shelf = manager.create(Shelf.class);
            Throwable thrown = use(() -> catchThrowable(() -> shelf.fail("what")));
            assertThat(thrown).isInstanceOf(ArithmeticException.class).hasMessage("what");
            assertThat(Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getMethodName))
                    .contains("fail");
            if (isUsedElsewhere()) {
                assertThat(thrown.getSuppressed()).hasAtLeastOneElementOfType(RemoteStackTrace.class);
                assertThat(use(() -> catchThrowable(shelf::failOddly)))
                        .isInstanceOf(RemoteTaskException.class)
                        .hasMessageContaining("odd");
            }
            assertThat(use(() -> catchThrowable(shelf::unserializable)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("java.lang.Object");
            assertThat(use(() -> catchThrowable(() -> shelf.echo(new Object()))))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("argument");
            assertThat(use(() -> shelf.echo("still there"))).isEqualTo("still there");
            for (int i = 0; i < 20; i++) {
                use(() -> catchThrowable(() -> shelf.fail("again")));
            }
            awaitObjects(manager, shelf, 1);
        }
    }

    /** Waits until so many objects are there. */
    final void awaitObjects(Manager manager, Shelf shelf, int count) throws Exception {
        Await.until(() -> count + " objects:\n" + manager.debugInfo(), SOON, () -> {
            System.gc();
            shelf.collect();
            use(() -> {
                System.gc();
                return true;
            });
            return manager.numberOfObjects() == count;
        });
    }

    @Test
    final void g11_objectsLiveAsLongAsSomebodyRefersToThem() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedMap<String, ManagedMap<String, Integer>> outer = manager.map();
            Shelf shelf = manager.create(Shelf.class);
            use(() -> {
                for (int i = 0; i < 10; i++) {
                    manager.<String, Integer>map().put("a", 1);
                }
                outer.put("kept", manager.map());
                manager.bind("named", manager.map());
                return true;
            });
            assertThat(manager.debugInfo()).contains("map").contains("named");
            awaitObjects(manager, shelf, 4);
            assertThat(use(() -> required(outer.get("kept")).size())).isZero();
            outer.clear();
            manager.unbind("named");
            awaitObjects(manager, shelf, 2);
            ManagedMap<String, Object> itself = manager.map();
            itself.put("itself", itself);
            assertThat(use(() -> required(itself.get("itself"))).getClass()).isEqualTo(ManagedMap.class);
        }
    }

    @Test
    final void g11_thereAreNotMoreObjectsThanMayBe() throws Exception {
        try (Manager manager = open(OPTIONS.withMaxObjects(2))) {
            List<Object> kept = new ArrayList<>(List.of(manager.map(), manager.map()));
            assertThatThrownBy(() -> use(() -> manager.map()))
                    .isInstanceOf(ManagerLimitException.class)
                    .hasMessageContaining("maxObjects=2");
            assertThat(kept).hasSize(2);
        }
    }

    @Test
    final void g14_tenProcessesAddOneEachWithoutALock() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedMap<String, Integer> map = manager.map();
            map.put("count", 0);
            assertThat(use(() -> map.merge("count", 1, Integer::sum))).isEqualTo(1);
            users().map(
                            _ -> required(map.merge("count", 1, Integer::sum)),
                            IntStream.range(0, 9).boxed().toList());
            assertThat(map.get("count")).isEqualTo(10);
        }
    }

    @Test
    final void callsFromManyThreadsDoNotMix() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf shelf = manager.create(Shelf.class);
            assertThat(use(() -> IntStream.range(0, 8)
                            .mapToObj(thread -> manager.async(() -> IntStream.range(0, 100)
                                    .allMatch(i -> (thread + " " + i).equals(shelf.echo(thread + " " + i)))))
                            .toList()
                            .stream()
                            .allMatch(future -> future.join())))
                    .isTrue();
        }
    }

    @Test
    @SuppressWarnings("try") // closed before the end of its block
    final void theManagerTravelsAndItsCopyClosesForItselfOnly() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            if (isUsedElsewhere()) {
                assertThat(use(() -> {
                            manager.close();
                            return catchThrowable(manager::map);
                        }))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(use(() -> manager.<String, Integer>map().put("a", 1))).isNull();
        }
    }

    @Test
    final void whoComesAfterTheEndIsTold() throws Exception {
        Manager manager = open(OPTIONS);
        ManagedMap<String, Integer> map = manager.map();
        assertThat(use(() -> map.size())).isZero();
        try (var pipe = dev.cloister.shared.Pipe.duplex()) {
            var there = pipe.second();
            var task = users().submit(() -> {
                int _ = map.size();
                there.send("ready");
                Object _ = there.receive();
                return catchThrowable(map::size);
            });
            assertThat(pipe.first().receive()).isEqualTo("ready");
            manager.close();
            pipe.first().send("closed");
            assertThat(Endings.value(task)).isInstanceOf(ManagerDiedException.class);
        }
    }
}
