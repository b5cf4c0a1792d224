package dev.cloister.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.WorkerDeath;
import dev.cloister.WorkerDeath.Cause;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ExitDiagnosisTest {
    private static final String REPORT = "#\n# A fatal error has been detected\n#  SIGSEGV (0xb) at pc=0x7f, pid=1\n";

    @Test
    void aCrashReportNamesTheSignal() {
        WorkerDeath death = explain(134, null, null, null, true, REPORT, 0, "");
        assertThat(death.cause()).isEqualTo(Cause.CRASH);
        assertThat(death.signal()).isEqualTo("SIGSEGV");
    }

    @Test
    void anAbortOfALibraryIsACrashWithoutAReport() {
        WorkerDeath death = explain(134, null, null, null, true, "", 0, "");
        assertThat(death.cause()).isEqualTo(Cause.CRASH);
        assertThat(death.signal()).isEqualTo("SIGABRT");
    }

    @Test
    void aKillIsToldFromAnExitWithTheSameCode() {
        assertThat(explain(137, null, null, null, true, "", 0, "").cause()).isEqualTo(Cause.KILLED);
        WorkerDeath exit = explain(137, null, "System.exit was called", null, true, "", 0, "");
        assertThat(exit.cause()).isEqualTo(Cause.EXIT);
        assertThat(exit.signal()).isNull();
        assertThat(exit.detail()).contains("System.exit was called");
    }

    @Test
    void sigtermIsToldFromAnExitWithTheSameCode() {
        WorkerDeath term = explain(143, null, "", null, true, "", 0, "");
        assertThat(term.cause()).isEqualTo(Cause.KILLED);
        assertThat(term.signal()).isEqualTo("SIGTERM");
        assertThat(explain(143, null, "System.exit was called", null, true, "", 0, "")
                        .cause())
                .isEqualTo(Cause.EXIT);
    }

    @Test
    void exitCodesAreExitsAlsoZero() {
        for (int code : new int[] {0, 1, 3, 42, 127}) {
            assertThat(explain(code, null, null, null, true, "", 0, "").cause())
                    .as("code %d", code)
                    .isEqualTo(Cause.EXIT);
        }
    }

    @Test
    void theKernelsKillerIsSeenInItsCounter() {
        assertThat(explain(137, null, null, null, true, "", 1, "").cause()).isEqualTo(Cause.KERNEL_OUT_OF_MEMORY);
    }

    @Test
    void memoryIsTheCauseWhenTheJvmSaysSo() {
        assertThat(explain(3, null, null, null, true, "", 0, "Terminating due to java.lang.OutOfMemoryError: heap")
                        .cause())
                .isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(explain(3, null, null, null, true, "", 0, "").cause()).isEqualTo(Cause.EXIT);
        assertThat(explain(125, null, null, null, true, "", 0, "").cause()).isEqualTo(Cause.OUT_OF_MEMORY);
    }

    @Test
    void ourOwnKillIsKnown() {
        WorkerDeath death = explain(137, "task 3 was cancelled", null, null, true, "", 0, "");
        assertThat(death.cause()).isEqualTo(Cause.KILLED_BY_POOL);
        assertThat(death.detail()).contains("task 3");
    }

    @Test
    void whoNeverSaidHelloFailedToStart() {
        assertThat(explain(1, null, null, null, false, "", 0, "Unrecognized VM option")
                        .cause())
                .isEqualTo(Cause.FAILED_TO_START);
    }

    @Test
    void aBrokenChannelIsItsOwnCause() {
        assertThat(explain(137, "it broke the protocol", null, "not a frame", true, "", 0, "")
                        .cause())
                .isEqualTo(Cause.CHANNEL_LOST);
    }

    @Test
    void aJvmOrCppThatGotNoMemoryRanOutOfIt() {
        String words = "# There is insufficient memory for the Java Runtime Environment to continue.\n";
        assertThat(explain(1, null, null, null, true, words, 0, "").cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(explain(1, null, null, null, true, "", 0, words).cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(explain(137, null, null, null, true, "", 0, words).cause()).isEqualTo(Cause.KILLED);
        String cpp = "terminate called after throwing an instance of 'std::bad_alloc'";
        assertThat(explain(134, null, null, null, true, "", 0, cpp).cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(explain(1, null, "System.exit was called", null, true, "", 0, words)
                        .cause())
                .isEqualTo(Cause.EXIT);
    }

    @Test
    void aKillForItsMemoryIsNoKillByWhim() {
        WorkerDeath death = explain(137, "it held 600 MiB", false, true, 0, "cut off");
        assertThat(death.cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(death.detail()).contains("it held 600 MiB");
    }

    @Test
    void aCapIsNamedWhereItMayBeTheReason() {
        long cap = 300L << 20;
        assertThat(explain(134, null, true, false, cap, null).detail()).contains("300 MiB", "withMemoryCap");
        assertThat(explain(1, null, false, false, cap, null).detail()).contains("300 MiB");
        assertThat(explain(137, null, true, false, cap, null).detail()).isEmpty();
        assertThat(explain(134, null, true, false, 0, null).detail()).isEmpty();
    }

    private static WorkerDeath explain(
            int code,
            @Nullable String killReason,
            boolean hello,
            boolean overLimit,
            long cap,
            @Nullable String channelError) {
        return ExitDiagnosis.explain(new ExitEvidence(
                "worker-1",
                1,
                code,
                killReason,
                overLimit ? Cause.OUT_OF_MEMORY : Cause.KILLED_BY_POOL,
                null,
                channelError,
                hello || overLimit,
                "",
                0,
                cap,
                ""));
    }

    private static WorkerDeath explain(
            @Nullable Integer code,
            @Nullable String killReason,
            @Nullable String exitCaller,
            @Nullable String channelError,
            boolean hello,
            String report,
            long kernelKills,
            String tail) {
        return ExitDiagnosis.explain(new ExitEvidence(
                "worker-1",
                1,
                code,
                killReason,
                WorkerDeath.Cause.KILLED_BY_POOL,
                exitCaller,
                channelError,
                hello,
                report,
                kernelKills,
                0,
                tail));
    }
}
