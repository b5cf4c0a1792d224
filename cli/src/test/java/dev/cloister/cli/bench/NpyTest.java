package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("image.npy");
    }

    @Test
    void readsWhatItWrote() throws IOException {
        double[] values = {1, -2.5, Double.MAX_VALUE, Double.NaN, 0, Double.NEGATIVE_INFINITY};
        Npy.write(file, new Npy(2, 3, values));

        Npy image = Npy.read(file);

        assertThat(image.rows()).isEqualTo(2);
        assertThat(image.columns()).isEqualTo(3);
        assertThat(image.values()).containsExactly(values);
        assertThat(Npy.check(file).dataOffset() % 64).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, 8", ">f8, 8", "<f4, 4", ">f4, 4", "<i8, 8", ">i8, 8", "<i4, 4", ">i4, 4", "<i2, 2", ">i2, 2", "<u2, 2",
        ">u2, 2", "|i1, 1", "|u1, 1", "=f8, 8"
    })
    void readsEveryType(String type, int size) throws IOException {
        write(1, header(type, false, "(2, 3)"), numbers(type, size, 0, 1, 2, 3, 4, 100));

        assertThat(Npy.read(file).values()).containsExactly(0, 1, 2, 3, 4, 100);
    }

    @Test
    void keepsSigns() throws IOException {
        write(1, header("|i1", false, "(2, 2)"), new byte[] {-1, 127, -128, 0});
        assertThat(Npy.read(file).values()).containsExactly(-1, 127, -128, 0);

        write(1, header("|u1", false, "(2, 2)"), new byte[] {-1, 127, -128, 0});
        assertThat(Npy.read(file).values()).containsExactly(255, 127, 128, 0);

        write(1, header("<u2", false, "(2, 2)"), new byte[] {-1, -1, 1, 0, 0, 1, 0, 0});
        assertThat(Npy.read(file).values()).containsExactly(65_535, 1, 256, 0);

        write(1, header("|b1", false, "(2, 2)"), new byte[] {1, 0, 0, 1});
        assertThat(Npy.read(file).values()).containsExactly(1, 0, 0, 1);
    }

    @Test
    void readsFortranOrder() throws IOException {
        write(1, header("<f8", true, "(2, 3)"), numbers("<f8", 8, 1, 4, 2, 5, 3, 6));

        assertThat(Npy.read(file).values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsVersions(int version) throws IOException {
        write(version, header("<i2", false, "(2L, 2L,)"), numbers("<i2", 2, 1, 2, 3, 4));

        assertThat(Npy.read(file).values()).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<f8; (6,); the array has 1 dimension, an image needs 2",
                "<f8; (); the array has 0 dimensions",
                "<f8; (2, 3, 1); the array has 3 dimensions",
                "<f8; (1, 6); a dimension is 1, an image needs at least 2 x 2",
                "<f8; (0, 6); a dimension is 0",
                "<f8; (99999999999, 2); too large or no number",
                "<f8; (2,,3); the array has 3 dimensions",
                "<c16; (2, 3); elements of type '<c16' are not supported; use f4, f8",
                "|O; (2, 3); elements of type '|O' are not supported",
                "<U5; (2, 3); elements of type '<U5' are not supported",
                "f8; (2, 3); elements of type 'f8' are not supported",
                "<f8; (2000000, 2000000); too large: 4000000000000 elements",
                "<f8; (10000, 10000); truncated: the header promises 800000000 bytes of data (f8, 10000 x 10000), the file has 48"
            })
    void refusesHeader(String type, String shape, String message) throws IOException {
        write(1, header(type, false, shape), new byte[48]);

        assertRefused(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nonsense; garbage: the header is no Python dict",
                "{}; garbage: the header has no 'descr'",
                "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (2, 3)}; garbage: the header has no 'descr'",
                "{'descr': '<f8', 'shape': (2, 3)}; garbage: the header has no 'fortran_order'",
                "{'descr': '<f8', 'fortran_order': False}; garbage: the header has no 'shape'",
                "{'descr': '', 'fortran_order': False, 'shape': (2, 3)}; elements of type '' are not supported"
            })
    void refusesGarbage(String header, String message) throws IOException {
        write(1, header, new byte[48]);

        assertRefused(message);
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Files.writeString(file, "P5 this is another format");
        assertRefused("not a .npy file");

        Files.write(file, new byte[0]);
        assertRefused("truncated: the file ends within its header");

        Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 0, 0, 0, 0});
        assertRefused("version 9 of the format is not known");
    }

    @Test
    void refusesHugeHeaderWithoutReadingIt() throws IOException {
        Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1});

        assertRefused("garbage: a header of 4294967295 bytes");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        Npy.write(file, new Npy(3, 3, new double[9]));
        byte[] whole = Files.readAllBytes(file);
        for (int size = 0; size < whole.length; size++) {
            Files.write(file, java.util.Arrays.copyOf(whole, size));
            assertRefused("truncated");
        }
    }

    @Test
    void randomDamageGivesAnArrayOrAMessage() throws IOException {
        var random = new SplittableRandom(7);
        Npy.write(file, new Npy(2, 2, new double[] {1, 2, 3, 4}));
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j < 3; j++) {
                damaged[random.nextInt(72)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                assertThat(Npy.read(file).values()).isNotEmpty();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    private static String header(String type, boolean fortran, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }";
    }

    private void write(int version, String header, byte[] data) throws IOException {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        all.put(NpyHeader.MAGIC).put((byte) version).put((byte) 0);
        if (version == 1) {
            all.putShort((short) text.length);
        } else {
            all.putInt(text.length);
        }
        all.put(text).put(data);
        Files.write(file, java.util.Arrays.copyOf(all.array(), all.position()));
    }

    private static byte[] numbers(String type, int size, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(size * values.length)
                .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            switch (type.substring(1)) {
                case "f8" -> buffer.putDouble(value);
                case "f4" -> buffer.putFloat(value);
                case "i8" -> buffer.putLong(value);
                case "i4" -> buffer.putInt(value);
                case "i2", "u2" -> buffer.putShort((short) value);
                default -> buffer.put((byte) value);
            }
        }
        return buffer.array();
    }
}
