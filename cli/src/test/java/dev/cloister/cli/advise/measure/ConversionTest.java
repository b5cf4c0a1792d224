package dev.cloister.cli.advise.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionTest {
    @TempDir
    private Path folder;

    /** Made by a constructor. */
    public record Word(String text) {}

    /** Made by a factory of its own, not by its constructor. */
    public static final class Pair {
        final String text;

        private Pair(String text) {
            this.text = text;
        }

        /** Makes one. */
        public static Pair of(String text) {
            if (!text.contains(",")) {
                throw new IllegalArgumentException("no comma");
            }
            return new Pair(text);
        }
    }

    /** Cannot be made of a line. */
    public record Point(int x, int y) {}

    @Test
    void makesWhatTheParameterIs() throws Exception {
        assertThat(convert(String.class, " a ")).isEqualTo(" a ");
        assertThat(convert(CharSequence.class, "a")).isEqualTo("a");
        assertThat(convert(Object.class, "a")).isEqualTo("a");
        assertThat(convert(int.class, " 7 ")).isEqualTo(7);
        assertThat(convert(Integer.class, "-7")).isEqualTo(-7);
        assertThat(convert(long.class, "5000000000")).isEqualTo(5_000_000_000L);
        assertThat(convert(Long.class, "1")).isEqualTo(1L);
        assertThat(convert(short.class, "1")).isEqualTo((short) 1);
        assertThat(convert(byte.class, "-1")).isEqualTo((byte) -1);
        assertThat(convert(double.class, "1e3")).isEqualTo(1000.0);
        assertThat(convert(float.class, "0.5")).isEqualTo(0.5f);
        assertThat(convert(boolean.class, "True")).isEqualTo(true);
        assertThat(convert(Boolean.class, "false")).isEqualTo(false);
        assertThat(convert(char.class, " ")).isEqualTo(' ');
        assertThat(convert(BigInteger.class, "12")).isEqualTo(BigInteger.valueOf(12));
        assertThat(convert(BigDecimal.class, "1.20")).isEqualTo(new BigDecimal("1.20"));
        assertThat(convert(Number.class, "1.5")).isEqualTo(new BigDecimal("1.5"));
        assertThat(convert(Path.class, "a/b")).isEqualTo(Path.of("a/b"));
        assertThat(convert(File.class, "a/b")).isEqualTo(new File("a/b"));
        assertThat(convert(URI.class, "http://a/b")).isEqualTo(URI.create("http://a/b"));
        assertThat(convert(TimeUnit.class, "SECONDS")).isEqualTo(TimeUnit.SECONDS);
        assertThat(convert(byte[].class, "\u00e9")).isEqualTo("\u00e9".getBytes(StandardCharsets.UTF_8));
        assertThat(convert(char[].class, "ab")).isEqualTo(new char[] {'a', 'b'});
        assertThat(convert(Duration.class, "PT1S")).isEqualTo(Duration.ofSeconds(1));
        assertThat(convert(LocalDate.class, "2025-01-02")).isEqualTo(LocalDate.of(2025, 1, 2));
        UUID uuid = UUID.randomUUID();
        assertThat(convert(UUID.class, uuid.toString())).isEqualTo(uuid);
        assertThat(convert(Word.class, "w")).isEqualTo(new Word("w"));
        assertThat(((Pair) convert(Pair.class, "a,b")).text).isEqualTo("a,b");
    }

    @Test
    void saysWhatIsWrongWithALine() {
        assertThatThrownBy(() -> convert(int.class, "x")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> convert(byte.class, "300")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> convert(boolean.class, "yes")).hasMessage("neither true nor false");
        assertThatThrownBy(() -> convert(char.class, "ab")).hasMessage("2 characters instead of one");
        assertThatThrownBy(() -> convert(TimeUnit.class, "seconds"))
                .hasMessageStartingWith("none of NANOSECONDS, MICROSECONDS");
        assertThatThrownBy(() -> convert(Pair.class, "a")).hasMessage("no comma");
    }

    @Test
    void saysWhichTypesThereAre() {
        for (Class<?> type : List.of(Point.class, int[].class, List.class, Runnable.class)) {
            assertThatThrownBy(() -> Conversion.to(type, false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("type " + type.getTypeName())
                    .hasMessageContaining("public static method valueOf, of, parse, fromString");
        }
    }

    @Test
    void readsFiles() throws Exception {
        Path file = folder.resolve("a.bin");
        Files.write(file, new byte[] {'h', 'i'});

        assertThat(Conversion.to(byte[].class, true).convert(file.toString())).isEqualTo(new byte[] {'h', 'i'});
        assertThat(Conversion.to(String.class, true).convert(file.toString())).isEqualTo("hi");
        assertThatThrownBy(() -> Conversion.to(Path.class, true)).hasMessageContaining("leave the option out");
        assertThatThrownBy(() -> Conversion.to(int.class, true))
                .hasMessageContaining(
                        "gives the contents of files as byte[] or String, and the parameter is of type int");
    }

    private static Object convert(Class<?> type, String line) throws Exception {
        return Conversion.to(type, false).convert(line);
    }
}
