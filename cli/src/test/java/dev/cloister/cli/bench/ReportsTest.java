package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;
import dev.cloister.advice.Estimate;
import dev.cloister.advice.Step;
import dev.cloister.advice.WorkProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportsTest {
    private static final MachineInfo MACHINE = new MachineInfo(2, "because", "model", "25", "system", 0.5, 0.01);

    @TempDir
    Path folder;

    private static Row row(String runtime, String mode, @Nullable Mode kind, double seconds, double speedup) {
        return new Row(
                "cpu", runtime, mode, kind, List.of(seconds, 2 * seconds, seconds / 2), speedup, true, null, null);
    }

    private static List<Row> rows() {
        return List.of(
                row("jvm", "serial", Mode.SERIAL, 2, 1),
                row("jvm", "processes (2)", Mode.PROCESSES, 1.25, 1.6),
                row("cpython 3.11.7", "serial", null, 8, 1),
                row("cpython 3.11.7", "multiprocessing.Pool", null, 5, 1.6),
                row("cpython 3.13.0", "ProcessPoolExecutor", null, 4, 1.5),
                Row.without("cpu", "cpython 3.13.0", "threads", null, "has no numpy"));
    }

    @Test
    void tableHasPeersRatiosAndNotes() {
        String table = new Comparison(2).of(new CpuWorkload(1000, 4), rows());

        assertThat(table.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "CPU: the sum of squares below 1,000, 4 times",
                        "runtime mode time speed-up per core fastest peer ratio runs result",
                        "jvm serial 2.00 s 1.00x 50% 8.00 s 3.11.7 4.00x 3 agrees",
                        "jvm processes (2) 1.25 s 1.60x 80% 4.00 s 3.13.0 Executor 3.20x 3 agrees",
                        "cpython 3.11.7 serial 8.00 s 1.00x 50% - - 3 agrees",
                        "cpython 3.11.7 multiprocessing.Pool 5.00 s 1.60x 80% - - 3 agrees",
                        "cpython 3.13.0 ProcessPoolExecutor 4.00 s 1.50x 75% - - 3 agrees",
                        "cpython 3.13.0 threads has no numpy");
    }

    private static Row automatic(@Nullable Backend backend) {
        double no = Double.NaN;
        var profile = new WorkProfile(4, 4, 1e6, 9e5, no, no, 1.9, no, no, no, no, no, 2, 0.5, null, null, List.of());
        var advice = new Advice(
                backend == null ? Advice.CANNOT_TELL : "threads",
                backend,
                "it computes",
                profile,
                List.of(new Step("waits", "Does it wait?", "no", "90 %")),
                List.of(new Estimate("threads", 100, null)),
                "Pool.ofThreads(2)");
        return new Row("cpu", "jvm", "automatic", Mode.AUTO, List.of(1.5), 1.33, true, advice, null);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void tableSaysWhatTheAutomaticModeChose(@Nullable Backend backend, String choice) {
        List<Row> rows = new ArrayList<>(rows());
        rows.add(2, automatic(backend));

        String table = new Comparison(2).of(new CpuWorkload(1000, 4), rows);

        assertThat(table.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains("jvm automatic 1.50 s 1.33x 67% 4.00 s 3.13.0 Executor 2.67x 1 agrees")
                .endsWith("automatic: chose " + choice + ", 1.20x the time of the best fixed mode, processes (2)");
    }

    static Stream<Arguments> choices() {
        return Stream.of(
                Arguments.of(Backend.serial(), "serial"),
                Arguments.of(Backend.threads(2), "threads (2)"),
                Arguments.of(Backend.virtualThreads(), "virtual threads"),
                Arguments.of(Backend.processes(3), "processes (3)"),
                Arguments.of(new Backend.Processes(3, 4), "processes x threads (3 x 4)"),
                Arguments.of(null, "nothing: it cannot tell"));
    }

    @Test
    void jsonHasTheAdviceOfEachWorkload() {
        Row row = automatic(Backend.threads(2));
        var report = new BenchReport(
                MACHINE, List.of(), List.of(rows().getFirst(), row), List.of(), List.of(), List.of(), List.of());

        JsonNode json = Json.MAPPER.valueToTree(JsonReport.content(report, BenchSettings.quick(1000)));

        assertThat(json.get("advice").size()).isEqualTo(1);
        assertThat(json.at("/advice/0/workload").asString()).isEqualTo("cpu");
        assertThat(json.at("/advice/0/path/0/id").asString()).isEqualTo("waits");
        assertThat(json.at("/advice/0/profile/threadScaling").doubleValue()).isEqualTo(1.9);
        assertThat(json.at("/advice/0/profile").has("gcShare")).isFalse();
        assertThat(Advice.ofJson(json.at("/advice/0").toString())).isEqualTo(row.advice());
        assertThat(json.at("/rows/1/kind").asString()).isEqualTo("AUTO");
        assertThat(json.at("/rows/1/chose").asString()).isEqualTo("threads (2)");
        assertThat(json.at("/rows/0").has("chose")).isFalse();
    }

    @Test
    void tableOfCostsHasAColumnPerRuntimeInAFixedOrder() {
        String table = new Comparison(2)
                .of(List.of(
                        new Cost(Cost.ROUND_TRIP, "us", "jvm", 45.25, null),
                        new Cost(Cost.THREAD, "us", "jvm", 120, null),
                        new Cost(Cost.THREAD, "us", "cpython 3.11.7", Double.NaN, "broke")));

        assertThat(table.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "Costs",
                        "cost jvm cpython 3.11.7",
                        "start a thread, us 120 - (cpython 3.11.7: broke)",
                        "round trip of a small task, us 45.3");
    }

    @Test
    void jsonHasMachineRowsCostsAndNotes() throws IOException {
        var costs = List.of(
                new Cost(Cost.THREAD, "us", "jvm", 120, null),
                new Cost(Cost.BYTES, "ms", "jvm", Double.NaN, "OutOfMemoryError"));
        Path file = folder.resolve("bench.json");

        var timeline = new Timeline(
                "cpu",
                "threads (2)",
                0.5,
                "monotonic",
                List.of("thread 1", "thread 2"),
                List.of(new Timeline.Stint(1, 0, 1500, true), new Timeline.Stint(0, 20, 1, false)));
        var report = new BenchReport(
                MACHINE,
                List.of(new CpuWorkload(1000, 4)),
                rows(),
                List.of(timeline),
                costs,
                List.of(new LoadCurve.Point(0.25014, 1.5, 0.75), new LoadCurve.Point(0.5, 2, Double.NaN)),
                List.of("busy"));

        JsonReport.write(file, JsonReport.content(report, BenchSettings.quick(1000)));

        JsonNode json = JsonMapper.builder().build().readTree(file);
        assertThat(json.at("/machine/cpus").intValue()).isEqualTo(2);
        assertThat(json.at("/machine/cpusReason").asString()).isEqualTo("because");
        assertThat(json.get("rows").size()).isEqualTo(5);
        assertThat(json.at("/rows/1").toString())
                .isEqualTo("{\"workload\":\"cpu\",\"runtime\":\"jvm\",\"mode\":\"processes (2)\","
                        + "\"kind\":\"PROCESSES\",\"seconds\":1.25,\"runs\":3,\"speedup\":1.6,\"agrees\":true,"
                        + "\"all\":[1.25,2.5,0.625]}");
        assertThat(json.at("/rows/2").has("kind")).isFalse();
        assertThat(json.get("workloads").toString())
                .isEqualTo("[{\"name\":\"cpu\",\"title\":\"CPU: the sum of squares below 1,000, 4 times\","
                        + "\"limit\":\"processors\",\"tasks\":4}]");
        assertThat(json.get("timelines").toString())
                .isEqualTo("[{\"workload\":\"cpu\",\"mode\":\"threads (2)\",\"seconds\":0.5,\"clock\":\"monotonic\","
                        + "\"lanes\":[\"thread 1\",\"thread 2\"],\"tasks\":[[1,0.0,1.5,1],[0,0.02,0.001,0]]}]");
        assertThat(json.get("load").toString()).isEqualTo("[[0.25,1.5,0.75],[0.5,2.0]]");
        assertThat(json.get("costs").toString())
                .isEqualTo("[{\"measure\":\"start a thread\",\"unit\":\"us\",\"runtime\":\"jvm\",\"value\":120.0}]");
        assertThat(json.at("/notes/0/note").asString()).isEqualTo("has no numpy");
        assertThat(json.at("/notes/1/note").asString()).isEqualTo("OutOfMemoryError");
        assertThat(json.get("notes").size()).isEqualTo(2);
    }

    @Test
    void wrongAnswersAndSilentModesOfTheJvmFail() {
        Row wrong = new Row("cpu", "cpython 3.11.7", "serial", null, List.of(1.0), 1, false, null, null);
        Row silent = Row.without("cpu", "jvm", "serial", Mode.SERIAL, "broke");
        Row missing = Row.without("cpu", "cpython", "all modes", null, "none found");

        assertThat(wrong.failed()).isTrue();
        assertThat(silent.failed()).isTrue();
        assertThat(missing.failed()).isFalse();
        assertThat(rows()).noneMatch(Row::failed);
    }

    @Test
    void warnsOfABusyMachine() {
        assertThat(MACHINE.warnings()).isEmpty();
        assertThat(new MachineInfo(2, "", "", "", "", 0.5, 0.6).warnings())
                .singleElement()
                .asString()
                .contains("60%");
        assertThat(new MachineInfo(2, "", "", "", "", 2.5, 0.0).warnings())
                .singleElement()
                .asString()
                .contains("2.50 on 2 processors");
        assertThat(new MachineInfo(2, "", "", "", "", Double.NaN, Double.NaN).warnings())
                .isEmpty();
    }

    @Test
    void readsProcessorTimes() {
        CpuTimes before = CpuTimes.parse("cpu  100 0 100 700 100 0 0 0 0 0").orElseThrow();
        CpuTimes after = CpuTimes.parse("cpu  150 0 120 800 110 0 0 20 0 0").orElseThrow();

        assertThat(after.busySince(before)).isEqualTo(0.45, within());
        assertThat(after.stolenSince(before)).isEqualTo(0.1, within());
        assertThat(after.othersSince(before, 40)).isEqualTo(0.25, within());
        assertThat(after.othersSince(before, 400)).isZero();
        assertThat(CpuTimes.parseOwn("7 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 100 20 3 4 20 0"))
                .isEqualTo(127);
        assertThat(after.busySince(after)).isZero();
        assertThat(CpuTimes.parse("intr 1 2 3")).isEqualTo(Optional.empty());
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-12);
    }

    @Test
    void figuresSuitPeople() {
        assertThat(Figures.time(0.0000421)).isEqualTo("42 us");
        assertThat(Figures.time(0.0421)).isEqualTo("42.1 ms");
        assertThat(Figures.time(4.21)).isEqualTo("4.21 s");
        assertThat(Figures.time(Double.NaN)).isEqualTo("-");
        assertThat(Figures.times(1.974)).isEqualTo("1.97x");
        assertThat(Figures.times(97.4)).isEqualTo("97x");
        assertThat(Figures.number(9)).isEqualTo("9");
        assertThat(Figures.number(7.25)).isEqualTo("7.3");
        assertThat(Figures.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Figures.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
    }
}
