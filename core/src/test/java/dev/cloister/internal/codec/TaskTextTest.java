package dev.cloister.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskTextTest {
    private static String text(@Nullable Object... arguments) {
        String text = TaskText.arguments(arguments);
        assertThat(text).hasSizeLessThanOrEqualTo(TaskText.MAX_CHARS);
        return text;
    }

    /** Its own methods must not be called. */
    static final class Hostile extends AbstractList<Integer> {
        private final int secret = 5;
        private final transient @Nullable Object self = this;

        @Override
        public Integer get(int index) {
            throw new AssertionError("get was called");
        }

        @Override
        public int size() {
            throw new AssertionError("size was called");
        }

        @Override
        public String toString() {
            throw new AssertionError("toString was called with " + secret + self);
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return other == this;
        }
    }

    @Test
    void plainValuesAndCollectionsAreWrittenAsInJava() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(1, 2));
        map.put("b", null);
        assertThat(text(1, "two", 3.5, null, 'c', true)).isEqualTo("1, \"two\", 3.5, null, c, true");
        assertThat(text(map, new int[] {1, 2})).isEqualTo("{\"a\"=[1, 2], \"b\"=null}, int[2]{1, 2}");
        assertThat(text(TimeUnit.DAYS, String.class, new File("x"))).isEqualTo("DAYS, String, x");
        assertThat(text()).isEmpty();
    }

    @Test
    void noMethodOfTheUserIsCalled() {
        assertThat(text(new Hostile())).contains("TaskTextTest$Hostile[secret=5");
        assertThat(text(new ArrayList<>(List.of(new Hostile())))).contains("secret=5");
        Map<Object, Object> map = new HashMap<>();
        map.put(new Hostile(), 1);
        assertThat(text(map)).contains("secret=5");
    }

    @Test
    void cyclesAndHugeValuesEnd() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        cycle.add(cycle);
        assertThat(text(cycle)).startsWith("[[");
        assertThat(text(new byte[50_000_000])).startsWith("byte[50000000]{0, 0");
        assertThat(text((Object) new Object[1_000_000])).startsWith("Object[1000000]{null");
        assertThat(text("x".repeat(10_000_000), "y")).endsWith("...");
    }

    @Test
    void aHiddenClassIsNamedWithoutItsNumber() {
        Runnable lambda = () -> {};
        assertThat(TaskText.function(lambda, null))
                .startsWith("TaskTextTest$$Lambda")
                .doesNotContain("/");
    }
}
