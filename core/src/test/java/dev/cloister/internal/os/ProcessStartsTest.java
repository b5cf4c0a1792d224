package dev.cloister.internal.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When processes began, and what that tells of a number. */
class ProcessStartsTest {
    private final long pid = ProcessHandle.current().pid();
    private final long start = ProcessStarts.of(ProcessHandle.current());

    @Test
    void aProcessLivesThatBeganThen() {
        assertThat(start).isBetween(1L, System.currentTimeMillis());
        assertThat(ProcessStarts.isAlive(pid, start)).isTrue();
        assertThat(ProcessStarts.isAlive(pid, ProcessStarts.UNKNOWN)).isTrue();
    }

    @Test
    void aSecondIsTheClocks() {
        assertThat(ProcessStarts.isAlive(pid, start + 1_000)).isTrue();
        assertThat(ProcessStarts.isAlive(pid, start - 1_000)).isTrue();
    }

    @Test
    void anotherHasTheNumberNow() {
        assertThat(ProcessStarts.isAlive(pid, start - Duration.ofHours(1).toMillis()))
                .isFalse();
        assertThat(ProcessStarts.isAlive(Long.MAX_VALUE, start)).isFalse();
    }
}
