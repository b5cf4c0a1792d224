package dev.cloister;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
    private static Progress now(long total, long done, long failed, double perSecond, @Nullable Duration left) {
        return new Progress(total, done, failed, 0, perSecond, Duration.ofSeconds(75), left, false);
    }

    @Test
    void allOfIt() {
        assertThat(ProgressLine.text("pages", now(2000, 890, 10, 12.4, Duration.ofSeconds(3725)), 99))
                .isEqualTo(
                        "pages   45 % [=============>               ] 900/2,000  12/s  10 failed  1:15 elapsed  1:02:05 left");
    }

    @Test
    void anUnknownTotalHasNoShareAndNoTimeLeft() {
        assertThat(ProgressLine.text("", now(-1, 1234, 0, 0.52, null), 79)).isEqualTo("1,234  0.5/s  1:15 elapsed");
    }

    @Test
    void noRateBeforeTheFirstHasEnded() {
        assertThat(ProgressLine.text("", now(7, 0, 0, 0, null), 40))
                .isEqualTo("  0 % [>             ] 0/7  1:15 elapsed");
    }

    @Test
    void theLastOne() {
        Progress last = new Progress(8, 5, 1, 2, 0.05, Duration.ofHours(50), null, true);
        assertThat(ProgressLine.text("job", last, 79))
                .isEqualTo("job  100 % [====================] 8/8  0.050/s  1 failed  2 cancelled  2 d 02 h");
    }

    @Test
    void aLongLabelGivesWay() {
        Progress now = now(10, 5, 0, 1, Duration.ofSeconds(5));
        assertThat(ProgressLine.text("a very long label that says much", now, 60))
                .isEqualTo("a very long lab~   50 % 5/10  1.0/s  1:15 elapsed  0:05 left")
                .hasSize(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 19, 20, 39, 40, 79, 80, 200})
    void neverLongerThanTheTerminalIsWide(int width) {
        for (String label : new String[] {"", "x", "twenty characters it", "x".repeat(300)}) {
            for (Progress now : new Progress[] {
                now(Long.MAX_VALUE, Long.MAX_VALUE / 3, 12_345, 1e12, Duration.ofDays(300)),
                now(-1, 0, 0, 0, null),
                now(0, 0, 0, 0, Duration.ZERO),
                now(3, 7, 0, 1, Duration.ZERO)
            }) {
                assertThat(ProgressLine.text(label, now, width)).hasSizeLessThanOrEqualTo(width);
            }
        }
    }

    @Test
    void aLabelCannotCommandTheTerminal() {
        assertThat(ProgressLine.text("a\u001b[2Jb\nc\u009bd", now(1, 1, 0, 1, null), 79))
                .startsWith("a [2Jb c d  100 %");
    }

    @Test
    void sharesAndSums() {
        assertThat(new Progress(10, 1, 2, 3, 0, Duration.ZERO, null, false).ended())
                .isEqualTo(6);
        assertThat(now(10, 4, 1, 0, null).share()).isEqualTo(0.5);
        assertThat(now(-1, 4, 1, 0, null).share()).isNaN();
        assertThat(now(0, 0, 0, 0, null).share()).isEqualTo(1);
        assertThat(now(3, 7, 0, 0, null).share()).isEqualTo(1);
    }
}
