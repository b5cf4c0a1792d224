package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.shared.SharedArray;
import dev.cloister.shared.SharedBoolean;
import dev.cloister.shared.SharedBooleanArray;
import dev.cloister.shared.SharedByteArray;
import dev.cloister.shared.SharedBytes;
import dev.cloister.shared.SharedCharArray;
import dev.cloister.shared.SharedDouble;
import dev.cloister.shared.SharedDoubleArray;
import dev.cloister.shared.SharedFloatArray;
import dev.cloister.shared.SharedIntArray;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedList;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedLong;
import dev.cloister.shared.SharedLongArray;
import dev.cloister.shared.SharedShortArray;
import dev.cloister.shared.SharedStruct;
import java.io.Serializable;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Values, arrays and structs that are shared, on all backends. */
public abstract class SharedDataContract extends BackendContract {
    private static final int ADDITIONS = 20_000;
    private static final List<Integer> FOUR = List.of(0, 1, 2, 3);

    /** For subclasses. */
    protected SharedDataContract() {}

    @Test
    final void s01_lockedIncrementsAreAllThere() throws Exception {
        try (Pool pool = open();
                SharedLong total = SharedLong.create(0)) {
            List<Integer> _ = pool.map(
                    x -> {
                        SharedLock lock = total.lock();
                        for (int i = 0; i < ADDITIONS / 10; i++) {
                            lock.lock();
                            try {
                                total.set(total.get() + 1);
                            } finally {
                                lock.unlock();
                            }
                        }
                        return x;
                    },
                    FOUR);
            assertThat(total.get()).isEqualTo(4L * ADDITIONS / 10);
        }
    }

    @Test
    final void s01_atomicAdditionsNeedNoLock() throws Exception {
        try (Pool pool = open();
                SharedInteger ints = SharedInteger.create(0);
                SharedLong longs = SharedLong.raw(0);
                SharedDouble doubles = SharedDouble.create(0);
                SharedIntArray intArray = SharedArray.ofInts(3);
                SharedLongArray longArray = SharedArray.ofLongs(3)) {
            List<Integer> _ = pool.map(
                    x -> {
                        for (int i = 0; i < ADDITIONS; i++) {
                            ints.incrementAndGet();
                            longs.getAndAdd(2);
                            doubles.addAndGet(0.5);
                            intArray.getAndIncrement(1);
                            longArray.addAndGet(1, 3);
                        }
                        return x;
                    },
                    FOUR);
            assertThat(ints.get()).isEqualTo(4 * ADDITIONS);
            assertThat(longs.get()).isEqualTo(8L * ADDITIONS);
            assertThat(doubles.get()).isEqualTo(2.0 * ADDITIONS);
            assertThat(intArray.toIntArray()).containsExactly(0, 4 * ADDITIONS, 0);
            assertThat(longArray.toLongArray()).containsExactly(0, 12L * ADDITIONS, 0);
        }
    }

    @Test
    final void s01_longsNeverTear() throws Exception {
        try (Pool pool = open();
                SharedLong value = SharedLong.create(0);
                SharedLongArray array = SharedArray.ofLongs(1)) {
            Future<Integer> writer = pool.submit(() -> {
                for (int i = 0; i < ADDITIONS; i++) {
                    value.set(i % 2 - 1L);
                    array.set(0, i % 2 - 1L);
                }
                return 0;
            });
            boolean ended;
            do {
                ended = writer.isDone();
                assertThat(value.get()).isIn(0L, -1L);
                assertThat(array.get(0)).isIn(0L, -1L);
            } while (!ended);
            Endings.value(writer);
        }
    }

    @Test
    final void s01_valuesHaveTheOperationsOfAtomics() {
        try (SharedInteger i = SharedInteger.create(Integer.MAX_VALUE)) {
            assertThat(i.getAndIncrement()).isEqualTo(Integer.MAX_VALUE);
            assertThat(i.get()).isEqualTo(Integer.MIN_VALUE);
            assertThat(i.compareAndSet(Integer.MIN_VALUE, 5)).isTrue();
            assertThat(i.compareAndSet(4, 6)).isFalse();
            assertThat(i.decrementAndGet()).isEqualTo(4);
            assertThat(i.getAndDecrement()).isEqualTo(4);
            assertThat(i.addAndGet(-13)).isEqualTo(-10);
            assertThat(i.getAndAdd(1)).isEqualTo(-10);
            assertThat(i.updateAndGet(x -> x * x)).isEqualTo(81);
            assertThat(i.getAndUpdate(x -> x + 1)).isEqualTo(81);
            assertThat(i.accumulateAndGet(10, Math::max)).isEqualTo(82);
            assertThat(i.getAndAccumulate(100, Math::max)).isEqualTo(82);
            assertThat(i.getAndSet(-1)).isEqualTo(100);
            assertThat(i).hasToString("-1");
        }
        try (SharedLong l = SharedLong.create(Long.MAX_VALUE)) {
            assertThat(l.incrementAndGet()).isEqualTo(Long.MIN_VALUE);
            assertThat(l.getAndSet(3)).isEqualTo(Long.MIN_VALUE);
            assertThat(l.updateAndGet(x -> x * 7)).isEqualTo(21);
            assertThat(l.compareAndSet(21, 22)).isTrue();
            assertThat(l.getAndAccumulate(3, Math::addExact)).isEqualTo(22);
        }
        try (SharedDouble d = SharedDouble.create(1.5)) {
            assertThat(d.getAndAdd(1)).isEqualTo(1.5);
            assertThat(d.compareAndSet(2.5, Double.NaN)).isTrue();
            assertThat(d.compareAndSet(Double.NaN, -0.0)).isTrue();
            assertThat(d.compareAndSet(0.0, 1)).isFalse();
            assertThat(d.getAndSet(4)).isEqualTo(-0.0);
            assertThat(d.updateAndGet(Math::sqrt)).isEqualTo(2);
        }
        try (SharedBoolean b = SharedBoolean.create(true)) {
            assertThat(b.compareAndSet(false, true)).isFalse();
            assertThat(b.getAndSet(false)).isTrue();
            assertThat(b.compareAndSet(false, true)).isTrue();
            assertThat(b.get()).isTrue();
        }
    }

    @Test
    final void s02_theLockCanBeOmittedSharedOrFetched() throws Exception {
        try (Pool pool = open();
                SharedLock common = SharedLock.create();
                SharedInteger own = SharedInteger.create(1);
                SharedInteger first = SharedInteger.create(1, common);
                SharedDoubleArray second = SharedDoubleArray.create(1, common);
                SharedInteger raw = SharedInteger.raw(1);
                SharedIntArray rawArray = SharedIntArray.raw(1)) {
            assertThat(own.hasLock()).isTrue();
            assertThat(own.lock()).isSameAs(own.lock());
            assertThat(first.lock()).isSameAs(common).isSameAs(second.lock());
            assertThat(raw.hasLock() || rawArray.hasLock()).isFalse();
            assertThatThrownBy(raw::lock)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("raw");
            assertThatThrownBy(rawArray::lock).isInstanceOf(IllegalStateException.class);
            assertThat(Endings.error(pool.submit(() -> raw.lock()))).isInstanceOf(IllegalStateException.class);
            own.lock().lock();
            assertThat(Endings.value(pool.submit(() -> {
                        own.set(2); // single operations do not look at the lock
                        own.lock().unlock(); // anybody may
                        first.lock().lock();
                        second.set(0, 5);
                        return 0;
                    })))
                    .isZero();
            common.unlock();
            SharedLock alone = own.lock();
            assertThat(Endings.value(pool.submit(() -> {
                        alone.lock();
                        own.incrementAndGet();
                        return own.get();
                    })))
                    .isEqualTo(3);
            alone.unlock();
        }
    }

    @Test
    final void s02_aLockIsClosedWithItsValue() {
        SharedInteger value = SharedInteger.create(1);
        SharedLock lock = value.lock();
        value.close();
        assertThatThrownBy(lock::lock).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(value::lock).isInstanceOf(IllegalStateException.class);
        try (SharedInteger other = SharedInteger.create(7)) {
            other.lock().close();
            assertThat(other.get()).isEqualTo(7);
        }
    }

    @Test
    final void s01_bytesChangeAsOne() throws Exception {
        try (Pool pool = open();
                SharedBytes bytes = SharedBytes.create(4096)) {
            assertThat(bytes.get()).isEmpty();
            Future<Integer> writer = pool.submit(() -> {
                for (int i = 0; i < ADDITIONS / 4; i++) {
                    byte[] next = new byte[1 + i % 4096];
                    Arrays.fill(next, (byte) next.length);
                    bytes.set(next);
                }
                return 0;
            });
            boolean ended;
            do {
                ended = writer.isDone();
                byte[] seen = bytes.get();
                byte[] expected = new byte[seen.length];
                Arrays.fill(expected, (byte) seen.length);
                assertThat(Arrays.equals(seen, expected)).isTrue();
            } while (!ended);
            Endings.value(writer);
        }
    }

    @Test
    final void s09_bytesKeepTheirZerosAndTheirCapacity() throws Exception {
        try (Pool pool = open();
                SharedBytes bytes = SharedBytes.create(4)) {
            bytes.set(new byte[] {1, 0, 0});
            assertThat(Endings.value(pool.submit(() -> bytes.get()))).containsExactly(1, 0, 0);
            assertThat(bytes.capacity()).isEqualTo(4);
            assertThatThrownBy(() -> bytes.set(new byte[5]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5 bytes");
            assertThat(bytes.getAndSet(new byte[] {7})).containsExactly(1, 0, 0);
            assertThat(bytes.compareAndSet(new byte[] {7, 0}, new byte[0])).isFalse();
            assertThat(bytes.compareAndSet(new byte[] {7}, new byte[4])).isTrue();
            assertThat(bytes.get()).containsExactly(0, 0, 0, 0);
            assertThatThrownBy(() -> SharedBytes.create(-1)).isInstanceOf(IllegalArgumentException.class);
        }
        try (SharedBytes none = SharedBytes.raw(0)) {
            none.set(new byte[0]);
            assertThat(none.get()).isEmpty();
        }
    }

    @Test
    final void s01_arraysOfAllTypes() throws Exception {
        try (Pool pool = open();
                SharedByteArray bytes = SharedByteArray.of((byte) 1, (byte) -2);
                SharedBooleanArray booleans = SharedBooleanArray.of(true, false);
                SharedCharArray chars = SharedCharArray.of('a', '\uffff');
                SharedShortArray shorts = SharedShortArray.of((short) 1, Short.MIN_VALUE);
                SharedIntArray ints = SharedIntArray.of(1, Integer.MIN_VALUE);
                SharedLongArray longs = SharedLongArray.of(1, Long.MIN_VALUE);
                SharedFloatArray floats = SharedFloatArray.of(1.5f, Float.NaN);
                SharedDoubleArray doubles = SharedDoubleArray.of(1.5, Double.NEGATIVE_INFINITY)) {
            assertThat(Endings.value(pool.submit(() -> {
                        bytes.set(0, bytes.get(1));
                        booleans.set(1, booleans.get(0));
                        chars.set(0, chars.get(1));
                        shorts.set(0, shorts.get(1));
                        ints.set(0, ints.get(1));
                        longs.set(0, longs.get(1));
                        floats.set(0, floats.get(1));
                        doubles.set(0, doubles.get(1));
                        return ints.length() + doubles.sizeBytes();
                    })))
                    .isEqualTo(2 + 16);
            assertThat(bytes.toByteArray()).containsExactly(-2, -2);
            assertThat(booleans.toBooleanArray()).containsExactly(true, true);
            assertThat(chars.toCharArray()).containsExactly('\uffff', '\uffff');
            assertThat(shorts.toShortArray()).containsExactly(Short.MIN_VALUE, Short.MIN_VALUE);
            assertThat(ints.toIntArray()).containsExactly(Integer.MIN_VALUE, Integer.MIN_VALUE);
            assertThat(longs.toLongArray()).containsExactly(Long.MIN_VALUE, Long.MIN_VALUE);
            assertThat(floats.toFloatArray()).containsExactly(Float.NaN, Float.NaN);
            assertThat(doubles.toDoubleArray()).containsOnly(Double.NEGATIVE_INFINITY);
            assertThat(ints.compareAndSet(0, 1, 2)).isFalse();
            assertThat(ints.getAndSet(0, 5)).isEqualTo(Integer.MIN_VALUE);
            assertThat(longs.compareAndSet(1, Long.MIN_VALUE, 2)).isTrue();
            assertThat(longs.getAndSet(1, 5)).isEqualTo(2);
        }
    }

    @Test
    final void s01_arraysAreCopiedInAndOut() throws Exception {
        try (Pool pool = open();
                SharedDoubleArray array = SharedArray.ofDoubles(1000)) {
            Endings.value(pool.submit(() -> {
                array.copyFrom(10, new double[] {9, 1, 2, 3, 9}, 1, 3);
                array.asDoubleBuffer().put(20, 4.0);
                array.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, 30, 5.0);
                return 0;
            }));
            double[] part = {7, 7, 7, 7, 7};
            array.copyTo(9, part, 1, 4);
            assertThat(part).containsExactly(7, 0, 1, 2, 3);
            assertThat(array.get(20) + array.get(30)).isEqualTo(9);
            assertThat(array.toString()).contains("double[1000]");
            assertThatThrownBy(() -> array.copyFrom(998, part, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyFrom(0, part, 4, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyTo(0, part, 0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyTo(-1, part, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    final void s01_tasksCreateLargeArrays() throws Exception {
        try (Pool pool = open()) {
            for (int megabytes : List.of(1, 5, 40)) {
                assertThat(Endings.value(pool.submit(() -> {
                            try (SharedByteArray array = SharedArray.ofBytes((long) megabytes << 20)) {
                                array.set(array.length() - 1, (byte) 7);
                                return array.get(array.length() - 1) + array.get(0);
                            }
                        })))
                        .isEqualTo(7);
            }
        }
    }

    @Test
    final void s13_arraysCheckIndexesAndWhetherTheyAreClosed() throws Exception {
        assertThatThrownBy(() -> SharedArray.ofInts(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedArray.ofLongs(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        try (Pool pool = open();
                SharedArray empty = SharedArray.ofChars(0)) {
            assertThat(empty.length()).isZero();
            SharedDoubleArray array = SharedArray.ofDoubles(3);
            for (long bad : List.of(-1L, 3L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 61)) {
                assertThatThrownBy(() -> array.get(bad)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> array.set(bad, 1)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThat(Endings.error(pool.submit(() -> array.get(bad))))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            MemorySegment segment = array.segment();
            DoubleBuffer buffer = array.asDoubleBuffer();
            array.close();
            array.close();
            assertThatThrownBy(() -> array.get(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> array.set(0, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(array::segment).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(array::toDoubleArray).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_DOUBLE, 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
            assertThat(array.toString()).contains("closed");
        }
    }

    @Test
    final void l10_closedValuesThrowInTasksToo() throws Exception {
        try (Pool pool = open()) {
            for (Serializable closed : List.<Serializable>of(
                    SharedInteger.create(1),
                    SharedBytes.create(1),
                    SharedArray.ofInts(1),
                    SharedList.of(1),
                    SharedStruct.create(ValueLayout.JAVA_INT))) {
                RemoteCallable<Integer> use = use(closed);
                assertThat(Endings.value(pool.submit(use))).isEqualTo(1);
                end(closed);
                end(closed);
                assertThatThrownBy(use::call).isInstanceOf(IllegalStateException.class);
                assertThat(closed.toString()).contains("closed");
            }
        }
    }

    private static void end(Serializable shared) throws Exception {
        ((AutoCloseable) shared).close();
    }

    private static RemoteCallable<Integer> use(Serializable shared) {
        return () -> switch (shared) {
            case SharedInteger value -> value.addAndGet(0);
            case SharedBytes bytes -> {
                bytes.set(new byte[] {1});
                yield bytes.get().length;
            }
            case SharedIntArray array -> 1 + array.getAndAdd(0, 0);
            case SharedList list -> {
                list.set(0, 1);
                yield list.size();
            }
            case SharedStruct struct -> 1 + struct.segment().get(ValueLayout.JAVA_INT, 0);
            default -> throw new AssertionError(shared);
        };
    }

    @Test
    final void s01_structsByLayout() throws Exception {
        MemoryLayout point = MemoryLayout.structLayout(
                ValueLayout.JAVA_INT.withName("x"),
                MemoryLayout.paddingLayout(4),
                ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN).withName("y"));
        MemoryLayout layout = MemoryLayout.structLayout(
                MemoryLayout.sequenceLayout(3, point).withName("points"),
                MemoryLayout.unionLayout(ValueLayout.JAVA_DOUBLE.withName("d"), ValueLayout.JAVA_LONG.withName("l"))
                        .withName("u"),
                ValueLayout.JAVA_BOOLEAN.withName("flag"),
                ValueLayout.JAVA_BYTE,
                ValueLayout.JAVA_CHAR,
                ValueLayout.JAVA_FLOAT.withName("f"),
                ValueLayout.JAVA_SHORT);
        try (Pool pool = open();
                SharedStruct struct = SharedStruct.create(layout)) {
            assertThat(Endings.value(pool.submit(() -> {
                        SharedDataContract.y(struct).setVolatile(2L, 1L << 40);
                        struct.varHandle(PathElement.groupElement("u"), PathElement.groupElement("d"))
                                .set(1.0);
                        return struct.layout().toString();
                    })))
                    .isEqualTo(layout.toString());
            assertThat((long) y(struct).getVolatile(2L)).isEqualTo(1L << 40);
            assertThat((long) y(struct).getVolatile(1L)).isZero();
            assertThat((long) struct.varHandle(PathElement.groupElement("u"), PathElement.groupElement("l"))
                            .get())
                    .isEqualTo(Double.doubleToRawLongBits(1.0));
            assertThat(struct.segment().byteSize()).isEqualTo(layout.byteSize());
            VarHandle kept = y(struct);
            end(struct);
            assertThatThrownBy(() -> kept.set(0L, 1L)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(struct::segment).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> SharedStruct.create(ValueLayout.ADDRESS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address");
        assertThatThrownBy(() -> SharedStruct.raw(MemoryLayout.structLayout()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static VarHandle y(SharedStruct struct) {
        return struct.varHandle(
                PathElement.groupElement("points"), PathElement.sequenceElement(), PathElement.groupElement("y"));
    }
}
