package dev.cloister.internal.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Estimate;
import dev.cloister.advice.Risk;
import dev.cloister.advice.Step;
import dev.cloister.advice.WorkProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tree as what it is: a function of figures. */
class DecisionTreeTest {
    private static final double MS = 1e6;

    /** A profile that the tests change in one place each. */
    private record Figure(
            long inputs, double wall, double cpu, double threads, double processes, double argumentNanos, double load) {
        static Figure of(double wall, double cpuShare) {
            return new Figure(100, wall, wall * cpuShare, 2, 2, 2_000, 0);
        }

        Figure inputs(long count) {
            return new Figure(count, wall, cpu, threads, processes, argumentNanos, load);
        }

        Figure scaling(double onThreads, double onProcesses) {
            return new Figure(inputs, wall, cpu, onThreads, onProcesses, argumentNanos, load);
        }

        Figure arguments(double nanos) {
            return new Figure(inputs, wall, cpu, threads, processes, nanos, load);
        }

        Figure load(double processors) {
            return new Figure(inputs, wall, cpu, threads, processes, argumentNanos, processors);
        }

        WorkProfile profile() {
            return profile(null, null);
        }

        WorkProfile profile(String cannotTravel, String unclear, Risk... risks) {
            return new WorkProfile(
                    inputs,
                    9,
                    wall,
                    cpu,
                    100,
                    0,
                    threads,
                    processes,
                    100,
                    argumentNanos,
                    100,
                    1_000,
                    4,
                    load,
                    cannotTravel,
                    unclear,
                    List.of(risks));
        }
    }

    private static final AdviceOptions FOUR = AdviceOptions.defaults().withProcessors(4);

    private static Advice decide(Figure figure) {
        return DecisionTree.decide(figure.profile(), FOUR);
    }

    private static List<String> answers(Advice advice) {
        return advice.path().stream()
                .map(step -> step.id() + "=" + step.answer())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        // wall ms, cpu share, inputs, on 2 threads, on 2 processes, argument ms, choice
        "5,      1.0,  100,    2.0, 2.0, 0,   threads",
        "50,     1.0,  -1,     1.8, 2.0, 0,   threads",
        "50,     0.95, 100,    1.5, 1.9, 0,   threads",
        "5,      1.0,  100,    1.0, 2.0, 0,   processes",
        "5,      1.0,  100,    1.2, 2.0, 0,   processes",
        "5,      1.0,  100,    1.0, NaN, 0,   processes",
        "5,      1.0,  100,    NaN, NaN, 0,   threads",
        "5,      1.0,  100,    1.0, 1.0, 0,   serial",
        "5,      1.0,  100,    1.0, 2.0, 30,  serial",
        "5,      1.0,  100,    2.0, 2.0, 30,  threads",
        "5,      0.7,  100,    2.0, 2.0, 0,   threads",
        "100,    0.0,  40,     2.0, 2.0, 0,   threads",
        "100,    0.01, 1000,   2.0, 2.0, 0,   threads",
        "100,    0.01, 1001,   2.0, 2.0, 0,   virtual-threads",
        "100,    0.01, -1,     2.0, 2.0, 0,   virtual-threads",
        "100,    0.0,  40,     1.0, 2.0, 0,   processes",
        "0.003,  1.0,  100000, 2.0, 2.0, 0,   serial",
        "0.003,  1.0,  -1,     1.0, 2.0, 0,   serial",
        "0.02,   1.0,  100000, 2.0, 2.0, 0,   threads",
        "0.02,   1.0,  10,     2.0, 2.0, 0,   serial",
        "100,    1.0,  1,      2.0, 2.0, 0,   serial",
    })
    void figuresDecide(
            double wall, double share, long inputs, double threads, double processes, double argument, String choice) {
        Advice advice = decide(Figure.of(wall * MS, share)
                .inputs(inputs)
                .scaling(threads, processes)
                .arguments(argument * MS));
        assertThat(advice.choice()).as("%s", advice).isEqualTo(choice);
        assertThat(advice.backend()).isNotNull();
        assertThat(advice.reason()).isNotBlank();
    }

    @Test
    void backendsAreSizedForTheWork() {
        assertThat(decide(Figure.of(5 * MS, 1)).backend()).isEqualTo(Backend.threads(4));
        assertThat(decide(Figure.of(5 * MS, 1).inputs(3)).backend()).isEqualTo(Backend.threads(3));
        assertThat(decide(Figure.of(5 * MS, 0.6)).backend()).isEqualTo(Backend.threads(7));
        assertThat(decide(Figure.of(100 * MS, 0.01).inputs(40)).backend()).isEqualTo(Backend.threads(40));
        assertThat(decide(Figure.of(100 * MS, 0.01).inputs(5000)).backend()).isEqualTo(Backend.virtualThreads(5000));
        assertThat(decide(Figure.of(100 * MS, 0.01).inputs(-1)).backend()).isEqualTo(Backend.virtualThreads(10_000));
        assertThat(decide(Figure.of(5 * MS, 1).scaling(1, 2)).backend()).isEqualTo(Backend.processes(4));
    }

    @Test
    void thePathIsTheQuestionsThatWereAsked() {
        assertThat(answers(decide(Figure.of(5 * MS, 1))))
                .containsExactly("travels=yes", "isolated=no", "clear=yes", "tiny=no", "waits=no", "scales=yes");
        assertThat(answers(decide(Figure.of(5 * MS, 1).scaling(1, 2)))).endsWith("scales=no", "pays=yes");
        assertThat(answers(decide(Figure.of(5 * MS, 1).scaling(1, 2).arguments(30 * MS))))
                .endsWith("scales=no", "pays=no");
        assertThat(answers(decide(Figure.of(MS, 0).inputs(5000)))).containsSequence("waits=yes", "many=yes");
        assertThat(answers(decide(Figure.of(5 * MS, 0.7)))).contains("waits=in part");
        assertThat(answers(decide(Figure.of(100, 1)))).endsWith("tiny=yes");
    }

    @Test
    void tinyTasksAreNotParallelised() {
        Advice advice = decide(Figure.of(3_000, 1).inputs(100_000));
        assertThat(advice.reason()).startsWith("do not parallelise: tasks of 3 us");
        assertThat(advice.code()).contains("for (var input : inputs)");
        assertThat(advice.estimates())
                .filteredOn(e -> e.excluded() == null)
                .extracting(Estimate::choice)
                .containsExactly("serial");
    }

    @Test
    void whatMustBeKeptApartGoesToProcesses() {
        Risk exits = new Risk(Risk.Kind.EXITS, "com.acme.Ocr.extract calls System.exit");
        Advice exiting = DecisionTree.decide(Figure.of(5 * MS, 1).profile(null, null, exits), FOUR);
        assertThat(exiting.backend()).isEqualTo(Backend.processes(4));
        assertThat(exiting.reason()).contains("com.acme.Ocr.extract calls System.exit");
        Advice asked = DecisionTree.decide(Figure.of(5 * MS, 1).profile(), FOUR.withIsolation(true));
        assertThat(asked.backend()).isEqualTo(Backend.processes(4));
        assertThat(asked.estimates())
                .filteredOn(e -> e.choice().equals("threads"))
                .singleElement()
                .satisfies(e -> assertThat(e.excluded()).contains("isolation was asked for"));
        Advice waiting =
                DecisionTree.decide(Figure.of(100 * MS, 0.01).inputs(40).profile(), FOUR.withIsolation(true));
        assertThat(waiting.choice()).isEqualTo("processes-x-threads");
        assertThat(waiting.backend()).isEqualTo(Backend.processes(4, 10));
        Advice dead = DecisionTree.decide(
                new Figure(10, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
                        .profile(null, null, exits),
                FOUR);
        assertThat(dead.backend())
                .as("nothing was measured, and it is still clear")
                .isEqualTo(Backend.processes(4));
    }

    @Test
    void whatCannotTravelStays() {
        Advice stays = DecisionTree.decide(Figure.of(5 * MS, 1).profile("the task captures a Thread", null), FOUR);
        assertThat(stays.backend()).isEqualTo(Backend.threads(4));
        assertThat(stays.reason()).contains("the task captures a Thread");
        assertThat(stays.path().getFirst().answer()).isEqualTo("no");
        Advice locked = DecisionTree.decide(
                Figure.of(5 * MS, 1).scaling(1, Double.NaN).profile("the task captures a Thread", null), FOUR);
        assertThat(locked.choice()).isEqualTo("serial");
        Advice shared = DecisionTree.decide(Figure.of(5 * MS, 1).profile(), FOUR.withSharedState(true));
        assertThat(shared.backend()).isEqualTo(Backend.threads(4));
        Risk nativeCode = new Risk(Risk.Kind.NATIVE_CODE, "it is native");
        Advice nativeHere =
                DecisionTree.decide(Figure.of(5 * MS, 1).profile("the task captures a Thread", null, nativeCode), FOUR);
        assertThat(nativeHere.backend()).isEqualTo(Backend.threads(4));
    }

    @Test
    void whereTheFiguresAllowNoChoiceThereIsNone() {
        Advice conflict = DecisionTree.decide(
                Figure.of(5 * MS, 1).profile("the task captures a Thread", null), FOUR.withIsolation(true));
        assertThat(conflict.choice()).isEqualTo(Advice.CANNOT_TELL);
        assertThat(conflict.backend()).isNull();
        assertThat(conflict.reason()).contains("isolation was asked for").contains("captures a Thread");
        Advice unclear = DecisionTree.decide(Figure.of(5 * MS, 1).profile(null, "all tasks failed"), FOUR);
        assertThat(unclear.choice()).isEqualTo(Advice.CANNOT_TELL);
        assertThat(unclear.reason()).isEqualTo("all tasks failed");
        assertThat(unclear.path().getLast())
                .isEqualTo(new Step("clear", "Are the figures clear?", "no", "all tasks failed"));
        assertThat(decide(Figure.of(5 * MS, 1).scaling(1.5, 2).load(3)).choice())
                .isEqualTo(Advice.CANNOT_TELL);
        assertThat(decide(Figure.of(5 * MS, 1).scaling(1.0, 1.1).load(3)).choice())
                .isEqualTo(Advice.CANNOT_TELL);
    }

    @Test
    void aBusyMachineIsNoReasonByItself() {
        assertThat(decide(Figure.of(5 * MS, 1).scaling(2, 2).load(4)).choice()).isEqualTo("threads");
        assertThat(decide(Figure.of(5 * MS, 1).scaling(1.0, 2).load(4)).choice())
                .isEqualTo("processes");
        assertThat(decide(Figure.of(3_000, 1).scaling(1.5, 1).load(4)).choice()).isEqualTo("serial");
    }

    @Test
    void choiceAndEstimatesAgreeWhateverTheFigures() {
        List<Step> seen = new ArrayList<>();
        for (double wall : new double[] {1e3, 1e5, 1e7, 1e9}) {
            for (double share : new double[] {0, 0.3, 0.5, 0.8, 1}) {
                for (double threads : new double[] {0.5, 1, 1.4, 1.7, 2, Double.NaN}) {
                    for (double argument : new double[] {1e3, 1e6, 1e9}) {
                        Advice advice = decide(Figure.of(wall, share)
                                .scaling(threads, 2)
                                .arguments(argument)
                                .inputs(5000));
                        seen.addAll(advice.path());
                        assertThat(advice.estimates())
                                .filteredOn(estimate -> estimate.choice().equals(advice.choice()))
                                .singleElement()
                                .satisfies(estimate -> assertThat(estimate.excluded())
                                        .as("%s", advice)
                                        .isNull());
                        assertThat(Advice.ofJson(advice.toJson())).isEqualTo(advice);
                    }
                }
            }
        }
        assertThat(seen)
                .extracting(Step::id)
                .contains("travels", "isolated", "clear", "tiny", "waits", "many", "scales", "pays");
    }

    @Test
    void furtherCandidatesAreAskedToo() {
        Candidate cluster = new Candidate() {
            @Override
            public String text() {
                return "cluster";
            }

            @Override
            public boolean isApart() {
                return true;
            }

            @Override
            public double margin() {
                return 1.3;
            }

            @Override
            public double tasksPerSecond(Work work) {
                return 1e9;
            }

            @Override
            public Backend backend(Work work) {
                return Backend.processes(64);
            }
        };
        List<Candidate> all =
                Stream.concat(Candidates.ALL.stream(), Stream.of(cluster)).toList();
        Advice advice = DecisionTree.decide(Figure.of(5 * MS, 1).scaling(1, 2).profile(), FOUR, all);
        assertThat(advice.choice()).isEqualTo("cluster");
        assertThat(advice.estimates()).hasSize(6);
        assertThat(DecisionTree.decide(Figure.of(5 * MS, 1).profile("it cannot", null), FOUR, all)
                        .choice())
                .isEqualTo("threads");
    }

    @Test
    void theCodeCompiles(@TempDir Path directory) throws Exception {
        StringBuilder program = new StringBuilder("class Pasted {\n");
        List<Backend> backends = List.of(
                Backend.serial(),
                Backend.threads(4),
                Backend.virtualThreads(7),
                Backend.processes(2),
                Backend.processes(2, 3));
        for (Backend backend : backends) {
            program.append("void m")
                    .append(backends.indexOf(backend))
                    .append("(dev.cloister.RemoteFunction<Integer, String> task, java.util.List<Integer> inputs)"
                            + " throws Exception {\n")
                    .append(CodeText.of(backend))
                    .append("}\n");
        }
        Path file = directory.resolve("Pasted.java");
        Files.writeString(file, program.append("}\n"));
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-d",
                        directory.toString(),
                        "-cp",
                        Path.of("target", "classes").toString(),
                        "-proc:none",
                        file.toString());
        assertThat(status).as("%s", program).isZero();
    }

    @Test
    void figuresAreShort() {
        assertThat(Figures.time(3_000)).isEqualTo("3 us");
        assertThat(Figures.time(3_140)).isEqualTo("3.1 us");
        assertThat(Figures.time(999_700)).isEqualTo("1 ms");
        assertThat(Figures.time(12.4e9)).isEqualTo("12 s");
        assertThat(Figures.bytes(4 << 20)).isEqualTo("4 MiB");
        assertThat(Figures.rate(1234567)).isEqualTo("1,234,567");
        assertThat(Figures.time(Double.NaN)).isEqualTo("an unknown time");
    }

    @Test
    void whatIsNotKnownToComputeIsNotTakenToCompute() {
        Advice advice = decide(Figure.of(20 * MS, Double.NaN));
        assertThat(advice.choice()).isEqualTo(Advice.CANNOT_TELL);
        assertThat(advice.reason()).contains("how much of their time its tasks compute was not measured");
        assertThat(decide(Figure.of(0.001 * MS, Double.NaN)).choice()).isEqualTo("serial");
    }

    @Test
    void aReasonDoesNotTellOfWhatWasNotMeasured() {
        Advice advice = decide(Figure.of(20 * MS, 1).scaling(Double.NaN, Double.NaN));
        assertThat(advice.choice()).isEqualTo("threads");
        assertThat(advice.reason()).startsWith("it computes 100 % of its 20 ms: 4 threads");
    }
}
