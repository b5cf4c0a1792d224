package dev.cloister.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.cli.CommandTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TopCommandTest extends CommandTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    TopCommandTest() {
        super("top");
    }

    @Test
    void helps() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--once", "--interval", "--json", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--interval 0; --interval must be a time of 100ms or more, such as 500ms or 2s: 0",
                "--interval 99ms; of 100ms or more",
                "--interval soon; of 100ms or more",
                "--fast; Unknown option: '--fast'"
            })
    void refusesBadInput(String arguments, String message) {
        assertRefuses("cloister top", arguments, message);
    }

    @Test
    @Tag("process")
    void showsAnotherProgramsWorkersUntilItIsKilled() throws Exception {
        Process program = start();
        try {
            await().atMost(SOON)
                    .until(() -> Files.exists(folder.resolve("alpha"))
                            && Files.exists(folder.resolve("mapped"))
                            && Files.exists(folder.resolve("beta-1"))
                            && Files.exists(folder.resolve("beta-2")));
            await().atMost(SOON).until(() -> pools(program.pid()).size() == 2);

            List<JsonNode> pools = pools(program.pid());

            assertAlpha(pools.get(0));
            assertBeta(pools.get(1));
            List<Long> pids = pids(pools);
            assertThat(pids).hasSize(3).allMatch(pid -> ProcessHandle.of(pid).isPresent());
            assertTable(program.pid());
            assertReplacedAfterKill(program.pid(), pools.get(0));
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pools(program.pid())).isEmpty(); // at once, although its files may be there for a moment
    }

    private Process start() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Ddev.cloister.runDirectory=" + Files.createDirectory(folder.resolve("run")),
                        BusyPools.class.getName(),
                        folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    private static void assertAlpha(JsonNode alpha) {
        assertThat(alpha.get("pool").asString()).isEqualTo("alpha");
        assertThat(alpha.get("program").asString()).isEqualTo(BusyPools.class.getName());
        assertThat(alpha.get("size").asInt()).isEqualTo(2);
        assertThat(alpha.get("pending").asInt()).isZero();
        assertThat(alpha.get("workers").size()).isEqualTo(2);
        JsonNode single = workerWith(alpha, "BusyPools$Endless");
        assertThat(single.get("task").asLong()).isEqualTo(1);
        assertThat(single.get("index").isNull()).isTrue();
        JsonNode mapped = workerWith(alpha, "BusyPools$EndlessInput");
        assertThat(mapped.get("task").asLong()).isEqualTo(2);
        assertThat(mapped.get("index").asInt()).isZero();
        for (JsonNode worker : alpha.get("workers")) {
            assertThat(worker.get("state").asString()).isEqualTo("BUSY");
            assertThat(worker.get("ageSeconds").asDouble()).isBetween(0.1, 60.0);
            assertThat(worker.get("running").asInt()).isEqualTo(1);
            assertThat(worker.get("residentBytes").asLong()).isGreaterThan(10 << 20);
            assertThat(worker.get("cpuSeconds").asDouble()).isPositive();
            assertThat(worker.get("cpuShare").asDouble()).isBetween(0.0, 16.0);
        }
    }

    private static void assertBeta(JsonNode beta) {
        assertThat(beta.get("pool").asString()).isEqualTo("beta");
        assertThat(beta.get("pending").asInt()).isEqualTo(1);
        JsonNode worker = beta.get("workers").get(0);
        assertThat(worker.get("running").asInt()).isEqualTo(2);
        assertThat(worker.get("task").asLong()).isEqualTo(1);
    }

    private static JsonNode workerWith(JsonNode pool, String function) {
        for (JsonNode worker : pool.get("workers")) {
            if (worker.get("function").asString().equals(function)) {
                return worker;
            }
        }
        throw new AssertionError("no worker with " + function + ": " + pool);
    }

    private void assertTable(long program) {
        out.getBuffer().setLength(0);
        assertThat(run("--once")).isZero();
        assertThat(out.toString())
                .contains("PROGRAM", "POOL", "WORKER")
                .containsPattern("BusyPools " + program + " +alpha +worker-1 +[0-9]+ +BUSY +#1 BusyPools[$]Endless ")
                .containsPattern("BusyPools " + program + " +alpha .*#2 BusyPools[$]EndlessInput \\[0]")
                .containsPattern(" MiB");
    }

    /** The task of the dead worker has failed; the other one's goes on, in the same worker. */
    private void assertReplacedAfterKill(long program, JsonNode alpha) {
        long killed = workerWith(alpha, "BusyPools$Endless").get("pid").asLong();
        long left = workerWith(alpha, "BusyPools$EndlessInput").get("pid").asLong();
        assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
        await().atMost(SOON).until(() -> {
            List<JsonNode> pools = pools(program);
            JsonNode other = workerWith(pools.get(0), "BusyPools$EndlessInput");
            return !pids(pools).contains(killed) && other.get("pid").asLong() == left;
        });
    }

    private List<JsonNode> pools(long program) {
        out.getBuffer().setLength(0);
        assertThat(run("--once", "--json")).as(err.toString()).isZero();
        List<JsonNode> pools = new ArrayList<>();
        for (JsonNode pool : seen().get("pools")) {
            if (pool.get("programPid").asLong() == program) {
                pools.add(pool);
            }
        }
        return pools;
    }

    private JsonNode seen() {
        return JsonMapper.builder().build().readTree(out.toString());
    }

    private static List<Long> pids(List<JsonNode> pools) {
        List<Long> pids = new ArrayList<>();
        for (JsonNode pool : pools) {
            for (JsonNode worker : pool.get("workers")) {
                if (!worker.get("state").asString().equals("DEAD")) {
                    pids.add(worker.get("pid").asLong());
                }
            }
        }
        return pids;
    }

    @Test
    @Tag("process")
    void aPoolOfThisProgramIsShownIdleAndLargerAndGoesWhenItIsClosed() throws Exception {
        long self = ProcessHandle.current().pid();
        try (Pool pool = Pool.open(PoolOptions.ofProcesses(1).withName("gamma"))) {
            pool.map(x -> x + 1, List.of(1, 2, 3));
            await().atMost(SOON)
                    .until(() -> pools(self).size() == 1
                            && pools(self)
                                            .get(0)
                                            .get("workers")
                                            .get(0)
                                            .get("answered")
                                            .asLong()
                                    == 3);
            JsonNode worker = pools(self).get(0).get("workers").get(0);
            assertThat(worker.get("state").asString()).isEqualTo("IDLE");
            assertThat(worker.get("task").isNull()).isTrue();
            assertThat(worker.get("function").isNull()).isTrue();
            assertOnlyForItsUser(self);

            pool.resize(6);
            pool.map(x -> x + 1, List.of(1, 2, 3, 4, 5, 6, 7, 8), 1);
            await().atMost(SOON)
                    .until(() -> pools(self).size() == 1
                            && pools(self).get(0).get("size").asInt() == 6
                            && pools(self).get(0).get("workers").size()
                                    == pool.statistics().workers().size());
        }
        assertThat(pools(self)).isEmpty();
    }

    private static void assertOnlyForItsUser(long self) throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        int boards = 0;
        try (var directories = Files.newDirectoryStream(temporary, "cloister-" + self + "-*")) {
            for (Path directory : directories) {
                assertThat(permissions(directory)).isEqualTo("rwx------");
                try (var files = Files.newDirectoryStream(directory, "board-*")) {
                    for (Path file : files) {
                        boards++;
                        assertThat(permissions(file)).isEqualTo("rw-------");
                    }
                }
            }
        }
        assertThat(boards).isOne();
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** As an attacker or a full disk would leave it: each is skipped with a note, and the rest is shown. */
    @Test
    void aCorruptBoardIsSkippedWithANote() throws Exception {
        long self = ProcessHandle.current().pid();
        Path directory = Files.createDirectory(
                Path.of(System.getProperty("java.io.tmpdir")).resolve("cloister-" + self + "-abc"));
        try {
            Files.writeString(directory.resolve("board-1"), "no board, but some text");
            Files.write(directory.resolve("board-2"), new byte[4096]);
            Files.write(directory.resolve("board-3"), board(self, Long.MAX_VALUE, 512));
            Files.write(directory.resolve("board-4"), board(self, 3, 512 + 2 * 256));
            Files.write(directory.resolve("board-5"), board(1, 0, 512));
            Files.write(directory.resolve("board-6"), board(self, 1, 512 + 256));
            Files.write(directory.resolve("board-7"), board(self, 0, 512)); // whole, with a nasty name

            assertThat(run("--once", "--json")).isZero();

            String notes = seen().get("notes").toString();
            assertThat(notes)
                    .contains("board-1: it ends after 23 bytes")
                    .contains("board-2: it does not begin as a board")
                    .contains("board-3: it says " + Long.MAX_VALUE + " rows")
                    .contains("board-4: it has 1024 bytes, which is not what 3 rows need")
                    .contains("board-5: it is of process 1, but in the directory of another")
                    .contains("board-6: it says 99 as a state")
                    .doesNotContain("board-7");
            assertThat(pools(self))
                    .singleElement()
                    .satisfies(pool -> assertThat(pool.get("pool").asString()).isEqualTo("?[31mred"));
        } finally {
            for (int i = 1; i <= 7; i++) {
                Files.delete(directory.resolve("board-" + i));
            }
            Files.delete(directory);
        }
    }

    private static byte[] board(long owner, long rows, int bytes) {
        ByteBuffer board = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        board.putLong(0, 0x434c_424f_4152_4431L).putLong(8, 1).putLong(16, rows).putLong(24, owner);
        board.putLong(32, -1);
        board.putLong(256, 8).put(264, "\u001b[31mred".getBytes(StandardCharsets.UTF_8));
        if (bytes == 768) {
            board.putLong(512, 2).putLong(520, 1).putLong(528, 99);
        }
        return board.array();
    }

    @Test
    void looksAgainAndAgainUntilItIsInterrupted() throws Exception {
        Thread command = Thread.ofPlatform().start(() -> run("--interval", "100ms", "--json"));
        await().atMost(SOON).until(() -> out.toString().lines().count() >= 3);
        command.interrupt();
        assertThat(command.join(SOON)).isTrue();
        assertThat(out.toString().lines()).allMatch(line -> line.startsWith("{\"pools\":["));
    }
}
