package dev.cloister.cli.advise.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputLinesTest {
    @TempDir
    private Path folder;

    @Test
    void eachLineIsAnInput() throws Exception {
        try (InputLines lines = open("a\n\n b \r\nc", String.class)) {
            assertThat(lines.inputs()).isInstanceOf(RandomAccess.class).containsExactly("a", "", " b ", "c");
            assertThat(lines.inputs()).as("again").containsExactly("a", "", " b ", "c");
            assertThat(lines.shown(2)).isEqualTo("\" b \"");
        }
    }

    @Test
    void linesAreCountedButNotReadBeforeTheyAreNeeded() throws Exception {
        int bad = InputLines.CHECKED + 5;
        String text = IntStream.rangeClosed(1, bad + 5)
                .mapToObj(n -> n == bad ? "bad" : String.valueOf(n))
                .collect(Collectors.joining("\n"));
        try (InputLines lines = open(text, int.class)) {
            List<?> inputs = (List<?>) lines.inputs();
            assertThat(inputs.size()).isEqualTo(bad + 5);
            for (int index : new int[] {0, 999, 1000, 1003, 1005, 1009, 1001, 1006}) {
                assertThat(inputs.get(index)).isEqualTo(index + 1);
            }
            assertThatThrownBy(() -> inputs.get(bad - 1))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("line " + bad + ": \"bad\"");
        }
    }

    @Test
    void filesAreReadWhenTheirTurnComes() throws Exception {
        Path content = Files.writeString(folder.resolve("content"), "old");
        Path names = Files.writeString(folder.resolve("in.txt"), content + "\n");
        try (InputLines lines = InputLines.open("in.txt", names, byte[].class, true)) {
            Files.writeString(content, "new");
            assertThat(lines.inputs()).containsExactly("new".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(names, "\n" + folder.resolve("none"));
        assertThatThrownBy(() -> InputLines.open("in.txt", names, byte[].class, true))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("line 1: \"\" cannot be made");
    }

    @Test
    void saysWhichOfTheFirstLinesIsBad() {
        assertThatThrownBy(() -> open("1\n2\nthree\n", long.class))
                .isInstanceOf(RefusedException.class)
                .hasMessage("--inputs in.txt, line 3: \"three\" cannot be made an argument of type long: "
                        + "java.lang.NumberFormatException: For input string: \"three\"");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> open("", String.class))
                .hasMessage("--inputs in.txt is empty: give one input per line");
    }

    @Test
    void refusesWhatIsNoText() throws Exception {
        Path file = Files.write(folder.resolve("in.txt"), new byte[] {'a', '\n', (byte) 0xFF, '\n'});

        assertThatThrownBy(() -> InputLines.open("in.txt", file, String.class, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is no text in UTF-8");
    }

    private InputLines open(String text, Class<?> type) throws Exception {
        Path file = Files.writeString(folder.resolve("in.txt"), text);
        return InputLines.open("in.txt", file, type, false);
    }
}
