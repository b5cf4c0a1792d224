package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.shared.SharedList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists that are shared, on all backends. */
public abstract class SharedListContract extends BackendContract {
    /** For subclasses. */
    protected SharedListContract() {}

    @Test
    final void s08_theListKeepsMixedValues() throws Exception {
        Object[] values = {
            "howdy", 42, -1L, 2.5, true, false, null, new byte[] {1, 0}, "", "\u4e2d\ud83d\ude00", "\ud800"
        };
        try (Pool pool = open();
                SharedList list = SharedList.of(values)) {
            assertThat(list.size()).isEqualTo(values.length);
            assertThat(list.toList()).usingRecursiveComparison().isEqualTo(Arrays.asList(values));
            assertThat(Endings.value(pool.submit(() -> list.toList())))
                    .usingRecursiveComparison()
                    .isEqualTo(Arrays.asList(values));
            List<@Nullable Object> iterated = new ArrayList<>();
            list.forEach(iterated::add);
            assertThat(iterated).hasSize(values.length);
            assertThat(list.indexOf(null)).isEqualTo(6);
            assertThat(list.indexOf(new byte[] {1, 0})).isEqualTo(7);
            assertThat(list.indexOf("howdy!")).isEqualTo(-1);
            assertThat(list.contains(42) && !list.contains(42L)).isTrue();
            list.set(0, true);
            assertThat(list.count(true)).isEqualTo(2);
            assertThatThrownBy(() -> list.get(values.length)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(0, 'c'))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Character");
            assertThatThrownBy(() -> SharedList.of(new Object())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void s08_typesChangeWithinASlotAndTooLongValuesChangeNothing() throws Exception {
        try (Pool pool = open();
                SharedList list = SharedList.of("left", "0123456789", 17, "right")) {
            assertThat(list.capacity(1)).isEqualTo(16);
            List<Object> fitting = List.of("sixteen bytes ok", 1.5, 7, 8L, true, "", new byte[16]);
            for (Object value : fitting) {
                assertThat(Endings.value(pool.submit(() -> {
                            list.set(1, value);
                            return list.get(1);
                        })))
                        .isEqualTo(value);
            }
            list.set(2, "eight by");
            for (Object tooLong : List.of("nine byte", "\u4e2d\u4e2d\u4e2d", new byte[9])) {
                assertThatThrownBy(() -> list.set(2, tooLong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("9 bytes")
                        .hasMessageContaining("8");
                assertThat(Endings.error(pool.submit(() -> {
                            list.set(2, tooLong);
                            return 0;
                        })))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(list.get(0)).isEqualTo("left");
            assertThat(list.get(2)).isEqualTo("eight by");
            assertThat(list.get(3)).isEqualTo("right");
        }
    }

    @Test
    final void s09_theListKeepsTrailingZeros() throws Exception {
        try (Pool pool = open();
                SharedList list = SharedList.of("text\0\0", new byte[] {1, 0, 0}, "\0")) {
            assertThat(Endings.value(pool.submit(() -> list.get(0)))).isEqualTo("text\0\0");
            assertThat(Endings.value(pool.submit(() -> list.get(1)))).isEqualTo(new byte[] {1, 0, 0});
            assertThat(list.get(2)).isEqualTo("\0");
        }
    }

    @Test
    final void s08_listsOfNullsAndEmptyOnes() {
        try (SharedList list = SharedList.create(3, 10);
                SharedList empty = SharedList.of()) {
            assertThat(list.toList()).isEqualTo(Collections.nCopies(3, null));
            assertThat(list.count(null)).isEqualTo(3);
            list.set(2, "0123456789");
            assertThat(list).hasToString("[null, null, 0123456789]");
            assertThat(empty.size()).isZero();
            assertThat(empty.iterator().hasNext()).isFalse();
        }
        assertThatThrownBy(() -> SharedList.create(-1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedList.create(1, 7)).isInstanceOf(IllegalArgumentException.class);
    }
}
