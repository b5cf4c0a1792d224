package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static PythonInterpreter python(String version, boolean gil, boolean numpy) {
        return new PythonInterpreter(Path.of("python" + version), "/" + version, "CPython", version, !gil, gil, numpy);
    }

    @Test
    void choosesNumpyThenNoLockThenNewest() {
        var old = python("3.11.7", true, true);
        var middle = python("3.12.1", true, false);
        var young = python("3.13.0", true, false);
        var free = python("3.13.1", false, false);

        assertThat(InterpreterFinder.choose(List.of(young, middle, old), 2)).containsExactly(old, young);
        assertThat(InterpreterFinder.choose(List.of(free, young, middle, old), 2))
                .containsExactly(old, free);
        assertThat(InterpreterFinder.choose(List.of(young, middle), 1)).containsExactly(young);
        assertThat(InterpreterFinder.choose(List.of(), 2)).isEmpty();
    }

    @Test
    void sortsByVersionAndNamesTheLock() {
        var sorted = List.of(
                        python("3.9.18", true, false), python("3.14.0rc2", true, false), python("3.14.0", true, true))
                .stream()
                .sorted(PythonInterpreter.NEWEST)
                .map(PythonInterpreter::version);

        assertThat(sorted).containsExactly("3.14.0", "3.14.0rc2", "3.9.18");
        assertThat(python("3.11.7", true, false).runtime()).isEqualTo("cpython 3.11.7");
        assertThat(python("3.13.0", false, false).runtime()).isEqualTo("cpython 3.13.0t no-GIL");
        assertThat(new PythonInterpreter(Path.of("p"), "/p", "CPython", "3.13.0", true, true, false).runtime())
                .isEqualTo("cpython 3.13.0t GIL on");
    }

    @Test
    void findsWhatThereIs() throws Exception {
        List<PythonInterpreter> found = new InterpreterFinder().all();

        assertThat(found).isSortedAccordingTo(PythonInterpreter.NEWEST);
        assertThat(found).extracting(PythonInterpreter::runtime).doesNotHaveDuplicates();
        assertThat(found).allMatch(python -> Files.isExecutable(python.path()));
    }

    @Test
    void refusesWhatIsNoPython() throws Exception {
        var finder = new InterpreterFinder();
        Path text = Files.writeString(folder.resolve("text"), "hello");
        Path liar = script("echo hello");
        Path old = script("echo '{\"number\": 2007, \"version\": \"2.7.18\"}'");

        assertThatThrownBy(() -> finder.named("/no/such/python")).hasMessage("/no/such/python does not exist");
        assertThatThrownBy(() -> finder.named("no-such-python-here"))
                .hasMessage("no-such-python-here does not exist on the PATH");
        assertThatThrownBy(() -> finder.named(text.toString())).hasMessageContaining("is not a program");
        assertThatThrownBy(() -> finder.named(folder.toString())).hasMessageContaining("is not a program");
        assertThatThrownBy(() -> finder.named(liar.toString())).hasMessageContaining("is no Python 3");
        assertThatThrownBy(() -> finder.named(old.toString()))
                .hasMessageContaining("is Python 2.7.18, needed is 3.8 or newer");
    }

    @Test
    void answersMayBeNoNumbers() {
        var json = Json.MAPPER.readTree("{\"text\": \"a\", \"numbers\": [1, 2.5, \"NaN\", \"-Infinity\"]}");

        Answer answer = PythonContender.answer(json);

        assertThat(answer.agrees(new Answer("a", 1, 2.5, Double.NaN, Double.NEGATIVE_INFINITY)))
                .isTrue();
    }

    @Test
    void sessionReportsWhatGoesWrong() throws Exception {
        assertSessionFails("echo why it failed >&2", "Python ended: why it failed");
        assertSessionFails("read line; echo no json; read line", "Python answered no JSON: no json");
        assertSessionFails("read line; echo '{\"error\": \"KeyError: x\"}'; read line", "KeyError: x");
    }

    @Test
    void silentSessionIsGivenUpAndKilled() throws Exception {
        var python = fake(script("sleep 98765 & sleep 98765"));
        try (var session = PythonSession.start(python, folder, Scripts.PEER)) {
            assertThatThrownBy(() -> session.ask(Map.of("op", "run"), Duration.ofMillis(50)))
                    .isInstanceOf(ContenderException.class)
                    .hasMessageContaining("no answer within");
        }
        await().until(() -> ProcessHandle.allProcesses().noneMatch(PythonTest::isSleep));
    }

    private static boolean isSleep(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("sleep 98765");
    }

    private void assertSessionFails(String body, String message) throws Exception {
        try (var session = PythonSession.start(fake(script(body)), folder, Scripts.PEER)) {
            assertThatThrownBy(() -> session.ask(Map.of("op", "run"), LIMIT))
                    .isInstanceOf(ContenderException.class)
                    .hasMessageContaining(message);
        }
    }

    private static PythonInterpreter fake(Path path) {
        return new PythonInterpreter(path, path.toString(), "CPython", "3.99.0", false, true, false);
    }

    private Path script(String body) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "script",
                ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    }
}
