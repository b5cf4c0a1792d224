package dev.cloister.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.CommandTest;
import dev.cloister.cli.bench.InterpreterFinder;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.faults.FaultResult.Runner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FaultsCommandTest extends CommandTest {
    private static final Observation GOOD = new Observation("WorkerCrashedException", 9, true, 0.5, List.of());
    private static final FaultRow ROW =
            new FaultRow("x1", "a fault for tests", FaultRow.Group.TASK, 2, false, null, place -> GOOD);

    FaultsCommandTest() {
        super("bench", "faults");
    }

    @Test
    void helps() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--row", "--quick", "--json", "--python", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--row no-such-fault; --row no-such-fault: no row has this id or text",
                "--json DIR; is a folder; name a file",
                "--json DIR/none/a.json; the folder DIR/none does not exist; make it first",
                "--python DIR/none; --python: DIR/none does not exist",
                "--python python3 --no-python; exclude each other",
                "--fast; Unknown option: '--fast'",
                "extra; Unmatched argument"
            })
    void refusesBadInput(String arguments, String message) {
        assertRefuses("cloister bench faults", arguments, message);
    }

    @Test
    void rowsAreThose21AndThe30OfThePool() {
        List<FaultRow> rows = FaultRows.all();
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> assertThat(ids.add(row.id())).as(row.id()).isTrue());
        for (int i = 1; i <= 21; i++) {
            assertThat(ids).contains("t" + i);
        }
        for (int i = 1; i <= 35; i++) {
            boolean concernsPools = !Set.of(14, 16, 19, 25, 26).contains(i);
            assertThat(ids.contains("p" + i)).as("p" + i).isEqualTo(concernsPools);
        }
        assertThat(rows).hasSize(51);
        assertThat(rows.stream().filter(FaultRow::quick)).hasSizeBetween(8, 14);
    }

    @Test
    void matchesIdsAndTexts() {
        assertThat(ROW.matches("x1")).isTrue();
        assertThat(ROW.matches("X1")).isTrue();
        assertThat(ROW.matches("FAULT")).isTrue();
        assertThat(ROW.matches("a*tests")).isTrue();
        assertThat(ROW.matches("tests*a fault")).isFalse();
        assertThat(ROW.matches("x")).isFalse();
    }

    /** Each single thing that is not as it must be makes a row unclean. */
    @Test
    void judgesStrictly() {
        assertThat(judge(GOOD, 0).clean()).isTrue();
        assertThat(judge(GOOD.with(List.of("expected another error")), 0).complaints())
                .containsExactly("expected another error");
        assertThat(judge(new Observation("E", 8, true, 0.5, List.of()), 0).complaints())
                .containsExactly("only 8 of 9 innocent tasks gave their result");
        assertThat(judge(new Observation("E", 9, false, 0.5, List.of()), 0).clean())
                .isFalse();
        assertThat(judge(new Observation("E", 9, true, 2.1, List.of()), 0).complaints())
                .containsExactly("the verdict took 2.10 s, allowed are 2.0 s");
        assertThat(judge(new Observation("E", 9, true, Double.NaN, List.of()), 0)
                        .clean())
                .isFalse();
        assertThat(judge(GOOD, 1).complaints()).containsExactly("1 processes were left");
        assertThat(FaultResult.judge(ROW, Runner.CLOISTER, GOOD, 0, List.of("left-behind"))
                        .clean())
                .isFalse();
    }

    private static FaultResult judge(Observation seen, int orphans) {
        return FaultResult.judge(ROW, Runner.CLOISTER, seen, orphans, List.of());
    }

    @Test
    void reportsAnUncleanRow() throws Exception {
        FaultResult unclean = judge(new Observation("HANGS", 7, false, 12, List.of("it hangs")), 2);
        FaultResult peer = FaultResult.judge(ROW, Runner.POOL, GOOD, 0, List.of());
        FaultResult none = FaultResult.skipped(ROW, Runner.EXECUTOR, "nothing to compare");
        FaultReport report = new FaultReport(List.of(unclean, peer, none));

        report.print(new PrintWriter(out, true));
        Path file = folder.resolve("faults.json");
        report.write(file, new MachineInfo(2, "because", "a processor", "25", "Linux", 0.5, 0.1), "cpython 3.13.0");

        assertThat(report.clean()).isFalse();
        assertThat(out.toString())
                .contains("HANGS", "7/9", "BROKEN", "12.00", "NO", "| yes", "| n/a")
                .contains("clean: cloister 0/1, multiprocessing.Pool 1/1")
                .contains("NOT CLEAN: x1 a fault for tests: it hangs");
        JsonNode json = JsonMapper.builder().build().readTree(file);
        assertThat(json.at("/machine/cpus").intValue()).isEqualTo(2);
        JsonNode row = json.at("/rows/0");
        assertThat(row.get("fault").asString()).isEqualTo("a fault for tests");
        assertThat(row.get("runner").asString()).isEqualTo("cloister");
        assertThat(row.get("bad").asString()).isEqualTo("HANGS");
        assertThat(row.get("innocentsOk").intValue()).isEqualTo(7);
        assertThat(row.get("usableAfter").booleanValue()).isFalse();
        assertThat(row.get("orphans").intValue()).isEqualTo(2);
        assertThat(row.get("seconds").doubleValue()).isEqualTo(12);
        assertThat(row.get("clean").booleanValue()).isFalse();
        assertThat(json.get("rows").size()).isEqualTo(2);
        assertThat(json.at("/notes/0/note").asString()).isEqualTo("nothing to compare");
    }

    @Test
    void reportsACleanRow() {
        FaultReport report = new FaultReport(List.of(judge(GOOD, 0)));

        report.print(new PrintWriter(out, true));

        assertThat(report.clean()).isTrue();
        assertThat(out.toString()).contains("clean: cloister 1/1").doesNotContain("NOT CLEAN", "| Pool");
    }

    @Test
    @Tag("process")
    void realRows() throws IOException {
        Path file = folder.resolve("faults.json");

        int code = run("--no-python", "--row", "t15", "--row", "p17", "--row", "p35", "--json", file.toString());

        assertThat(code).as(out + "\n" + err).isZero();
        JsonNode rows = JsonMapper.builder().build().readTree(file).get("rows");
        assertThat(rows.size()).isEqualTo(3);
        for (JsonNode row : rows) {
            assertThat(row.get("clean").booleanValue()).as(row.toString()).isTrue();
            assertThat(row.get("innocentsOk").intValue()).isEqualTo(9);
            assertThat(row.get("usableAfter").booleanValue()).isTrue();
            assertThat(row.get("orphans").intValue()).isZero();
        }
        assertThat(out.toString()).contains("Every row of Cloister's is clean.");
    }

    @Test
    @Tag("process")
    @Tag("python")
    void realRowBesideCPython() throws Exception {
        int code = run("--row", "t15");

        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString()).contains("cloister 1/1");
        if (!new InterpreterFinder().all().isEmpty()) {
            assertThat(out.toString())
                    .contains("multiprocessing.Pool 0/1, ProcessPoolExecutor 0/1", "BrokenProcessPool");
        }
    }

    @Test
    void theScriptIsThere() throws Exception {
        try (var script = FaultsCommand.class.getResourceAsStream("faults.py")) {
            assertThat(script).isNotNull();
            String text = new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (FaultRow row : FaultRows.all()) {
                if (row.peer() != null && !row.peer().startsWith("broken")) {
                    assertThat(text).contains("\"" + row.peer() + "\"");
                }
            }
        }
        assertThat(Files.list(folder)).isEmpty();
    }
}
