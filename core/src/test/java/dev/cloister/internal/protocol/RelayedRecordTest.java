package dev.cloister.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayedRecordTest {
    private static final int ROUNDS = 10_000;

    private static String line(RelayedRecord record) {
        String line = new String(record.encode(), StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n");
        assertThat(line.chars().filter(c -> c == '\n' || c == '\r' || c == TaggedOutput.MARK))
                .hasSize(1);
        return line.substring(0, line.length() - 1);
    }

    @Test
    void everyTextComesBackAsItWas() throws IOException {
        String odd = "a\tb\\t\\\\n\n\r\n\u0001E\u0001L \u20ac\ud83d\ude00\\0";
        RelayedRecord record = new RelayedRecord(900, 1, 17, odd, odd, odd, odd, odd);
        assertThat(RelayedRecord.decode(line(record))).isEqualTo(record);
        RelayedRecord empty = new RelayedRecord(Integer.MIN_VALUE, -1, 0, "", "", null, null, null);
        assertThat(RelayedRecord.decode(line(empty))).isEqualTo(empty);
    }

    @Test
    void longTextsAreCutAndTheLineStaysWithinItsLimit() throws IOException {
        String huge = "\u20ac".repeat(RelayedRecord.MAX_TEXT_CHARS + 1);
        RelayedRecord record = new RelayedRecord(900, 1, 17, "t", "l", "s", huge, huge);
        assertThat(record.encode()).hasSizeLessThan(RelayedRecord.MAX_LINE_BYTES);
        assertThat(RelayedRecord.decode(line(record)).message()).endsWith(" ... (65537 characters)");
    }

    @Test
    void garbageIsRefusedOrRead() {
        assertThatThrownBy(() -> RelayedRecord.decode("")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RelayedRecord.decode("x\t1\t1\t\t\t\t\t")).hasMessageContaining("number");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "\t\\01tnrmx9-";
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(RelayedRecord.decode(line.toString()))
                        .as("seed %d", seed)
                        .isNotNull();
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed %d", seed).contains("log record");
            }
        }
    }
}
