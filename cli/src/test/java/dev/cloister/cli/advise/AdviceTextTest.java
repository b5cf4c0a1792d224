package dev.cloister.cli.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;
import dev.cloister.advice.Estimate;
import dev.cloister.advice.Risk;
import dev.cloister.advice.Step;
import dev.cloister.advice.WorkProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTextTest {
    private static final double NONE = Double.NaN;

    @Test
    void showsTheChoiceTheFiguresThePathTheEstimatesAndTheCode() {
        WorkProfile profile = new WorkProfile(
                1200,
                12,
                2_140_000,
                2_100_000,
                1.5 * 1024 * 1024,
                0.002,
                1.94,
                1.9,
                26,
                1_230,
                8,
                900,
                2,
                0.05,
                null,
                null,
                List.of());
        Advice advice = new Advice(
                "threads",
                Backend.threads(2),
                "It computes, and two threads end 1.94 times as much as one.",
                profile,
                List.of(
                        new Step("travels", "Can it run in another process?", "yes", "an argument has 26 bytes"),
                        new Step("waits", "Does it wait?", "no", "98 % of its time it computes")),
                List.of(new Estimate("serial", 467, null), new Estimate("threads", 906.4, null)),
                "try (Pool pool = Pool.ofThreads(2)) {\n    pool.map(Ocr::extract, inputs);\n}");

        assertThat(AdviceText.of("com.acme.Ocr::extract", advice)).isEqualToNormalizingNewlines("""
                        com.acme.Ocr::extract, 1,200 inputs

                        Use threads.
                        It computes, and two threads end 1.94 times as much as one.

                        What was measured, in 12 runs of it
                          time of a task        2.1 ms, 98 % of it computing
                          allocates             1.5 MiB; the garbage collector takes less than 1 % of the time
                          two threads           1.94 times as many tasks per second as one
                          two processes         1.90 times as many tasks per second as one
                          argument              26 bytes; 1.2 us to serialize and read back
                          result                8 bytes; 900 ns to serialize and read back
                          processors            2, 0.05 of them kept busy by others

                        How it was decided
                          1. Can it run in another process? Yes: an argument has 26 bytes
                          2. Does it wait? No: 98 % of its time it computes

                        What each would do, in tasks per second
                          serial                        467
                        > threads                       906

                        Code
                          try (Pool pool = Pool.ofThreads(2)) {
                              pool.map(Ocr::extract, inputs);
                          }
                        """);
    }

    @Test
    void leavesOutWhatWasNotMeasuredAndSaysWhatIsOutAndWhy() {
        WorkProfile profile = new WorkProfile(
                -1,
                1,
                3e9,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                4,
                NONE,
                "its result (java.lang.Thread) is not serializable",
                "the machine was too busy",
                List.of(
                        new Risk(Risk.Kind.EXITS, "com.acme.Ocr.extract calls System.exit"),
                        new Risk(Risk.Kind.NATIVE_CODE, "com.acme.Ocr.scan is native")));
        Advice advice = new Advice(
                Advice.CANNOT_TELL,
                null,
                "nothing is known",
                profile,
                List.of(),
                List.of(
                        new Estimate("processes", NONE, "its result (java.lang.Thread) is not serializable"),
                        new Estimate("another", 2.5, null)),
                "");

        assertThat(AdviceText.of("a.B::c", advice)).isEqualToNormalizingNewlines("""
                        a.B::c

                        It cannot be told which backend suits.
                        Nothing is known.

                        What was measured, in 1 run of it
                          time of a task        3.0 s
                          processors            4
                          unclear               the machine was too busy
                          cannot travel         its result (java.lang.Thread) is not serializable
                          risks                 com.acme.Ocr.extract calls System.exit
                                                com.acme.Ocr.scan is native

                        How it was decided

                        What each would do, in tasks per second
                          processes                       -   out: it cannot travel
                          another                       2.5
                        """);
    }

    @Test
    void amountsHaveTheUnitThatSuitsThem() {
        assertThat(Amount.time(3.25)).isEqualTo("3.3 ns");
        assertThat(Amount.time(999.9)).isEqualTo("1.0 us");
        assertThat(Amount.time(12_345)).isEqualTo("12.3 us");
        assertThat(Amount.time(90e9)).isEqualTo("90.0 s");
        assertThat(Amount.bytes(0)).isEqualTo("0 bytes");
        assertThat(Amount.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Amount.bytes(3L << 40)).isEqualTo("3072 GiB");
        assertThat(Amount.rate(1_234_567)).isEqualTo("1,234,567");
        assertThat(Amount.rate(0.25)).isEqualTo("0.25");
        assertThat(Amount.count(1, "input")).isEqualTo("1 input");
    }
}
