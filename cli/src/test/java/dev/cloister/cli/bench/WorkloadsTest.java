package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000, 3_000_000, 3_100_000, 10_000_000})
    void sumsBeyond64Bits(int below) {
        BigInteger n = BigInteger.valueOf(below);
        BigInteger expected = n.subtract(BigInteger.ONE)
                .multiply(n)
                .multiply(n.shiftLeft(1).subtract(BigInteger.ONE))
                .divide(BigInteger.valueOf(6));

        assertThat(SumOfSquares.exactly(below)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "8, 8", "6, 10", "5, 7", "8, 6", "7, 16"})
    void transformsAsTheDefinitionSays(int rows, int columns) {
        double[] values =
                new SplittableRandom(rows).doubles((long) rows * columns).toArray();

        double[] spectrum = Spectrum.transform(new Npy(rows, columns, values));

        for (int u = 0; u < rows; u++) {
            for (int v = 0; v < columns; v++) {
                double re = 0;
                double im = 0;
                for (int i = 0; i < values.length; i++) {
                    double angle = -2
                            * Math.PI
                            * ((double) u * Math.floorDiv(i, columns) / rows + (double) v * (i % columns) / columns);
                    re += values[i] * Math.cos(angle);
                    im += values[i] * Math.sin(angle);
                }
                int at = 2 * (u * columns + v);
                assertThat(spectrum[at]).isCloseTo(re, within());
                assertThat(spectrum[at + 1]).isCloseTo(im, within());
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-11);
    }

    @Test
    void spectrumOfNothingAgreesWithItself() {
        Answer answer = Spectrum.of(new Npy(2, 3, new double[6]));

        assertThat(answer.agrees(Spectrum.of(new Npy(2, 3, new double[6])))).isTrue();
        assertThat(answer.agrees(Spectrum.of(new Npy(3, 2, new double[6])))).isFalse();
        assertThat(answer.agrees(Spectrum.of(new Npy(2, 3, new double[] {0, 0, 0, 0, 0, 1e-3}))))
                .isFalse();
    }

    @Test
    void answersAgreeWithinRounding() {
        assertThat(new Answer("a", 1e6).agrees(new Answer("a", 1e6 + 1e-4))).isTrue();
        assertThat(new Answer("a", 1e6).agrees(new Answer("a", 1e6 + 1e-2))).isFalse();
        assertThat(new Answer("a", Double.NaN).agrees(new Answer("a", Double.NaN)))
                .isTrue();
        assertThat(new Answer("a", Double.NaN).agrees(new Answer("a", 1))).isFalse();
        assertThat(new Answer("a", 1).agrees(new Answer("a", 1, 2))).isFalse();
        assertThat(new Answer("a").agrees(new Answer("b"))).isFalse();
        assertThat(Answer.agree(List.of(new Answer("a")), List.of())).isFalse();
    }

    @Test
    void servesTheSamePageEachTime() throws Exception {
        try (var server = PageServer.start(1)) {
            assertThat(Pages.fetch(server.url(3))).isEqualTo(PageServer.page(3));
            assertThat(Pages.fetch(server.urlWithoutDelay(3))).isEqualTo(PageServer.page(3));
            assertThat(Pages.fetch(server.url(4))).isNotEqualTo(PageServer.page(3));
            assertThatThrownBy(() -> Pages.fetch(server.url(4) + "x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("status 404");
        }
    }

    @Test
    void makesImagesThatItCanOpen() throws IOException {
        ImageFolder made = ImageFolder.make(folder, 3, 16);

        assertThat(made.files()).hasSize(3);
        assertThat(made.shapes()).isEqualTo("16 x 16");
        assertThat(ImageFolder.open(folder).files()).hasSize(3);
    }

    @Test
    void refusesFoldersWithoutImages() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("text"), "");

        assertThatThrownBy(() -> ImageFolder.open(empty)).hasMessageContaining("has no .npy files");
        assertThatThrownBy(() -> ImageFolder.open(text)).hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> ImageFolder.open(folder.resolve("no"))).hasMessageContaining("does not exist");
    }
}
