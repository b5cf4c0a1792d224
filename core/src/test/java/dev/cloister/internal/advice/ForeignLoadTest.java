package dev.cloister.internal.advice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The system's figures as texts. */
class ForeignLoadTest {
    @Test
    void theSystemsFiguresAreRead() {
        assertThat(ForeignLoad.busyTicks("cpu  100 20 30 4000 50 6 7 8 9 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n"))
                .isEqualTo(171);
        assertThat(ForeignLoad.busyTicks("")).isNaN();
        assertThat(ForeignLoad.ticksOf("12 (a (b) c) S 1 1 1 0 -1 4194560 1 0 0 0 17 25 0 0 20 0"))
                .isEqualTo(42);
        assertThat(ForeignLoad.ticksOf("")).isNaN();
    }
}
