package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.CommandTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest extends CommandTest {
    private static final double ROUNDING = 1e-6;

    @Test
    void helps() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("Usage: cloister", "bench");
        assertThat(run("bench", "--help")).isZero();
        assertThat(out.toString())
                .contains("--quick", "--size", "--images", "--python", "--json", "--report", "Exit codes:");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("JDK");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "--size 0; --size must be 1 or more: 0",
                "--size -5; --size must be 1 or more: -5",
                "--size many; 'many' is not an int",
                "--size 99999999999; '99999999999' is not an int",
                "--images DIR/none; --images: DIR/none does not exist",
                "--images DIR; DIR has no .npy files",
                "--python DIR/none; --python: DIR/none does not exist",
                "--python no-such-python; no-such-python does not exist on the PATH",
                "--python /bin/sh; is no Python 3",
                "--python python3 --no-python; exclude each other",
                "--json DIR/none/bench.json; the folder DIR/none does not exist; make it first",
                "--json DIR; --json DIR is a folder; name a file",
                "--report DIR/none/bench.html; --report DIR/none/bench.html: the folder DIR/none does not exist",
                "--report DIR; --report DIR is a folder; name a file",
                "--fast; Unknown option: '--fast'",
                "extra; Unmatched argument",
                "--json; Missing required parameter"
            })
    void refusesBadInput(String arguments, String message) {
        assertRefuses("cloister bench", "bench --quick " + arguments, message);
    }

    @Test
    void refusesBadImages() throws IOException {
        Files.writeString(folder.resolve("a.npy"), "no image");

        assertThat(run("bench", "--images", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("a.npy: not a .npy file");
    }

    @Test
    void refusesUnknownCommands() {
        assertThat(run("brew")).isEqualTo(2);
        assertThat(err.toString()).startsWith("cloister: Unmatched argument");
    }

    @Test
    @Tag("process")
    @Tag("slow")
    void quickRunWithoutPython() throws IOException {
        ImageFolder.make(folder, 2, 32);
        Path page = folder.resolve("bench.html");

        JsonNode json =
                runQuick("--no-python", "--images", folder.toString(), "--size", "1000", "--report", page.toString());

        assertThat(out.toString()).contains("not run: --no-python", "All results agree");
        assertModes(json, "jvm", 6, "rows");
        assertThat(json.get("rows").size()).isEqualTo(30);
        assertTimelines(json, 30);
        assertThat(Files.readString(page))
                .startsWithIgnoringCase("<!doctype html>")
                .contains("\"automatic\"", "\"lanes\"");
        assertThat(json.get("advice").size()).as(out.toString()).isEqualTo(5);
        assertThat(cost(json, Cost.CRASH_OF_THREADS)).isZero();
        assertThat(cost(json, Cost.CRASH_OF_PROCESSES)).isEqualTo(9);
        for (String measure : new String[] {
            Cost.THREAD,
            Cost.VIRTUAL_THREAD,
            Cost.COLD_WORKER,
            Cost.WARM_WORKER,
            Cost.IDLE_MEMORY,
            Cost.USED_MEMORY,
            Cost.ROUND_TRIP,
            Cost.BYTES,
            Cost.DOUBLES
        }) {
            assertThat(cost(json, measure)).as(measure).isPositive();
        }
    }

    @Test
    @Tag("process")
    @Tag("slow")
    @Tag("python")
    void quickRunWithWhateverPythonThereIs() throws Exception {
        var pythons = InterpreterFinder.choose(new InterpreterFinder().all(), 1);

        JsonNode json = runQuick();

        assertModes(json, "jvm", 6, "rows");
        for (PythonInterpreter python : pythons) {
            assertModes(json, python.runtime(), 4, "rows", "notes"); // left out, and said so, when the machine is slow
        }
        assertThat(pythons.isEmpty()).isEqualTo(out.toString().contains(Bench.NO_PYTHON));
    }

    private JsonNode runQuick(String... more) throws IOException {
        Path file = folder.resolve("bench.json");
        String[] arguments = new String[4 + more.length];
        System.arraycopy(new String[] {"bench", "--quick", "--json", file.toString()}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);

        int code = run(arguments);

        assertThat(code).as(out + "\n" + err).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(file);
        for (JsonNode row : json.get("rows")) {
            assertThat(row.get("agrees").booleanValue()).as(row.toString()).isTrue();
            assertThat(row.get("seconds").doubleValue()).as(row.toString()).isPositive();
            assertThat(row.get("runs").intValue()).as(row.toString()).isPositive();
        }
        return json;
    }

    /** Every mode has one, in which no task ends after the run and no lane does two things at a time. */
    private static void assertTimelines(JsonNode json, int modes) {
        assertThat(json.get("timelines").size())
                .as(json.get("notes").toString())
                .isEqualTo(modes);
        for (JsonNode timeline : json.get("timelines")) {
            double[] free = new double[timeline.get("lanes").size()];
            List<JsonNode> tasks =
                    new ArrayList<>(timeline.get("tasks").valueStream().toList());
            tasks.sort(Comparator.comparingDouble(task -> task.get(1).doubleValue()));
            assertThat(tasks).isNotEmpty();
            for (JsonNode task : tasks) {
                int lane = task.get(0).intValue();
                double start = task.get(1).doubleValue();
                assertThat(start).as(timeline.toString()).isGreaterThan(free[lane] - ROUNDING);
                free[lane] = start + task.get(2).doubleValue();
                assertThat(free[lane])
                        .isBetween(start, 1000 * timeline.get("seconds").doubleValue());
                assertThat(task.get(3).intValue()).isEqualTo(1);
            }
        }
    }

    /** At least so many modes of each workload in these arrays. */
    private static void assertModes(JsonNode json, String runtime, int atLeast, String... arrays) {
        for (String workload : new String[] {"cpu", "wait", "fetch", "images", "mixed"}) {
            Set<String> modes = new HashSet<>();
            for (String array : arrays) {
                for (JsonNode row : json.get(array)) {
                    if (row.get("workload").asString().equals(workload)
                            && row.get("runtime").asString().equals(runtime)) {
                        modes.add(row.get("mode").asString());
                    }
                }
            }
            assertThat(modes).as(workload + " " + runtime).hasSizeGreaterThanOrEqualTo(atLeast);
        }
    }

    private static double cost(JsonNode json, String measure) {
        for (JsonNode cost : json.get("costs")) {
            if (cost.get("measure").asString().equals(measure)) {
                return cost.get("value").doubleValue();
            }
        }
        throw new AssertionError("no cost " + measure + " in " + json.get("costs") + ", notes " + json.get("notes"));
    }
}
