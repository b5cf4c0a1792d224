package dev.cloister.internal.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.ExitHooks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an exit waits, as text and as a duration. */
class ExitGraceTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0s, 0", "500ms, 500", "' 5s ', 5000", "2m, 120000", "999999999m, 86400000"})
    void aTimeIsANumberAndAUnit(String text, long millis) {
        assertThat(Duration.ofNanos(ExitGrace.parse(text))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "5h", "1.5s", "9999999999s", "PT5S", "many"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ExitGrace.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev.cloister.exitGrace")
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void badArgumentsOfExitHooksAreRefused() {
        assertThatThrownBy(() -> ExitHooks.setGrace(Duration.ofMillis(-1))).hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> ExitHooks.setGrace(Duration.ofDays(2))).hasMessageContaining("one day: PT48H");
        assertThatThrownBy(() -> ExitHooks.register(1001, () -> {})).hasMessageContaining("-1000 to 1000: 1001");
        assertThatThrownBy(() -> ExitHooks.register(Integer.MIN_VALUE, () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ExitHooks.isExiting()).isFalse();
        Duration before = ExitHooks.grace();
        try {
            ExitHooks.setGrace(Duration.ofDays(1));
            assertThat(ExitHooks.grace()).isEqualTo(Duration.ofDays(1));
        } finally {
            ExitHooks.setGrace(before);
        }
    }
}
