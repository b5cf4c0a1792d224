package dev.cloister.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.CommandTest;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SoakCommandTest extends CommandTest {
    SoakCommandTest() {
        super("bench", "soak");
    }

    @Test
    void helps() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("--kills", "--seed", "--workers", "--ipc", "70 % by SIGKILL", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "--kills 0; --kills must be from 1 to 10000000: 0",
                "--kills many; 'many' is not an int",
                "--workers 0; --workers must be from 1 to 64: 0",
                "--threads -1; --threads must be from 1 to 256: -1",
                "--seconds 0; --seconds must be from 1 to 10000000: 0",
                "--seed x; 'x' is not a long",
                "--json DIR; is a folder; name a file",
                "--fast; Unknown option: '--fast'"
            })
    void refusesBadInput(String arguments, String message) {
        assertRefuses("cloister bench soak", arguments, message);
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void fortyKills() throws Exception {
        Path file = folder.resolve("soak.json");

        int code =
                run("--kills", "40", "--seed", "11", "--workers", "2", "--seconds", "120", "--json", file.toString());

        assertThat(code).as(out + "\n" + err).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(file);
        assertThat(json.get("kills").intValue()).isEqualTo(40);
        assertThat(json.get("seed").longValue()).isEqualTo(11);
        for (String count : List.of(
                "lost",
                "wrong",
                "twice",
                "orphans",
                "descriptors",
                "threads",
                "sharedMemoryBytes",
                "runDirectoryFiles")) {
            assertThat(json.get(count).longValue()).as(count).isZero();
        }
        assertThat(json.get("tasks").longValue())
                .isEqualTo(json.get("right").longValue()
                        + json.get("failedAsExpected").longValue());
        for (String kind : List.of("KILL", "STOP", "HALT", "SEGV")) {
            assertThat(json.at("/killsByKind/" + kind).intValue()).as(kind).isPositive();
        }
        assertThat(out.toString()).contains("Clean: 40 kills", "--seed 11");
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void twentyKillsOfProcessesThatShare() throws Exception {
        Path file = folder.resolve("soak.json");

        int code = run(
                "--ipc",
                "--kills",
                "20",
                "--seed",
                "11",
                "--workers",
                "2",
                "--seconds",
                "120",
                "--json",
                file.toString());

        assertThat(code).as(out + "\n" + err).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(file);
        assertThat(json.get("kills").intValue()).isEqualTo(20);
        for (String count : List.of("lost", "wrong", "twice", "orphans", "sharedMemoryBytes", "runDirectoryFiles")) {
            assertThat(json.get(count).longValue()).as(count).isZero();
        }
        for (String count : List.of("itemsPut", "itemsTaken", "messages", "increments")) {
            assertThat(json.get(count).longValue()).as(count).isPositive();
        }
        assertThat(out.toString()).contains("soak --ipc", "Clean: 20 kills", "longest wait millis");
    }

    @Test
    @Tag("process")
    void tooLittleTimeIsNotClean() {
        assertThat(run("--kills", "100000", "--seconds", "1")).isEqualTo(1);
        assertThat(out.toString()).contains("NOT CLEAN", "of 100000 kills were done in time");
    }

    @Test
    void aSeedGivesTheSameStrikes() {
        Map<Strike, Integer> counts = new EnumMap<>(Strike.class);
        SplittableRandom one = new SplittableRandom(5);
        SplittableRandom other = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            Strike strike = Strike.next(one);
            assertThat(Strike.next(other)).isEqualTo(strike);
            counts.merge(strike, 1, Integer::sum);
        }
        assertThat(counts.get(Strike.KILL)).isBetween(6_700, 7_300);
        assertThat(counts.get(Strike.SEGV)).isBetween(850, 1_150);
    }

    /** What the ledger must notice. */
    @Test
    void theLedgerSeesEachKindOfFault() throws Exception {
        Ledger ledger = new Ledger();
        long right = ledger.nextId();
        long wrong = ledger.nextId();
        long error = ledger.nextId();
        ledger.value(right, SoakTask.result(right));
        ledger.value(wrong, SoakTask.result(wrong) + 1);
        ledger.error(error, new IllegalStateException("not a worker's death"), false);
        long _ = ledger.nextId(); // never ends

        assertThat(ledger.right()).isEqualTo(1);
        assertThat(ledger.wrong()).isEqualTo(2);
        assertThat(ledger.lost()).isEqualTo(1);
        log("starts-1", right, wrong);
        log("starts-2", error, right);
        assertThat(ledger.countTwice(folder)).isEqualTo(1);
        assertThat(ledger.problems()).anyMatch(problem -> problem.equals("task " + right + " started twice"));
    }

    @Test
    void aResultWithoutAStartIsWrong() throws Exception {
        Ledger ledger = new Ledger();
        long id = ledger.nextId();
        ledger.value(id, SoakTask.result(id));

        assertThat(ledger.countTwice(folder)).isZero();
        assertThat(ledger.wrong()).isEqualTo(1);
    }

    private void log(String name, long... ids) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * Long.BYTES);
        for (long id : ids) {
            bytes.putLong(id);
        }
        Files.write(folder.resolve(name), bytes.array());
    }

    /** Each single count that is not as it must be makes the whole unclean. */
    @Test
    void anyCountMakesItUnclean() {
        Resources nothing = new Resources(0, 0, 0, 0);
        assertThat(result(1, 0, 0, 0, nothing).clean()).isTrue();
        assertThat(result(0, 0, 0, 0, nothing).clean()).isFalse();
        assertThat(result(1, 1, 0, 0, nothing).clean()).isFalse();
        assertThat(result(1, 0, 1, 0, nothing).clean()).isFalse();
        assertThat(result(1, 0, 0, 1, nothing).clean()).isFalse();
        assertThat(result(1, 0, 0, 0, new Resources(1, 0, 0, 0)).clean()).isFalse();
        assertThat(result(1, 0, 0, 0, new Resources(0, 1, 0, 0)).clean()).isFalse();
        assertThat(result(1, 0, 0, 0, new Resources(0, 0, 1, 0)).clean()).isFalse();
        SoakResult unclean = result(1, 0, 0, 0, new Resources(0, 0, 0, 1));
        assertThat(unclean.clean()).isFalse();
        SoakCommand.print(unclean, new PrintWriter(out, true));
        assertThat(out.toString()).contains("run directories left", "NOT CLEAN");
    }

    private static SoakResult result(int kills, long lost, long twice, int orphans, Resources leaked) {
        return new SoakResult(
                1, 1, Map.of(Strike.KILL, kills), 10, 9, 1, lost, 0, twice, orphans, leaked, 1, Map.of(), List.of());
    }
}
