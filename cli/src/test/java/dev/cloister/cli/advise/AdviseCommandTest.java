package dev.cloister.cli.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.advice.Advice;
import dev.cloister.cli.CommandTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** On programs of a user, in a jar. */
@Tag("process")
class AdviseCommandTest extends CommandTest {
    @TempDir
    private static Path home;

    private static Path jar;
    private Path numbers;

    AdviseCommandTest() {
        super("advise");
    }

    @BeforeAll
    static void compile() throws Exception {
        jar = Acme.jar(home);
    }

    @BeforeEach
    void inputs() throws Exception {
        numbers = Files.writeString(folder.resolve("numbers.txt"), "1\n2\n3\n4\n5\n6\n7\n8\n");
    }

    @Test
    void refusesBadInput() throws Exception {
        Files.writeString(folder.resolve("in.txt"), "1\n");
        String start = "--class-path DIR --inputs DIR/in.txt ";
        assertRefuses("cloister advise", "", "Missing required");
        assertRefuses(
                "cloister advise", "--class-path DIR com.acme.Ocr::x", "Missing required option: '--inputs=FILE'");
        assertRefuses("cloister advise", start + "com.acme.Ocr", "'com.acme.Ocr' names no method");
        assertRefuses(
                "cloister advise",
                start + "a.B::c DIR/b.jar",
                "one method is wanted, not [a.B::c, DIR/b.jar]; a class path with *");
        assertRefuses("cloister advise", start + "--isolation --shared-state a.B::c", "exclude each other");
        assertRefuses("cloister advise", start + "--processors 0 a.B::c", "--processors must be 1 or more: 0");
        assertRefuses("cloister advise", start + "--budget -5 a.B::c", "--budget must be 1 or more: -5");
        assertRefuses(
                "cloister advise", start + "--max-concurrent x a.B::c", "Invalid value for option '--max-concurrent'");
        assertRefuses("cloister advise", start + "--json DIR a.B::c", "--json DIR is a folder");
        assertRefuses(
                "cloister advise",
                "--class-path DIR/no.jar --inputs DIR/in.txt a.B::c",
                "there is no file or folder DIR/no.jar");
        assertRefuses(
                "cloister advise",
                "--class-path DIR --inputs DIR/no.txt a.B::c",
                "--inputs: there is no file DIR/no.txt");
        assertRefuses("cloister advise", "--class-path DIR --inputs DIR a.B::c", "--inputs DIR is a folder");
    }

    @Test
    void saysWhichBackendSuitsAndWhy() {
        assertThat(advise("com.acme.Ocr::compute", numbers)).as(err.toString()).isZero();

        assertThat(out.toString())
                .startsWith("com.acme.Ocr::compute, 8 inputs")
                .contains("What was measured, in ", "time of a task", "of it computing")
                .contains("How it was decided", "  1. ")
                .contains("What each would do, in tasks per second", "serial", "threads", "processes")
                .contains("Code\n");
        assertThat(err.toString()).isEmpty();
    }

    /** What tasks print is on standard error, and not all of it. */
    @Test
    void theJsonIsAloneOnStandardOutput() {
        assertThat(advise("com.acme.Ocr::print(int)", numbers, "--json"))
                .as(err.toString())
                .isZero();

        Advice advice = Advice.ofJson(out.toString());
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(out.toString())
                        .get("choice")
                        .asString())
                .isEqualTo(advice.choice());
        assertThat(advice.toJson()).isEqualTo(out.toString().strip());
        assertThat(advice.profile().inputs()).isEqualTo(8);
        assertThat(err.toString())
                .contains("printed ")
                .containsPattern("cloister advise: [0-9]+ more lines that the tasks printed are not shown");
        assertThat(err.toString().lines().count()).isLessThanOrEqualTo(TaskOutput.MAX_LINES + 1);
    }

    @Test
    void theJsonGoesToAFileBesideTheWords() throws Exception {
        Path json = folder.resolve("advice.json");

        assertThat(advise("com.acme.Ocr.Page::quiet", numbers, "--json", json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("com.acme.Ocr.Page::quiet, 8 inputs", "Written to " + json + ".");
        assertThat(Advice.ofJson(Files.readString(json)).path()).isNotEmpty();
    }

    @Test
    void tasksWhoseResultCannotTravelGetNoProcesses() {
        assertThat(advise("com.acme.Ocr::thread", numbers, "--json"))
                .as(err.toString())
                .isZero();

        Advice advice = Advice.ofJson(out.toString());
        assertThat(advice.choice()).doesNotContain("process");
        assertThat(advice.profile().cannotTravel()).contains("java.lang.Thread");
    }

    /** It is found in the method's code, although that is called through a handle. */
    @Test
    void tasksThatMayExitGetProcesses() throws Exception {
        Path harmless = Files.writeString(folder.resolve("harmless.txt"), "1\n2\n");

        assertThat(advise("com.acme.Ocr::exit", harmless, "--json"))
                .as(err.toString())
                .isZero();

        Advice advice = Advice.ofJson(out.toString());
        assertThat(advice.choice()).startsWith("processes");
        assertThat(advice.profile().risks().toString()).contains("EXITS", "System.exit");
    }

    @Test
    void theOptionsReachTheAdvisorAndTheCodeCanBePasted() throws Exception {
        assertThat(advise(
                        "com.acme.Ocr::compute",
                        numbers,
                        "--json",
                        "--isolation",
                        "--processors",
                        "1",
                        "--budget",
                        "50"))
                .as(err.toString())
                .isZero();
        Advice isolated = Advice.ofJson(out.toString());
        assertThat(isolated.choice()).startsWith("processes");
        assertThat(isolated.profile().processors()).isOne();
        UserProgram.compile(
                home.resolve("classes"),
                Map.of("Pasted.java", "class Pasted { void run() throws Exception {\n" + isolated.code() + "} }"));
    }

    @Test
    void aTaskThatFailsIsShownWithItsInputAndItsStack() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.txt"), "0\n");

        assertThat(advise("com.acme.Ocr::divide", bad)).isOne();
        assertThat(err.toString())
                .startsWith("cloister advise: com.acme.Ocr::divide failed")
                .contains("java.lang.ArithmeticException: / by zero", "at com.acme.Ocr.divide(Ocr.java:");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMissingClassMethodOrOverloadIsRefused() {
        assertThat(advise("com.acme.Ocrs::compute", numbers)).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "there is no class com.acme.Ocrs on the class path",
                        jar.toString(),
                        "similar name:\n  com.acme.Ocr")
                .contains("Try 'cloister advise --help'.");

        assertThat(advise("com.acme.Ocr::print", numbers)).isEqualTo(2);
        assertThat(err.toString()).contains("print is overloaded", "com.acme.Ocr::print(java.lang.String)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aClassThatAnotherNeedsIsNamed() {
        assertThat(advise("com.acme.Incomplete::use", numbers)).isEqualTo(2);
        assertThat(err.toString()).contains("com.acme.Incomplete", "com/acme/Removed", "Add the jar");
    }

    @Test
    void aBadLineIsRefusedBeforeAnythingRuns() throws Exception {
        Path words = Files.writeString(
                folder.resolve("words.txt"),
                IntStream.range(0, 30).mapToObj(n -> n == 20 ? "twenty" : "1").collect(Collectors.joining("\n")));

        assertThat(advise("com.acme.Ocr::print(int)", words)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("cloister advise: --inputs " + words
                        + ", line 21: \"twenty\" cannot be made an argument of type int")
                .doesNotContain("printed ");
    }

    @Test
    void aFlagThatTheJvmDoesNotKnowIsRefused() {
        assertThat(advise("com.acme.Ocr::compute", numbers, "--jvm-option=-XX:NoSuchFlag=1"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("Unrecognized VM option 'NoSuchFlag=1'", "did not start", "--jvm-option [-XX:NoSuchFlag=1]");
    }

    private int advise(String target, Path inputs, String... more) {
        String[] words = new String[more.length + 5];
        System.arraycopy(more, 0, words, 0, more.length);
        words[more.length] = target;
        words[more.length + 1] = "--class-path";
        words[more.length + 2] = jar.toString();
        words[more.length + 3] = "--inputs";
        words[more.length + 4] = inputs.toString();
        return run(words);
    }
}
