package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.faults.Native;
import dev.cloister.testkit.programs.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L7, no orphans: however the parent ends, its workers and what they started are gone soon. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ParentDeathTest {
    private static final int SIGNALLED = 128;

    @TempDir
    private Path directory;

    private Path gate;

    @BeforeEach
    void makeGate() throws Exception {
        gate = Files.createDirectory(directory.resolve("gate"));
    }

    private Program workload(String state, String then) {
        return Program.main(directory, Workload.class, gate.toString(), state, then)
                .jvm("-Ddev.cloister.exitGrace=300ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "busy", "grandchild"})
    void l07_killedParent(String state) throws Exception {
        try (Program.Running running = workload(state, "wait").start()) {
            List<String> workers = running.awaitReady();
            assertThat(running.family()).hasSizeGreaterThanOrEqualTo(1 + workers.size());
            Processes.signal(running.process().pid(), "KILL");
            running.assertNothingLeft();
        }
    }

    @Test
    void l07_killedParentOfStoppedWorkers() throws Exception {
        try (Program.Running running = workload("busy", "wait").start()) {
            for (String worker : running.awaitReady()) {
                Processes.signal(Long.parseLong(worker), "STOP");
            }
            Processes.signal(running.process().pid(), "KILL");
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "busy", "grandchild"})
    void l07_exitWithAnOpenPool(String state) throws Exception {
        try (Program.Running running = workload(state, "exit").start()) {
            running.awaitReady();
            assertThat(running.awaitEnd().code()).isEqualTo(7);
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "busy", "grandchild"})
    void l07_interruptSignal(String state) throws Exception {
        try (Program.Running running = workload(state, "wait").start()) {
            running.awaitReady();
            Processes.signal(running.process().pid(), "INT");
            assertThat(running.awaitEnd().code()).isEqualTo(SIGNALLED + 2);
            running.assertNothingLeft();
        }
    }

    @Test
    void l07_interruptSignalToAllProcesses() throws Exception {
        try (Program.Running running = workload("busy", "wait").start()) {
            for (String worker : running.awaitReady()) {
                Processes.signal(Long.parseLong(worker), "INT");
            }
            Processes.signal(running.process().pid(), "INT");
            assertThat(running.awaitEnd().code()).isEqualTo(SIGNALLED + 2);
            running.assertNothingLeft();
        }
    }

    @Test
    void l07_terminateSignal() throws Exception {
        try (Program.Running running = workload("busy", "wait").start()) {
            running.awaitReady();
            Processes.signal(running.process().pid(), "TERM");
            assertThat(running.awaitEnd().code()).isEqualTo(SIGNALLED + Native.SIGTERM);
            running.assertNothingLeft();
        }
    }

    @Test
    void o04_mainReturnsWithIdleWorkers() throws Exception {
        try (Program.Running running = workload("idle", "return").start()) {
            running.awaitEnd().assertClean();
            running.assertNothingLeft();
        }
    }
}
