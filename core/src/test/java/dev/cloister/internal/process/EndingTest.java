package dev.cloister.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.process.ExitInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** P05 and P24: what was done to a process counts only if it ended by that. */
class EndingTest {
    private static Ending ending(
            WorkerDeath.Cause death,
            @Nullable Integer code,
            Ending.Asked asked,
            Ending.Said said,
            @Nullable Throwable error) {
        WorkerDeath seen = new WorkerDeath("p", 7, death, code, null, "", "", "");
        byte[] body = error == null ? null : OutcomeCodec.encodeError(0, error, 1 << 20);
        return Ending.of(seen, asked, said, body, ClassLoader.getSystemClassLoader());
    }

    @ParameterizedTest
    @CsvSource({
        "EXIT, 0, NOTHING, RETURNED, RETURNED",
        "EXIT, 0, NOTHING, NOTHING, EXIT",
        "EXIT, 5, NOTHING, RETURNED, EXIT",
        "EXIT, 137, NOTHING, NOTHING, EXIT",
        "EXIT, 1, NOTHING, THREW, EXCEPTION",
        "EXIT, 3, NOTHING, THREW, EXIT",
        "KILLED_BY_POOL, 0, KILL, RETURNED, RETURNED",
        "KILLED_BY_POOL, 1, TERMINATE, THREW, EXCEPTION",
        "KILLED_BY_POOL, 4, TERMINATE, NOTHING, EXIT",
        "KILLED_BY_POOL, 137, KILL, NOTHING, KILLED",
        "KILLED_BY_POOL, 137, KILL, RETURNED, KILLED",
        "KILLED_BY_POOL, 137, TERMINATE, NOTHING, KILLED",
        "KILLED_BY_POOL, 143, TERMINATE, NOTHING, TERMINATED",
        "KILLED_BY_POOL, 137, TIME_LIMIT, NOTHING, TIME_LIMIT",
        "FAILED_TO_START, 137, KILL, NOTHING, KILLED",
        "FAILED_TO_START, 143, TERMINATE, NOTHING, TERMINATED",
        "FAILED_TO_START, 1, NOTHING, NOTHING, FAILED_TO_START",
        "FAILED_TO_START, 137, NOTHING, NOTHING, FAILED_TO_START",
        "KILLED, 137, NOTHING, NOTHING, SIGNAL",
        "KILLED, 143, NOTHING, RETURNED, SIGNAL",
        "CRASH, 134, NOTHING, NOTHING, CRASH",
        "CRASH, 134, TERMINATE, NOTHING, CRASH",
        "OUT_OF_MEMORY, 137, KILL, NOTHING, OUT_OF_MEMORY",
        "KERNEL_OUT_OF_MEMORY, 137, NOTHING, NOTHING, KERNEL_OUT_OF_MEMORY",
        "CHANNEL_LOST, 124, NOTHING, NOTHING, CHANNEL_LOST",
    })
    void p05_causes(WorkerDeath.Cause death, int code, Ending.Asked asked, Ending.Said said, ExitInfo.Cause expected) {
        assertThat(ending(death, code, asked, said, null).cause()).isEqualTo(expected);
    }

    @Test
    void p24_aTargetThatRanOutOfMemory() {
        Ending ending = ending(
                WorkerDeath.Cause.EXIT, 1, Ending.Asked.NOTHING, Ending.Said.THREW, new OutOfMemoryError("heap"));
        assertThat(ending.cause()).isEqualTo(ExitInfo.Cause.OUT_OF_MEMORY);
        assertThat(ending.decodeError()).isInstanceOf(OutOfMemoryError.class).hasMessage("heap");
    }

    @Test
    void p05_anUnknownCodeAfterAKillIsThatOfTheKill() {
        Ending ending = ending(WorkerDeath.Cause.KILLED_BY_POOL, null, Ending.Asked.KILL, Ending.Said.NOTHING, null);
        assertThat(ending.cause()).isEqualTo(ExitInfo.Cause.KILLED);
        assertThat(ending.decodeError()).isNull();
    }
}
