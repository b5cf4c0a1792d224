package dev.cloister.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.UsableCpus;
import dev.cloister.cli.CloisterCommand;
import dev.cloister.cli.CommandTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("process")
class DoctorCommandTest extends CommandTest {
    DoctorCommandTest() {
        super("doctor");
    }

    @Test
    void refusesBadInput() {
        assertRefuses("cloister doctor", "--fast", "Unknown option: '--fast'");
    }

    @Test
    void saysWhatIsHereAndThatAWorkerRanATask() {
        assertThat(run()).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("ok      processors     " + UsableCpus.current().count() + ": "
                        + UsableCpus.current().reason())
                .contains("-XX:ActiveProcessorCount=N")
                .contains("JDK            " + Runtime.version())
                .containsPattern("run directory  .* MiB free")
                .containsPattern("shared memory  /dev/shm, [0-9]+ of [0-9]+ MiB free")
                .containsPattern("setsid         /.*setsid")
                .contains("AOT cache", "transport      inherited pipes")
                .containsPattern("ok      worker         a worker process ran a task [0-9]+ ms after")
                .endsWith("Worker processes can be started.\n");
    }

    /** The one setting is obeyed; workers start without tools, too. */
    @Test
    void theSettingOverridesTheProcessorsAndMissingToolsAreNoted() throws Exception {
        Ended ended = doctor(List.of("env", "PATH=" + folder), "-XX:ActiveProcessorCount=3");

        assertThat(ended.code()).as(ended.output()).isZero();
        JsonNode report = JsonMapper.builder().build().readTree(ended.output());
        assertThat(report.get("canStartWorkers").asBoolean()).isTrue();
        assertThat(item(report, "processors").get("value").asString()).startsWith("3: ");
        for (String tool : List.of("setsid", "setpriv", "nice", "taskset")) {
            assertThat(item(report, tool).get("level").asString()).isEqualTo("NOTE");
            assertThat(item(report, tool).get("value").asString()).isEqualTo("not found");
            assertThat(item(report, tool).get("advice").asString()).isNotEmpty();
        }
        assertThat(item(report, "settings").get("value").asString()).isEqualTo("none");
    }

    @Test
    void whereNoWorkerCanBeStartedItSaysWhyAndWhatToDo() throws Exception {
        Path missing = folder.resolve("missing");

        Ended ended = doctor(List.of("env"), "-Ddev.cloister.runDirectory=" + missing);

        assertThat(ended.code()).as(ended.output()).isOne();
        JsonNode report = JsonMapper.builder().build().readTree(ended.output());
        assertThat(report.get("canStartWorkers").asBoolean()).isFalse();
        JsonNode directory = item(report, "run directory");
        assertThat(directory.get("level").asString()).isEqualTo("PROBLEM");
        assertThat(directory.get("value").asString()).isEqualTo(missing + ": no such directory");
        assertThat(directory.get("advice").asString()).contains("-Ddev.cloister.runDirectory=DIR");
        JsonNode worker = item(report, "worker");
        assertThat(worker.get("level").asString()).isEqualTo("PROBLEM");
        assertThat(worker.get("value").asString())
                .startsWith("no worker process could be started: ")
                .contains(missing.toString());
        assertThat(item(report, "settings").get("value").asString()).contains("dev.cloister.runDirectory=" + missing);
    }

    private record Ended(int code, String output) {}

    private Ended doctor(List<String> prefix, String flag) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                flag,
                "-cp",
                System.getProperty("java.class.path"),
                CloisterCommand.class.getName(),
                "doctor",
                "--json"));
        Path errors = folder.resolve("err.txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(errors)).isEmpty();
        return new Ended(process.exitValue(), output);
    }

    private static JsonNode item(JsonNode report, String subject) {
        for (JsonNode item : report.get("items")) {
            if (item.get("subject").asString().equals(subject)) {
                return item;
            }
        }
        throw new AssertionError("nothing on " + subject + ": " + report);
    }
}
