package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.Shared;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values that are shared with tasks, on all backends. */
public abstract class SharedValueContract extends WorkerStateContract {
    private static final int LENGTH = 1 << 20;

    /** For subclasses. */
    protected SharedValueContract() {}

    static byte[] pattern() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    @Test
    final void b_aSharedValueIsThereInEveryTask() throws Exception {
        byte[] bytes = pattern();
        List<Integer> indexes =
                IntStream.range(0, 1000).map(i -> i * 1000).boxed().toList();
        List<Byte> expected = indexes.stream().map(i -> bytes[i]).toList();
        try (Pool pool = open();
                Shared<byte[]> shared = pool.share(bytes)) {
            assertThat(shared.get()).isSameAs(bytes);
            assertThat(pool.<Integer, Byte>map(i -> shared.get()[i], indexes)).isEqualTo(expected);
            assertThat(pool.<Shared<byte[]>, Integer>apply(given -> given.get().length, shared))
                    .isEqualTo(LENGTH);
            assertThat(shared.transfers())
                    .isLessThanOrEqualTo((int) pool.statistics().started());
        }
    }

    @Test
    final void b_anySerializableValueAndNullCanBeShared() throws Exception {
        try (Pool pool = open();
                Shared<List<String>> texts = pool.share(List.of("a", "b"));
                Shared<@org.jspecify.annotations.Nullable Object> nothing = pool.share(null)) {
            assertThat(Endings.value(pool.submit(() -> texts.get()))).containsExactly("a", "b");
            assertThat(Endings.value(pool.submit(() -> nothing.get() == null))).isTrue();
        }
    }

    @Test
    final void l10_aClosedSharedValueIsGoneForEverybody() throws Exception {
        try (Pool pool = open()) {
            Shared<byte[]> shared = pool.share(pattern());
            assertThat(Endings.value(pool.submit(() -> shared.get().length))).isEqualTo(LENGTH);
            shared.close();
            shared.close();
            assertThatThrownBy(shared::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThat(Endings.error(pool.submit(() -> shared.get().length), IllegalStateException.class))
                    .hasMessageContaining("closed");
            assertThat(shared.transfers()).isZero();
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void l10_thePoolsEndFreesWhatItShares() throws Exception {
        Shared<byte[]> shared;
        try (Pool pool = open()) {
            shared = pool.share(pattern());
            assertThat(Endings.value(pool.submit(() -> shared.get().length))).isEqualTo(LENGTH);
            pool.close();
            assertThatThrownBy(shared::get).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.share(1)).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void b_anotherPoolOfThisJvmCanUseIt() throws Exception {
        try (Pool owner = open();
                Pool other = open();
                Shared<byte[]> shared = owner.share(pattern())) {
            assertThat(Endings.value(other.submit(() -> shared.get().length))).isEqualTo(LENGTH);
            shared.close();
            assertThat(Endings.error(other.submit(() -> shared.get().length)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
