package dev.cloister.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.RemoteCallable;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NullUnmarked
class ValueCodecTest {
    record Point(int x, String name) implements Serializable {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    static Stream<Object> values() {
        return Stream.of(
                true,
                false,
                (byte) -3,
                (short) -1234,
                '\uffee',
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Float.NaN,
                -0.0,
                Double.MIN_VALUE,
                "",
                "plain",
                "grün 語 😀",
                "lone \ud800 surrogate",
                new byte[] {1, 0, 0},
                new short[] {-1, 2},
                new char[] {'a', '\uffff'},
                new int[] {1, -2},
                new long[] {Long.MAX_VALUE},
                new float[] {1.5f},
                new double[] {Math.PI, Double.NEGATIVE_INFINITY},
                new boolean[] {true, false},
                new int[][] {{1}, {2, 3}},
                new String[] {"a", null},
                new BigDecimal("1.50"),
                Instant.EPOCH,
                new Point(3, "p"),
                Colour.GREEN,
                List.of(1, "two", List.of(3.0)),
                Map.of("k", new int[0].length),
                Set.of(7L),
                new ArrayList<>(Arrays.asList("x", null)),
                int.class,
                Point.class);
    }

    @ParameterizedTest
    @MethodSource("values")
    void makesTheRoundTrip(Object value) throws Exception {
        assertThat(Objects.deepEquals(roundTrip(value), value)).isTrue();
        assertThat(roundTrip(value).getClass()).isEqualTo(value.getClass());
    }

    @Test
    void nullMakesTheRoundTrip() throws Exception {
        assertThat(roundTrip(null)).isNull();
    }

    @Test
    void lambdasKeepWhatTheyCapture() throws Exception {
        int base = 40;
        RemoteCallable<Integer> task = () -> base + 2;
        byte[] bytes = TaskCodec.encodeFunction(task);
        Object back = TaskCodec.decodeFunction(new ByteSource(bytes), getClass().getClassLoader());
        assertThat(((RemoteCallable<?>) back).call()).isEqualTo(42);
    }

    @Test
    void cyclesAndSharedReferencesStay() throws Exception {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add("x");
        List<?> back = (List<?>) roundTrip(list);
        assertThat(back.get(0)).isSameAs(back);
    }

    @Test
    void garbageNeverGivesMoreThanAnErrorOfTheCodec() throws IOException {
        ByteSink sink = new ByteSink(16).putLong(0);
        ValueCodec.encode(sink, new ArrayList<>(List.of(new Point(1, "a"), 2, "three", new double[3])));
        byte[] clean = sink.toBytes();
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = clean.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                mutated[8 + random.nextInt(mutated.length - 8)] = (byte) random.nextInt();
            }
            try {
                OutcomeCodec.decodeResult(mutated, getClass().getClassLoader());
            } catch (CodecException e) {
                assertThat(e).hasMessageContaining("cannot be rebuilt");
            }
        }
    }

    @Test
    void aHugeArrayHeaderIsRefusedBeforeItIsAllocated() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Object[0]);
        }
        ByteSink sink = new ByteSink(64).putLong(0);
        ValueCodec.encodeObject(sink, new int[3]);
        byte[] body = sink.toBytes();
        body[body.length - 16] = 0x7f; // the highest byte of the array's length
        assertThatThrownBy(() -> OutcomeCodec.decodeResult(body, getClass().getClassLoader()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("REJECTED");
    }

    @Test
    void aDeeplyNestedBombIsRefused() {
        Set<Object> bomb = new HashSet<>();
        Object nested = bomb;
        for (int i = 0; i < 3000; i++) {
            nested = new Object[] {nested};
        }
        Object root = nested;
        ByteSink sink = new ByteSink(64).putLong(0);
        assertThatThrownBy(() -> {
                    ValueCodec.encode(sink, root);
                    OutcomeCodec.decodeResult(sink.toBytes(), getClass().getClassLoader());
                })
                .satisfiesAnyOf(
                        t -> assertThat(t).isInstanceOf(CodecException.class), // too deep to read
                        t -> assertThat(t).isInstanceOf(StackOverflowError.class)); // or already too deep to write
    }

    /** Rebuilding it would hash 2^40 times. */
    @Test
    void aHashBombIsRefused() {
        ByteSink sink = new ByteSink(64).putLong(0);
        assertThatThrownBy(() -> {
                    ValueCodec.encode(sink, sets(40));
                    OutcomeCodec.decodeResult(sink.toBytes(), getClass().getClassLoader());
                })
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("REJECTED");
    }

    @Test
    void nestedCollectionsTravel() throws Exception {
        Object nested = "innermost";
        for (int i = 0; i < 20; i++) {
            nested = new java.util.HashMap<>(Map.of("level", nested));
        }
        assertThat(roundTrip(nested)).isEqualTo(nested);
        Object many = Stream.iterate(new HashSet<>(), _ -> new HashSet<>(Set.of("x")))
                .limit(100)
                .toList();
        assertThat(roundTrip(many)).isEqualTo(many); // beside each other, not within
    }

    private static Set<Object> sets(int levels) {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < levels; i++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>(Set.of("different"));
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        return root;
    }

    private static @Nullable Object roundTrip(@Nullable Object value) throws Exception {
        ByteSink sink = new ByteSink(16);
        ValueCodec.encode(sink, value);
        ByteSource source = new ByteSource(sink.toBytes());
        Object back = ValueCodec.decode(source, ValueCodecTest.class.getClassLoader());
        assertThat(source.left()).isZero();
        return back;
    }
}
