package dev.cloister.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameChannelTest {
    private static final int LIMIT = 1 << 20;

    @ParameterizedTest
    @EnumSource(FrameType.class)
    void everyTypeMakesTheRoundTrip(FrameType type) throws IOException {
        byte[] bytes = written(new Frame(type, 0x1122334455667788L, new byte[] {1, 2, 3}));
        Frame frame = reader(bytes).read();
        assertThat(frame).isNotNull();
        assertThat(frame.type()).isEqualTo(type);
        assertThat(frame.id()).isEqualTo(0x1122334455667788L);
        assertThat(frame.body()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_511, 65_512, 65_513, 65_536, 1_000_000})
    void bodiesOfEverySizeMakeTheRoundTrip(int size) throws IOException {
        byte[] body = new byte[size];
        new SplittableRandom(size).nextBytes(body);
        FrameReader reader =
                reader(written(new Frame(FrameType.CALL, 1, body), new Frame(FrameType.CANCEL, 2, new byte[0])));
        assertThat(reader.read().body()).isEqualTo(body);
        assertThat(reader.read().type()).isEqualTo(FrameType.CANCEL);
        assertThat(reader.read()).isNull();
    }

    @Test
    void aStreamThatGivesOneByteAtATimeIsReadAsWell() throws IOException {
        byte[] bytes =
                written(new Frame(FrameType.CALL, 7, new byte[100]), new Frame(FrameType.CANCEL, 8, new byte[0]));
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int at, int length) {
                return super.read(to, at, Math.min(1, length));
            }
        };
        FrameReader reader = new FrameReader(slow, LIMIT);
        assertThat(reader.read().id()).isEqualTo(7);
        assertThat(reader.read().id()).isEqualTo(8);
    }

    @Test
    void aFrameThatIsCutOffSaysNothing() throws IOException {
        byte[] bytes = written(new Frame(FrameType.RESULT, 1, new byte[50]));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThat(reader(cut).read()).as("cut at %d", length).isNull();
        }
    }

    @Test
    void aBodyAboveTheLimitIsRefusedBeforeItIsRead() {
        byte[] header = new byte[FrameLayout.HEADER_BYTES];
        FrameLayout.write(header, 0, FrameType.RESULT, 1, LIMIT + 1);
        assertThatThrownBy(() -> reader(header).read())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("limit of " + LIMIT);
    }

    @Test
    void aFalseLengthCostsNoMemory() throws IOException {
        byte[] header = new byte[FrameLayout.HEADER_BYTES];
        FrameLayout.write(header, 0, FrameType.RESULT, 1, 2_000_000_000);
        assertThat(new FrameReader(new ByteArrayInputStream(header), Integer.MAX_VALUE).read())
                .isNull();
    }

    @Test
    void everyFlippedBitOfAHeaderIsNoticed() throws IOException {
        byte[] bytes = written(new Frame(FrameType.RESULT, 42, new byte[3]));
        for (int bit = 0; bit < FrameLayout.HEADER_BYTES * 8; bit++) {
            byte[] broken = bytes.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> reader(broken).read())
                    .as("bit %d", bit)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("first bytes");
        }
    }

    @Test
    void garbageGivesFramesOrTheEndOrTheDeclaredError() throws IOException {
        List<Frame> seeds = new ArrayList<>();
        for (FrameType type : FrameType.values()) {
            seeds.add(new Frame(type, type.code(), new byte[type.code() * 3]));
        }
        byte[] clean = written(seeds.toArray(Frame[]::new));
        long seed = 20_261_122;
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] mutated = java.util.Arrays.copyOf(clean, random.nextInt(clean.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && mutated.length > 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            FrameReader reader = reader(mutated);
            try {
                for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
                    assertThat(frame.body().length).isLessThanOrEqualTo(mutated.length);
                }
            } catch (ProtocolException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    @Test
    void hasFrameTellsWhetherReadWouldWait() throws IOException {
        byte[] two = written(new Frame(FrameType.CALL, 1, new byte[10]), new Frame(FrameType.CALL, 2, new byte[10]));
        FrameReader reader = reader(java.util.Arrays.copyOf(two, two.length - 1));
        assertThat(reader.hasFrame()).isFalse();
        reader.read();
        assertThat(reader.hasFrame()).as("the second is not complete").isFalse();
        FrameReader whole = reader(two);
        whole.read();
        assertThat(whole.hasFrame()).isTrue();
    }

    private static byte[] written(Frame... frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameSender sender = new FrameSender(bytes);
        for (Frame frame : frames) {
            sender.append(frame.type(), frame.id(), frame.body());
        }
        sender.flush();
        return bytes.toByteArray();
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes), LIMIT);
    }
}
