package dev.cloister.cli.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.CommandTest;
import dev.cloister.cli.bench.InterpreterFinder;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.bench.PythonInterpreter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class IpcCommandTest extends CommandTest {
    private static final Measure TIME = measure("a time", true, Goal.ratio(2), (bed, count) -> Reading.of(5, 1, 1));
    private static final Measure RATE = measure("a rate", false, Goal.ratio(25), (bed, count) -> Reading.of(5, 1, 1));

    IpcCommandTest() {
        super("bench", "ipc");
    }

    private static Measure measure(String title, boolean lessIsBetter, Goal goal, Measure.Meter meter) {
        return new Measure("id", title, "ns", lessIsBetter, goal, 1, 1, false, meter);
    }

    @Test
    void helps() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--quick", "--python", "--json", "--measure", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "--json DIR; is a folder; name a file",
                "--json DIR/none/a.json; the folder DIR/none does not exist; make it first",
                "--python DIR/none; --python: DIR/none does not exist",
                "--python python3 --no-python; exclude each other",
                "--measure teleport; --measure teleport: no measure has this text in its name; they are: ",
                "--fast; Unknown option: '--fast'",
                "extra; Unmatched argument"
            })
    void refusesBadInput(String arguments, String message) {
        assertRefuses("cloister bench ipc", arguments, message);
    }

    @Test
    void aGoalIsMetOrMissedOrOpen() {
        assertThat(Goal.ratio(25).judge(1, 25)).isEqualTo(Goal.Verdict.MET);
        assertThat(Goal.ratio(25).judge(100, 24.9)).isEqualTo(Goal.Verdict.MISSED);
        assertThat(Goal.ratio(25).judge(100, Double.NaN)).isEqualTo(Goal.Verdict.OPEN);
        assertThat(Goal.atMost(150).judge(150, 0.1)).isEqualTo(Goal.Verdict.MET);
        assertThat(Goal.atMost(150).judge(151, 9)).isEqualTo(Goal.Verdict.MISSED);
        assertThat(Goal.atLeast(0.9).judge(0.9, Double.NaN)).isEqualTo(Goal.Verdict.MET);
        assertThat(Goal.atLeast(0.9).judge(0.89, 9)).isEqualTo(Goal.Verdict.MISSED);
        assertThat(Goal.atLeast(0.9).judge(Double.NaN, 9)).isEqualTo(Goal.Verdict.OPEN);
        assertThat(Goal.right().judge(1, 1)).isEqualTo(Goal.Verdict.OPEN);
        assertThat(Goal.ratio(25).text("ns")).isEqualTo(">= 25x");
        assertThat(Goal.atMost(150).text("ns")).isEqualTo("<= 150 ns");
        assertThat(Goal.atLeast(0.9).text("x")).isEqualTo(">= 0.9");
    }

    @Test
    void aRatioSaysHowManyTimesAsGood() {
        assertThat(TIME.ratio(5, 20)).isEqualTo(4);
        assertThat(RATE.ratio(20, 5)).isEqualTo(4);
        assertThat(RATE.ratio(20, Double.NaN)).isNaN();
    }

    @Test
    void figuresSuitPeople() {
        assertThat(IpcReport.figure(4_711_234.5)).isEqualTo("4,711,235");
        assertThat(IpcReport.figure(15.85)).isEqualTo("15.9");
        assertThat(IpcReport.figure(0.953)).isEqualTo("0.95");
        assertThat(IpcReport.figure(0.0213)).isEqualTo("0.0213");
        assertThat(IpcReport.figure(Double.NaN)).isEqualTo("-");
    }

    @Test
    void reportsWhatIsMissedAndWhatIsWrong() throws Exception {
        IpcReport report = new IpcReport(List.of(
                new IpcRow(TIME, 10, 20, 5, List.of(), null),
                new IpcRow(RATE, 10, 20, 5, List.of(), null),
                new IpcRow(RATE, 10, Double.NaN, 5, List.of(), "no CPython"),
                new IpcRow(TIME, 10, 20, 5, List.of("999999 instead of 1000000"), null)));

        report.print(new PrintWriter(out, true));
        Path file = folder.resolve("ipc.json");
        report.write(file, new MachineInfo(2, "because", "a processor", "25", "Linux", 0.5, 0.1), "cpython 3.13", true);

        assertThat(report.right()).isFalse();
        assertThat(out.toString())
                .containsPattern("a time +ns +10.0 +20.0 +2.00x +>= 2x +met")
                .containsPattern("a rate +ns +10.0 +20.0 +0.50x +>= 25x +MISSED")
                .containsPattern("a rate +ns +10.0 +- +- +>= 25x\n")
                .contains("Not compared: a rate: no CPython")
                .contains("WRONG: a time: 999999 instead of 1000000");
        JsonNode json = JsonMapper.builder().build().readTree(file);
        JsonNode rows = json.get("rows");
        assertThat(rows.at("/0/measure").asString()).isEqualTo("a time");
        assertThat(rows.at("/0/unit").asString()).isEqualTo("ns");
        assertThat(rows.at("/0/cloister").doubleValue()).isEqualTo(10);
        assertThat(rows.at("/0/cpython").doubleValue()).isEqualTo(20);
        assertThat(rows.at("/0/ratio").doubleValue()).isEqualTo(2);
        assertThat(rows.at("/0/goal").asString()).isEqualTo(">= 2x");
        assertThat(rows.at("/0/verdict").asString()).isEqualTo("MET");
        assertThat(rows.at("/2/cpython").isNull()).isTrue();
        assertThat(rows.at("/2/note").asString()).isEqualTo("no CPython");
        assertThat(rows.at("/3/right").booleanValue()).isFalse();
    }

    @Test
    void aMissedGoalIsNoFailure() {
        assertThat(new IpcReport(List.of(new IpcRow(RATE, 1, 20, 5, List.of(), null))).right())
                .isTrue();
    }

    @Test
    void aFailureHereIsWrongAndTheRestRuns() throws Exception {
        Measure broken = measure("broken", true, Goal.right(), (bed, count) -> {
            throw new IllegalStateException("no queue today");
        });
        Measure inexact = measure("inexact", true, Goal.right(), (bed, count) -> Reading.of(1, 1_000_000, 999_999));

        List<IpcRow> rows = runAll(null, broken, inexact, TIME).rows();

        assertThat(rows.get(0).right()).isFalse();
        assertThat(rows.get(0).wrong()).singleElement().asString().contains("no queue today");
        assertThat(rows.get(0).cloister()).isNaN();
        assertThat(rows.get(1).right()).isFalse();
        assertThat(rows.get(1).wrong()).contains("999999 instead of 1000000");
        assertThat(rows.get(2).right()).isTrue();
        assertThat(rows.get(2).cloister()).isEqualTo(5);
        assertThat(rows.get(2).note()).isEqualTo("none here");
    }

    @Test
    void aCPythonThatFailsIsANote() throws Exception {
        Path script = Files.createFile(
                folder.resolve("fake.sh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(script, "#!/bin/sh\nread line; echo '{\"error\": \"OSError: no semaphores\"}'; read line\n");
        PythonInterpreter fake =
                new PythonInterpreter(script, script.toString(), "CPython", "3.99.0", false, true, false);

        IpcRow row = runAll(new PythonSide(fake, folder), TIME).rows().getFirst();

        assertThat(row.right()).isTrue();
        assertThat(row.cloister()).isEqualTo(5);
        assertThat(row.cpython()).isNaN();
        assertThat(row.note()).isEqualTo("OSError: no semaphores");
    }

    private IpcReport runAll(PythonSide python, Measure... measures) throws InterruptedException {
        try (Bed bed = new Bed();
                python;
                Progress progress = Progress.of(measures.length)) {
            return new IpcRun(bed, python, "none here", 2, progress).run(List.of(measures));
        }
    }

    /** Each measure has its other half. */
    @Test
    void theScriptKnowsEveryMeasure() throws Exception {
        Set<String> ids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        try (var script = IpcCommand.class.getResourceAsStream("ipc.py")) {
            assertThat(script).isNotNull();
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            for (Measure measure : Measures.all()) {
                assertThat(text).contains("\"" + measure.id() + "\": ");
                assertThat(ids.add(measure.id())).as(measure.id()).isTrue();
                assertThat(titles.add(measure.title())).as(measure.title()).isTrue();
            }
        }
    }

    /** Every measure, beside the CPython of this machine if it has one. */
    @Test
    @Tag("process")
    @Tag("python")
    void everyCountIsExact() throws Exception {
        Path file = folder.resolve("ipc.json");

        int code = run("--quick", "--json", file.toString());

        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString()).contains("Every count was exact.");
        boolean python = !new InterpreterFinder().all().isEmpty();
        JsonNode rows = JsonMapper.builder().build().readTree(file).get("rows");
        assertThat(rows.size()).isEqualTo(Measures.all().size());
        for (JsonNode row : rows) {
            assertThat(row.get("right").booleanValue()).as(row.toString()).isTrue();
            assertThat(row.get("cloister").doubleValue()).as(row.toString()).isPositive();
            assertThat(row.get("cpython").isNumber()).as(row.toString()).isEqualTo(python);
        }
    }

    @Test
    @Tag("process")
    void runsWithoutCPython() {
        assertThat(run("--quick", "--no-python", "--measure", "lock and unlock"))
                .as(out + "\n" + err)
                .isZero();
        assertThat(out.toString()).contains("Not compared: lock and unlock", "CPython: not run: --no-python");
    }
}
