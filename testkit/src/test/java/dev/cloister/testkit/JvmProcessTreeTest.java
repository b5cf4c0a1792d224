package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.faults.Native;
import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import dev.cloister.testkit.programs.StartsItself;
import dev.cloister.testkit.programs.StaticProcess;
import dev.cloister.testkit.programs.Tree;
import dev.cloister.testkit.programs.WritesCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs with processes by hand: P14, P15, P20, and L7 for trees of them. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class JvmProcessTreeTest {
    private static final int SIGNALLED = 128;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** The program, two processes, and one of each; the shells before they become JVMs have the same ids. */
    private static final int FAMILY = 5;

    @TempDir
    private Path directory;

    private Path gate;

    @BeforeEach
    void makeGate() throws Exception {
        gate = Files.createDirectory(directory.resolve("gate"));
    }

    private Program tree(String then, String kind) {
        return Program.main(directory, Tree.class, gate.toString(), then, kind);
    }

    @ParameterizedTest
    @CsvSource({"return,0", "exit,7"})
    void p14_processesThatAreNoDaemonsAreJoined(String then, int code) throws Exception {
        try (Program.Running running = tree(then, "joined").start()) {
            assertThat(running.awaitReady()).hasSize(4);
            Gate.in(gate).open();
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(code);
            assertThat(ended.out().lines().filter(line -> line.startsWith("end of ")))
                    .containsExactlyInAnyOrder(
                            "end of Process-1", "end of Process-2", "end of Process-1:1", "end of Process-2:1");
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource({"return,0", "exit,7"})
    void p14_p15_daemonsAreTerminatedWithAllThatTheyStarted(String then, int code) throws Exception {
        try (Program.Running running = tree(then, "daemon").start()) {
            assertThat(running.awaitReady()).hasSize(4);
            assertThat(running.awaitEnd().code()).isEqualTo(code);
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void p14_aSignalTerminatesAllOfThem(String signal) throws Exception {
        try (Program.Running running = tree("wait", "joined").start()) {
            assertThat(running.awaitReady()).hasSize(4);
            Processes.signal(running.process().pid(), signal);
            int number = signal.equals("TERM") ? Native.SIGTERM : Native.SIGINT;
            assertThat(running.awaitEnd().code()).isEqualTo(SIGNALLED + number);
            running.assertNothingLeft();
        }
    }

    @Test
    void p14_aSignalEndsTheWaitForThoseThatAreNoDaemons() throws Exception {
        try (Program.Running running = tree("exit", "joined").start()) {
            assertThat(running.awaitReady()).hasSize(4);
            assertThat(running.process().waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
            Processes.signal(running.process().pid(), "INT");
            assertThat(running.awaitEnd().code()).isEqualTo(SIGNALLED + Native.SIGINT);
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"joined", "daemon"})
    void l07_aKilledRootTakesTheTreeWithIt(String kind) throws Exception {
        try (Program.Running running = tree("wait", kind).start()) {
            assertThat(running.awaitReady()).hasSize(4);
            assertThat(running.family()).hasSizeGreaterThanOrEqualTo(FAMILY);
            Processes.signal(running.process().pid(), "KILL");
            running.assertNothingLeft();
        }
    }

    @Test
    void l07_aRootThatIsKilledBeforeItsProcessesHaveSaidAnything() throws Exception {
        try (Program.Running running = tree("wait", "hurried").start()) {
            assertThat(running.awaitReady()).isEmpty();
            Processes.signal(running.process().pid(), "KILL");
            running.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&- >&- 2>&-", ">/dev/full 2>/dev/full"})
    void p18_closedAndFullDescriptorsOfTheParent(String redirections) throws Exception {
        Path file = directory.resolve("code");
        try (Program.Running running = Program.main(directory, WritesCode.class, file.toString())
                .by("sh", "-c", "exec \"$@\" " + redirections, "sh")
                .start()) {
            running.awaitEnd().assertSuccess();
            assertThat(file).hasContent("code 3");
            running.assertNothingLeft();
        }
    }

    @Test
    void p15_theEndOfADaemonIsThatOfItsProcesses() throws Exception {
        Gate own = Gate.in(gate);
        ProcessOptions daemon = ProcessOptions.defaults().withDaemon(true);
        JvmProcess killed = JvmProcess.of(() -> withChild(own, 0), daemon).start();
        JvmProcess terminated = JvmProcess.of(() -> withChild(own, 2), daemon).start();
        own.awaitMarks(4);
        List<Long> pids = own.pids();
        killed.kill();
        terminated.terminate();
        assertThat(killed.join(SOON)).isTrue();
        assertThat(terminated.join(SOON)).isTrue();
        Await.until(
                "all of the subtree is gone",
                Program.ORPHAN,
                () -> pids.stream().noneMatch(Processes::isAlive));
    }

    private static void withChild(Gate gate, int number) throws Exception {
        JvmProcess child = JvmProcess.of(() -> gate.pass(number + 1)).start();
        gate.pass(number);
        child.join();
    }

    private void assertNoChain(Class<?> program, String message) throws Exception {
        try (Program.Running running = Program.main(directory, program).start()) {
            AtomicInteger most = new AtomicInteger();
            Await.until("it does not end", Program.END, () -> {
                most.accumulateAndGet(running.family().size(), Math::max);
                return !running.process().isAlive();
            });
            Program.Ended ended = running.awaitEnd();
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).containsOnlyOnce(message);
            assertThat(most).hasValueBetween(1, 3); // the program, its one process, and the guardian
            running.assertNothingLeft();
        }
    }

    @Test
    void p20_aStartInAStaticInitializerIsOneErrorAndNoChain() throws Exception {
        assertNoChain(
                StaticProcess.class,
                "may not start a process here, in the static initializer of " + StaticProcess.class.getName());
    }

    @Test
    void p20_aMainThatStartsItselfIsOneErrorAndNoChain() throws Exception {
        assertNoChain(
                StartsItself.class,
                "may not start a process here, for the main class and arguments that it or one of its ancestors");
    }

    @Test
    void p21_processesOfASourceFileAndOfTheModulePathWithTheParentsFlags() throws Exception {
        String body = """
                    record Point(int x, int y) implements java.io.Serializable {}

                    public static void main(String[] args) throws Exception {
                        if (args.length > 0) {
                            System.out.println("main " + args[0] + " " + Main.class.desiredAssertionStatus() + " "
                                    + System.getProperty("report"));
                            return;
                        }
                        JvmProcess first = JvmProcess.of(p -> JvmProcess.of(() -> System.out.println("point " + p.x())).start().join(), new Point(3, 4)).start();
                        first.join();
                        JvmProcess second = JvmProcess.ofMain(Main.class, "again").start();
                        second.join();
                        System.out.println("codes " + first.exitCode().orElse(-1) + " " + second.exitCode().orElse(-1));
                    }
                }
                """;
        String imports = "import dev.cloister.process.JvmProcess;\npublic class Main {\n";
        String core = Program.location(JvmProcess.class).toString();
        Path source = Files.writeString(directory.resolve("Main.java"), imports + body);
        String[] lines = {"point 3", "main again true a b", "codes 0 0"};
        Program.Ended launched = new Program(directory, "-cp", core, source.toString())
                .jvm("-ea", "-Dreport=a b")
                .run()
                .assertClean();
        assertThat(launched.out().lines()).containsExactly(lines);
        Path sources = Files.createDirectories(directory.resolve("src/app"));
        Path descriptor = Files.writeString(
                sources.resolveSibling("module-info.java"), "module app { requires dev.cloister; }\n");
        Path main = Files.writeString(sources.resolve("Main.java"), "package app;\n" + imports + body);
        Path modules = directory.resolve("modules");
        javac("-p", core, "-d", modules.resolve("app").toString(), descriptor.toString(), main.toString());
        Program.Ended modular = new Program(
                        directory, "-p", core + java.io.File.pathSeparator + modules, "-m", "app/app.Main")
                .jvm("-ea", "-Dreport=a b")
                .run()
                .assertClean();
        assertThat(modular.out().lines()).containsExactly(lines);
    }

    private static void javac(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(printer, printer, arguments);
        assertThat(code).as(said.toString()).isZero();
    }
}
