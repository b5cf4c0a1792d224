package dev.cloister;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProgressRateTest {
    private static final Offset<Double> SMALL = within(1e-9);

    /** Not 0: times of nanoTime are arbitrary, and may pass the largest long. */
    private static final long BEGIN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);

    private final ProgressRate rate = new ProgressRate(BEGIN);

    private double at(double seconds, long ended) {
        return rate.perSecond(BEGIN + (long) (seconds * 1e9), ended);
    }

    @Test
    void nothingHasEnded() {
        assertThat(at(0, 0)).isZero();
        assertThat(at(60, 0)).isZero();
    }

    @Test
    void fewAreCountedFromTheBegin() {
        assertThat(at(2, 4)).isEqualTo(2, SMALL);
        assertThat(at(4, 4)).isEqualTo(1, SMALL);
        assertThat(at(100, 5)).isEqualTo(0.05, SMALL);
    }

    @Test
    void whatEndedLatelyCounts() {
        for (int tenth = 1; tenth <= 600; tenth++) { // a minute of 10 per second
            at(tenth / 10.0, tenth);
        }
        assertThat(at(60, 600)).isEqualTo(10, SMALL);
        double before = 10;
        for (int tenth = 1; tenth <= 100; tenth++) { // then 100 per second
            double now = at(60 + tenth / 10.0, 600 + 10L * tenth);
            assertThat(now).isBetween(before, 100.0);
            before = now;
        }
        assertThat(before).isBetween(90.0, 100.0);
        for (int tenth = 1; tenth <= 10; tenth++) {
            before = at(70 + tenth / 10.0, 1600 + 10L * tenth);
        }
        assertThat(before).isEqualTo(100, SMALL);
    }

    @Test
    void theWindowIsTenSecondsAndOneStepAtMost() {
        assertThat(at(1, 1_000_000)).isEqualTo(1e6, SMALL); // a burst, then nothing but one per second
        for (int half = 3; half <= 60; half++) {
            at(half / 2.0, 1_000_000 + half / 2);
        }
        assertThat(at(30, 1_000_030)).isBetween(0.9, 1.1);
    }

    @Test
    void askedRarelyItCountsSinceItWasAskedBefore() {
        at(100, 1000);
        assertThat(at(200, 3000)).isEqualTo(20, SMALL);
    }

    @Test
    void theRestAtThisRate() {
        assertThat(ProgressRate.timeLeft(-1, 5, 3)).isNull();
        assertThat(ProgressRate.timeLeft(10, 0, 0)).isNull();
        assertThat(ProgressRate.timeLeft(10, 4, 0.5)).isEqualTo(Duration.ofSeconds(12));
        assertThat(ProgressRate.timeLeft(10, 10, 0)).isZero();
        assertThat(ProgressRate.timeLeft(10, 12, 1)).isZero();
        assertThat(ProgressRate.timeLeft(Long.MAX_VALUE, 1, 1e-9)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }
}
