package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.OutOfSharedMemoryException;
import dev.cloister.Pool;
import dev.cloister.shared.SharedArray;
import dev.cloister.shared.SharedMemory;
import dev.cloister.shared.SharedMemoryScope;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named segments of shared memory, on all backends. */
public abstract class SharedMemoryContract extends BackendContract {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    /** For subclasses. */
    protected SharedMemoryContract() {}

    /** A name that no other test run uses. */
    private static String name(String text) {
        return text + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    /** Creates, and unlinks at the end. */
    private static SharedMemoryScope scope() {
        return SharedMemoryScope.open();
    }

    @Test
    final void s03_aUsedNameCannotBeCreatedAndAnUnknownOneNotAttached() throws Exception {
        String name = name("used");
        assertThatThrownBy(() -> SharedMemory.attach(name))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(name);
        try (SharedMemoryScope scope = scope()) {
            SharedMemory first = scope.create(name, 10);
            first.segment().set(ValueLayout.JAVA_BYTE, 3, (byte) 7);
            assertThatThrownBy(() -> SharedMemory.create(name, 10))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(name);
            assertThat(first.segment().get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 7);
        }
        assertThatThrownBy(() -> SharedMemory.attach(name)).isInstanceOf(NoSuchFileException.class);
        try (SharedMemoryScope scope = scope()) { // the name is free again
            assertThat(scope.create(name, 10).segment().get(ValueLayout.JAVA_BYTE, 3))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    final void s03_aSizeMustBePositive(long bytes) {
        assertThatThrownBy(() -> SharedMemory.create("sized", bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(bytes));
        assertThatThrownBy(() -> SharedMemory.create(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void s03_whatCannotBeANameIsRefused() {
        for (String bad : List.of("", "a\0b", "\0", "a".repeat(201), "\u4e2d".repeat(23), "half \ud800")) {
            assertThatThrownBy(() -> SharedMemory.create(bad, 10)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> SharedMemory.attach(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    final void s03_aMissingNameIsRefused() {
        assertThatThrownBy(() -> SharedMemory.create(null, 10)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> SharedMemory.attach(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    final void s12_anyLegalNameWorks() throws Exception {
        List<String> names = List.of(
                "a:b:c",
                "with/slashes/../../x",
                "..",
                ".",
                "~ $HOME `id` 'quoted' \"twice\" * ? \\ \n end",
                "\u4e2d\u6587-\u00e4\u00f6 \ud83d\ude00",
                "%41",
                "-rf",
                "a".repeat(160));
        try (Pool pool = open();
                SharedMemoryScope scope = scope()) {
            for (int i = 0; i < names.size(); i++) {
                String name = i < 2 ? name(names.get(i)) : names.get(i) + System.nanoTime();
                SharedMemory memory = scope.create(name, 8);
                memory.segment().set(INT, 0, i + 1);
                assertThat(memory.name()).isEqualTo(name);
                assertThat(Endings.value(pool.submit(() -> read(name)))).isEqualTo(i + 1);
            }
        }
    }

    private static int read(String name) throws Exception {
        try (SharedMemory memory = SharedMemory.attach(name)) {
            return memory.segment().get(INT, 0);
        }
    }

    @Test
    final void s04_theSizeIsTheSameEverywhere() throws Exception {
        try (Pool pool = open();
                SharedMemoryScope scope = scope()) {
            for (long bytes : List.of(1L, 4095L, 4096L, 100_000L)) {
                SharedMemory memory = scope.create(bytes);
                assertThat(memory.size()).isGreaterThanOrEqualTo(bytes);
                assertThat(memory.segment().byteSize()).isEqualTo(memory.size());
                assertThat(memory.asByteBuffer().capacity()).isEqualTo((int) memory.size());
                assertThat(Endings.value(pool.submit(() -> memory.size()))).isEqualTo(memory.size());
                String name = memory.name();
                assertThat(Endings.value(pool.submit(() -> sizeOf(name)))).isEqualTo(memory.size());
            }
        }
    }

    private static long sizeOf(String name) throws Exception {
        try (SharedMemory memory = SharedMemory.attach(name)) {
            return memory.size();
        }
    }

    @Test
    final void s05_aHandleShowsTheSameBytesInTasks() throws Exception {
        try (Pool pool = open();
                SharedMemoryScope scope = scope()) {
            SharedMemory memory = scope.create(1000);
            ByteBuffer here = memory.asByteBuffer();
            here.putInt(0, 17);
            assertThat(Endings.value(pool.submit(() -> {
                        ByteBuffer there = memory.asByteBuffer();
                        there.putLong(100, 1L << 40);
                        return there.getInt(0);
                    })))
                    .isEqualTo(17);
            assertThat(here.getLong(100)).isEqualTo(1L << 40);
            assertThat(Endings.value(pool.<SharedMemory, String>submit(SharedMemory::name, memory)))
                    .isEqualTo(memory.name());
        }
    }

    @Test
    final void s06_unlinkTwiceThrowsAndMappingsStay() throws Exception {
        SharedMemory memory = SharedMemory.create(name("linked"), 100);
        try (SharedMemory second = SharedMemory.attach(memory.name())) {
            MemorySegment segment = memory.segment();
            memory.unlink();
            assertThatThrownBy(memory::unlink)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("unlinked");
            assertThatThrownBy(second::unlink).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> SharedMemory.attach(memory.name())).isInstanceOf(NoSuchFileException.class);
            segment.set(INT, 0, 5);
            assertThat(second.segment().get(INT, 0)).isEqualTo(5);
            memory.close();
            memory.close();
            assertThat(second.segment().get(INT, 0)).isEqualTo(5);
        }
    }

    @Test
    final void s06_aTaskCanUnlink() throws Exception {
        try (Pool pool = open();
                SharedMemory memory = SharedMemory.create(100)) {
            Endings.value(pool.submit(() -> {
                memory.unlink();
                return 0;
            }));
            assertThatThrownBy(memory::unlink).isInstanceOf(NoSuchFileException.class);
            memory.segment().set(INT, 0, 5);
        }
    }

    @Test
    final void s06_aNameThatAnotherHasNowIsNotUnlinked() throws Exception {
        String name = name("again");
        try (SharedMemory old = SharedMemory.create(name, 100)) {
            old.unlink();
            try (SharedMemoryScope scope = scope()) {
                SharedMemory young = scope.create(name, 100);
                assertThatThrownBy(old::unlink).isInstanceOf(NoSuchFileException.class);
                young.segment().set(INT, 0, 3);
                assertThat(read(name)).isEqualTo(3);
            }
        }
    }

    @Test
    final void s10_aScopeTakesItsSegmentsWithIt() throws Exception {
        List<String> names = new ArrayList<>();
        assertThatThrownBy(() -> {
                    try (SharedMemoryScope scope = scope()) {
                        names.add(scope.create(100).name());
                        names.add(scope.create(name("scoped"), 100).name());
                        SharedMemory unlinkedBefore = scope.create(100);
                        unlinkedBefore.unlink();
                        assertThat(scope.segments()).hasSize(3);
                        throw new IllegalArgumentException("in the middle");
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoSuppressedExceptions();
        assertThat(names).hasSize(2);
        for (String name : names) {
            assertThatThrownBy(() -> SharedMemory.attach(name)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    final void s10_aClosedScopeMakesNothing() {
        SharedMemoryScope scope = scope();
        scope.close();
        scope.close();
        assertThatThrownBy(() -> scope.create(10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scope.create("late", 10)).isInstanceOf(IllegalStateException.class);
        assertThat(scope.segments()).isEmpty();
    }

    @Test
    final void s13_accessOutOfBoundsOrAfterCloseThrows() throws Exception {
        try (Pool pool = open();
                SharedMemoryScope scope = scope()) {
            SharedMemory memory = scope.create(100);
            MemorySegment segment = memory.segment();
            ByteBuffer buffer = memory.asByteBuffer();
            assertThatThrownBy(() -> segment.get(INT, 97)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> segment.get(INT, -1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.getInt(97)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(Endings.error(pool.submit(() -> memory.segment().get(INT, 1 << 30))))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            memory.close();
            assertThat(memory.isClosed()).isTrue();
            assertThatThrownBy(() -> segment.get(INT, 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> buffer.getInt(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(memory::segment)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(memory::size).isInstanceOf(IllegalStateException.class);
            assertThat(memory.toString()).contains(memory.name());
        }
    }

    @Test
    final void s03_ofManyThatCreateANameOneSucceeds() throws Exception {
        String name = name("race");
        Set<Integer> winners = ConcurrentHashMap.newKeySet();
        try (Pool pool = open();
                SharedMemoryScope scope = scope()) {
            SharedMemory count = scope.create(8);
            pool.map(i -> tryCreate(name, count), java.util.Collections.nCopies(50, 0));
            winners.add(count.segment().get(INT, 0));
        }
        assertThat(winners).containsExactly(1);
        try (SharedMemory left = SharedMemory.attach(name)) { // with threads the creator is this process, which lives
            left.unlink();
        } catch (NoSuchFileException e) {
            assertThat(e).hasMessageContaining(name); // its creator was a worker, which has ended
        }
    }

    private static int tryCreate(String name, SharedMemory count) throws Exception {
        try {
            SharedMemory.create(name, 100).close();
            return (int) INT.varHandle().getAndAdd(count.segment(), 0L, 1);
        } catch (FileAlreadyExistsException e) {
            return 0;
        }
    }

    @Test
    final void e_whatDoesNotFitIsATypedErrorAndLeavesNothing() {
        long tooMuch = 1L << 55;
        assertThatThrownBy(() -> SharedMemory.create("large", tooMuch))
                .isInstanceOfSatisfying(OutOfSharedMemoryException.class, e -> {
                    assertThat(e.needed()).isEqualTo(tooMuch);
                    assertThat(e.free()).isBetween(0L, tooMuch);
                });
        assertThatThrownBy(() -> SharedMemory.create(tooMuch)).isInstanceOf(OutOfSharedMemoryException.class);
        assertThatThrownBy(() -> SharedArray.ofLongs(tooMuch / 8)).isInstanceOf(OutOfSharedMemoryException.class);
        assertThatThrownBy(() -> SharedMemory.attach("large")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    final void e_aTaskIsToldToo() throws Exception {
        try (Pool pool = open()) {
            assertThat(Endings.error(pool.submit(() -> SharedMemory.create(1L << 55))))
                    .isInstanceOf(OutOfSharedMemoryException.class);
            assertThat(Endings.error(pool.submit(() -> SharedArray.ofBytes(1L << 55))))
                    .isInstanceOf(OutOfSharedMemoryException.class);
        }
    }
}
