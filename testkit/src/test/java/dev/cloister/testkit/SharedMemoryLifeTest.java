package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.WorkerException;
import dev.cloister.shared.SharedMemory;
import dev.cloister.testkit.programs.NamedSegments;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the name of a segment is there, whoever created it and however that process ends. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class SharedMemoryLifeTest {
    private static final Duration GONE = Duration.ofSeconds(5);

    private final String name = "life:" + ProcessHandle.current().pid() + "/" + System.nanoTime();

    @TempDir
    Path directory;

    private Program program(String action, String end) {
        return Program.main(directory, NamedSegments.class, action, name, end);
    }

    private boolean isThere() throws IOException {
        try (SharedMemory memory = SharedMemory.attach(name)) {
            return memory.size() == 100;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void assertGone() throws Exception {
        Await.until("the name is still there", GONE, () -> !isThere());
    }

    private static void assertNoLinksOf(long pid) throws Exception {
        Path links = Path.of("/dev/shm", "cloister-" + pid + "-names");
        Await.until("links are left: " + links, GONE, () -> !Files.exists(links));
    }

    @ParameterizedTest
    @CsvSource({"create,return", "create,exit", "create,halt", "createInWorker,exit", "createInWorker,halt"})
    void theNameGoesWithAProgramThatEnds(String action, String end) throws Exception {
        try (Program.Running running = program(action, end).start()) {
            running.awaitReady();
            running.awaitEnd();
            assertGone();
            assertNoLinksOf(running.process().pid());
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "createInWorker"})
    void theNameGoesWithAProgramThatIsKilledAndMappingsStay(String action) throws Exception {
        try (Program.Running running = program(action, "wait").start()) {
            running.awaitReady();
            try (SharedMemory attached = SharedMemory.attach(name)) {
                assertThat(attached.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(17);
                Processes.signal(running.process().pid(), "KILL");
                assertGone();
                assertNoLinksOf(running.process().pid());
                assertThat(attached.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(17);
            }
            running.assertNothingLeft();
        }
    }

    @Test
    void aNameThatWasGivenAgainStaysWhenItsFirstCreatorIsKilled() throws Exception {
        try (Program.Running running = program("create", "wait").start()) {
            running.awaitReady();
            try (SharedMemory first = SharedMemory.attach(name)) {
                first.unlink();
            }
            try (SharedMemory second = SharedMemory.create(name, 100)) {
                Processes.signal(running.process().pid(), "KILL");
                assertNoLinksOf(running.process().pid());
                running.assertNothingLeft();
                assertThat(isThere()).isTrue();
                second.unlink();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"attach,return", "attach,halt", "attach,wait", "attachInWorker,exit", "attachInWorker,wait"})
    void theNameStaysWhenAReaderEnds(String action, String end) throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 100)) {
            try (Program.Running running = program(action, end).start()) {
                running.awaitReady();
                if (end.equals("wait")) {
                    Processes.signal(running.process().pid(), "KILL");
                }
                running.awaitEnd();
                running.assertNothingLeft();
            }
            assertThat(isThere()).isTrue();
            assertThat(memory.segment().get(ValueLayout.JAVA_INT, 0)).isNotZero();
            memory.unlink();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNameGoesWithTheWorkerThatCreatedIt(boolean killed) throws Exception {
        String text = name;
        try (Pool pool = Pool.ofProcesses(1)) {
            long worker = Endings.value(pool.submit(() -> {
                SharedMemory.create(text, 100);
                return ProcessHandle.current().pid();
            }));
            assertThat(isThere()).isTrue();
            if (killed) {
                Processes.signal(worker, "KILL");
                assertGone();
                assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            }
        }
        assertGone();
    }

    @Test
    void workersThatAttachAndDieLeaveTheName() throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 100);
                Pool pool = Pool.ofProcesses(1)) {
            for (int i = 0; i < 3; i++) {
                assertThat(Endings.error(pool.submit(() -> {
                            memory.segment().set(ValueLayout.JAVA_INT, 0, 5);
                            Runtime.getRuntime().halt(9);
                            return 0;
                        })))
                        .isInstanceOf(WorkerException.class);
            }
            assertThat(isThere()).isTrue();
            assertThat(memory.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
            memory.unlink();
        }
    }

    @Test
    void aHandleToARemovedSegmentThrows() throws Exception {
        try (Pool pool = Pool.ofProcesses(1);
                SharedMemory memory = SharedMemory.create(name, 100)) {
            memory.unlink();
            assertThat(Endings.error(pool.submit(() -> memory.size()))).hasStackTraceContaining("unlinked");
            try (SharedMemory another = SharedMemory.create(name, 100)) {
                assertThat(Endings.error(pool.submit(() -> memory.size()))).hasStackTraceContaining("unlinked");
                another.unlink();
            }
        }
    }

    /** The limit stands for a full file system, in the middle of the reservation. */
    @Test
    void spaceThatEndsInTheMiddleIsATypedErrorAndLeavesNothing() throws Exception {
        try (Program.Running running = program("large", "return")
                .by("sh", "-c", "ulimit -f 20000; exec \"$@\"", "sh")
                .start()) {
            running.awaitReady();
            assertThat(running.awaitEnd().assertSuccess().out()).contains("refused 67108864");
            assertNoLinksOf(running.process().pid());
            try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
                assertThat(files.filter(file -> file.toString()
                                .contains("life%3A" + ProcessHandle.current().pid())))
                        .isEmpty();
            }
        }
    }
}
