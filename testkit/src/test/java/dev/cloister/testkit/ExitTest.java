package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.ExitHooks;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.testkit.programs.Exiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L7, L10, O03, O04: however a program ends, its work is accounted for and nothing is left. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ExitTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final String REFUSED = "rejected: this JVM is exiting";
    private static final String[] HOOKS = {
        "hook futures done true", "hook throws", "hook second of 0", "hook first of 0", "hook last"
    };

    @TempDir
    private Path directory;

    private Path gate;

    @BeforeEach
    void makeGate() throws Exception {
        gate = Files.createDirectory(directory.resolve("gate"));
    }

    /** In a process group of its own, as one started from a terminal. */
    private Program program(String backend, String tasks, String end, String grace) {
        return Program.main(directory, Exiting.class, gate.toString(), backend, tasks, end)
                .jvm("-Ddev.cloister.exitGrace=" + grace)
                .by("setsid");
    }

    private static void signal(Program.Running running, String signal, boolean toGroup) throws Exception {
        long pid = running.process().pid();
        if (toGroup) {
            Processes.signalGroup(pid, signal);
        } else {
            Processes.signal(pid, signal);
        }
    }

    private static void awaitLines(Program.Running running, String beginning, int count) throws Exception {
        Await.until(
                () -> count + " times '" + beginning + "'",
                AT_ONCE,
                () -> running.output()
                                .lines()
                                .filter(line -> line.startsWith(beginning))
                                .count()
                        >= count);
    }

    private static List<String> hooks(Program.Ended ended) {
        return ended.out().lines().filter(line -> line.startsWith("hook")).toList();
    }

    /** Both the thread of the program and the JVM's shutdown hook were refused; all tasks have ended well; hooks ran in order. */
    private static void assertDrained(Program.Ended ended, int code) {
        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
        assertThat(ended.out().lines().filter(line -> line.startsWith(REFUSED))).hasSize(2);
        assertThat(ended.out().lines().filter("value true"::equals)).hasSize(4);
        assertThat(hooks(ended)).containsExactly(HOOKS);
        assertThat(ended.err()).contains("its own fault").doesNotContain("cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "processes, INT, true, 130",
        "hybrid, TERM, false, 143",
        "threads, TERM, false, 143",
        "virtual, INT, false, 130",
    })
    void o04_aSignalRefusesNewTasksAndWaitsForThoseAccepted(String backend, String signal, boolean toGroup, int code)
            throws Exception {
        try (Program.Running running = program(backend, "gated", "wait", "15s").start()) {
            running.awaitReady();
            signal(running, signal, toGroup);
            awaitLines(running, REFUSED, 2);
            Gate.in(gate).open();
            assertDrained(running.awaitEnd(), code);
            running.assertNothingLeft();
        }
    }

    @Test
    void o04_systemExitWaitsForWhatWasAccepted() throws Exception {
        try (Program.Running running =
                program("processes", "gated", "exit", "15s").start()) {
            running.awaitReady();
            awaitLines(running, REFUSED, 2);
            Gate.in(gate).open();
            assertDrained(running.awaitEnd(), 7);
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource({"processes, INT, 130", "threads, TERM, 143", "virtual, INT, 130"})
    void o04_whatHasNotEndedWithinTheGraceIsCancelled(String backend, String signal, int code) throws Exception {
        try (Program.Running running = program(backend, "hung", "wait", "300ms").start()) {
            running.awaitReady();
            signal(running, signal, false);
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
            assertThat(ended.waited()).isLessThan(AT_ONCE);
            assertThat(hooks(ended)).containsExactly(HOOKS);
            assertThat(ended.err()).contains("4 tasks", "300 ms");
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource({"processes, INT, INT, 130", "threads, TERM, TERM, 143", "hybrid, INT, TERM, 143"})
    void l07_aSecondSignalEndsItAtOnce(String backend, String first, String second, int code) throws Exception {
        try (Program.Running running = program(backend, "hung", "wait", "1m").start()) {
            running.awaitReady();
            signal(running, first, true);
            awaitLines(running, REFUSED, 2);
            signal(running, second, false);
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(code);
            assertThat(ended.waited()).isLessThan(AT_ONCE);
            assertThat(hooks(ended)).isEmpty();
            running.assertNothingLeft();
        }
    }

    @Test
    void l07_twoSignalsThatComeTogetherAreTwo() throws Exception {
        try (Program.Running running =
                program("processes", "hung", "exit", "1m").start()) {
            running.awaitReady();
            signal(running, "INT", true);
            signal(running, "INT", true);
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(130);
            assertThat(ended.waited()).isLessThan(AT_ONCE);
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource({"threads, task, 11", "virtual, callback, 9"})
    void o04_anExitCalledByATaskOrACallbackDoesNotWaitForItself(String backend, String end, int code) throws Exception {
        try (Program.Running running = program(backend, "gated", end, "1m").start()) {
            running.awaitReady();
            Gate.in(gate).open();
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
            assertThat(ended.waited()).isLessThan(AT_ONCE);
            assertThat(hooks(ended)).last().isEqualTo("hook last");
            running.assertNothingLeft();
        }
    }

    @Test
    void o04_anUncaughtErrorOfMainLosesNoTask() throws Exception {
        try (Program.Running running =
                program("processes", "gated", "throw", "1m").start()) {
            running.awaitReady();
            Gate.in(gate).open();
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.out().lines().filter("value true"::equals)).hasSize(4);
            assertThat(hooks(ended)).containsExactly(HOOKS);
            running.assertNothingLeft();
        }
    }

    @Test
    void l07_aHaltLeavesNothing() throws Exception {
        try (Program.Running running =
                program("processes", "hung", "halt", "1m").start()) {
            running.awaitReady();
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(8);
            assertThat(hooks(ended)).isEmpty();
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource({"threads", "virtual"})
    void o04_mainReturnsWithAnIdlePool(String backend) throws Exception {
        try (Program.Running running = program(backend, "none", "return", "1m").start()) {
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isZero();
            assertThat(hooks(ended)).containsExactly(HOOKS);
            running.assertNothingLeft();
        }
    }

    @Test
    void o03_hooksOfAWorkerRunThereOnceAndThoseOfTheParentDoNot() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        ExitHooks.Hook own = ExitHooks.register(5, () -> System.out.println("of the parent"));
        PoolOptions options = PoolOptions.ofProcesses(1)
                .withOutput((worker, source, line) -> lines.add(line))
                .withFinalizer(() -> {
                    System.out.println("finalizer");
                    return 1;
                });
        try (Pool pool = Pool.open(options)) {
            Endings.value(pool.submit(() -> {
                ExitHooks.register(1, () -> System.out.println("low"));
                ExitHooks.register(2, () -> System.out.println("high"));
                ExitHooks.register(2, () -> {
                    System.out.println("throws");
                    throw new IllegalStateException("the hook's own");
                });
            }));
        } finally {
            assertThat(own.cancel()).isTrue();
            assertThat(own.cancel()).isFalse();
        }
        assertThat(lines.stream().filter(line -> !line.contains("\tat ")).toList())
                .filteredOn(line -> !line.contains("the hook's own"))
                .containsExactly("finalizer", "throws", "high", "low");
        assertThat(lines).anyMatch(line -> line.contains("the hook's own"));
    }
}
