package dev.cloister.internal.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @ParameterizedTest
    @CsvSource({",80", "120,120", "' 40 ',40", "3,20", "0,20", "-5,20", "99999,500", "wide,80", "'',80"})
    void theWidthIsWhatTheEnvironmentSaysWithinReason(@Nullable String text, int columns) {
        assertThat(Terminal.columns(text)).isEqualTo(columns);
    }
}
