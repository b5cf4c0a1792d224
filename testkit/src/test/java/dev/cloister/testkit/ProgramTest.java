package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.testkit.programs.Report;
import dev.cloister.testkit.programs.StaticPool;
import dev.cloister.testkit.programs.WorkInHand;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole programs, started in the ways in which people start them. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ProgramTest {
    private static final String SQUARES = "squares [1, 4, 9]";
    private static final int PROCESSES = 3;

    @TempDir
    private Path directory;

    @Test
    void o04_workSubmittedBeforeMainReturnsIsCompleted() throws Exception {
        Path gate = Files.createDirectory(directory.resolve("gate"));
        try (Program.Running running =
                Program.main(directory, WorkInHand.class, gate.toString()).start()) {
            assertThat(running.awaitEnd().assertClean().out()).contains("main returns");
            assertThat(Gate.in(gate).count()).isEqualTo(10);
            running.assertNothingLeft();
        }
    }

    @Test
    void p20_aPoolInAStaticInitializerStartsNoChainOfProcesses() throws Exception {
        try (Program.Running running = Program.main(directory, StaticPool.class).start()) {
            AtomicInteger most = new AtomicInteger();
            Await.until("it does not end", Program.END, () -> {
                most.accumulateAndGet(running.family().size(), Math::max);
                return !running.process().isAlive();
            });
            assertThat(running.awaitEnd().out()).contains("dev.cloister.maxDepth");
            assertThat(most).hasValueBetween(1, PROCESSES);
            running.assertNothingLeft();
        }
    }

    @Test
    void o06_aPlainProgramPrintsWhatItShouldAndNothingElse() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class).run().assertClean();
        assertThat(ended.out().lines()).hasSize(5).contains(SQUARES, "property null", "assertions false");
    }

    @Test
    void o06_relativeClassPathEntriesAndWorkersInAnotherDirectory() throws Exception {
        Path here = Files.createDirectories(directory.resolve("a/b/c"));
        Path there = Files.createDirectories(directory.resolve("elsewhere"));
        String relative = Program.classPathEntries().stream()
                .map(entry -> here.toAbsolutePath().relativize(entry).toString())
                .collect(Collectors.joining(File.pathSeparator));
        Program.Ended ended = new Program(directory, "-cp", relative, Report.class.getName(), there.toString())
                .in(here)
                .run()
                .assertClean();
        assertThat(ended.out()).contains(SQUARES).contains("directory " + there.toRealPath());
    }

    @Test
    void o06_aDirectoryWithBlanksAndQuotesInItsName() throws Exception {
        Path odd = Files.createDirectories(directory.resolve("a b\"c'd #e"));
        Path copy = odd.resolve("classes");
        copyTree(Program.location(Report.class), copy);
        String classPath = Program.location(Pool.class) + File.pathSeparator + copy;
        Program.Ended ended = new Program(directory, "-cp", classPath, Report.class.getName(), odd.toString())
                .in(odd)
                .run()
                .assertClean();
        assertThat(ended.out()).contains(SQUARES).contains("directory " + odd.toRealPath());
    }

    private static void copyTree(Path from, Path to) throws Exception {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void o06_aSourceFileLaunchedDirectly() throws Exception {
        Path source = Files.writeString(directory.resolve("Hello.java"), """
                import dev.cloister.Pool;
                import java.util.List;

                public class Hello {
                    record Point(int x, int y) implements java.io.Serializable {}

                    public static void main(String[] args) throws Exception {
                        int captured = 40;
                        try (Pool pool = Pool.ofProcesses(2)) {
                            System.out.println("lambda " + pool.submit(() -> captured + 2).get());
                            System.out.println("record " + pool.map(x -> new Point(x, -x), List.of(1)));
                        }
                    }
                }
                """);
        Program.Ended ended = new Program(
                        directory, "-cp", Program.location(Pool.class).toString(), source.toString())
                .run()
                .assertClean();
        assertThat(ended.out().lines()).containsExactly("lambda 42", "record [Point[x=1, y=-1]]");
    }

    @Test
    void o06_aProgramOnTheModulePath() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("src/app"));
        Path modules = directory.resolve("modules");
        Path descriptor = Files.writeString(
                sources.resolveSibling("module-info.java"), "module app { requires dev.cloister; }\n");
        Path main = Files.writeString(sources.resolve("Main.java"), """
                package app;

                import dev.cloister.Pool;
                import java.util.List;

                class Main {
                    record Point(int x, int y) implements java.io.Serializable {}

                    static class Failure extends Exception {
                        private static final long serialVersionUID = 1;
                        final int code;

                        Failure(int code) {
                            this.code = code;
                        }
                    }

                    public static void main(String[] args) throws Exception {
                        try (Pool pool = Pool.ofProcesses(2)) {
                            System.out.println("module "
                                    + pool.submit(() -> Main.class.getModule().getName()).get());
                            System.out.println("record " + pool.map(x -> new Point(x, -x), List.of(1)));
                            pool.submit(() -> {
                                throw new Failure(9);
                            }).get();
                        } catch (java.util.concurrent.ExecutionException e) {
                            System.out.println("failure " + ((Failure) e.getCause()).code);
                        }
                    }
                }
                """);
        String core = Program.location(Pool.class).toString();
        javac("-p", core, "-d", modules.resolve("app").toString(), descriptor.toString(), main.toString());
        Program.Ended ended = new Program(directory, "-p", core + File.pathSeparator + modules, "-m", "app/app.Main")
                .run()
                .assertClean();
        assertThat(ended.out().lines()).containsExactly("module app", "record [Point[x=1, y=-1]]", "failure 9");
    }

    @Test
    void o02_logRecordsOfWorkersOfAProgramOnTheModulePath() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("src/app"));
        Path modules = directory.resolve("modules");
        Path descriptor = Files.writeString(
                sources.resolveSibling("module-info.java"),
                "module app { requires dev.cloister; requires java.logging; }\n");
        Path main = Files.writeString(sources.resolve("Main.java"), """
                package app;

                import dev.cloister.Pool;
                import java.util.logging.Logger;

                class Main {
                    public static void main(String[] args) throws Exception {
                        try (Pool pool = Pool.ofProcesses(1)) {
                            pool.submit(() -> Logger.getLogger("app").warning("from afar")).get();
                        }
                    }
                }
                """);
        String core = Program.location(Pool.class).toString();
        javac("-p", core, "-d", modules.resolve("app").toString(), descriptor.toString(), main.toString());
        Program.Ended ended = new Program(directory, "-p", core + File.pathSeparator + modules, "-m", "app/app.Main")
                .jvm("-Djava.util.logging.SimpleFormatter.format=%4$s %3$s %5$s%n")
                .run()
                .assertSuccess();
        assertThat(ended.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).matches("WARNING app \\[worker-1 pid \\d+ task 1] from afar"));
    }

    @Test
    void o01_oneSettingSwitchesTheRuntimesLogOnInWorkersToo() throws Exception {
        Path gate = Files.createDirectory(directory.resolve("gate"));
        Program.Ended ended = Program.main(directory, WorkInHand.class, gate.toString())
                .jvm("-Ddev.cloister.log=debug", "-Djava.util.logging.SimpleFormatter.format=%4$s %3$s %5$s%n")
                .run()
                .assertSuccess();
        assertThat(ended.err().lines()).allMatch(line -> line.matches("(.* )?(FINE dev.cloister |cloister DEBUG: ).*"));
        assertThat(ended.err())
                .containsPattern("FINE dev.cloister pool-1: opened, ")
                .containsPattern("FINE dev.cloister pool-1: worker-1 started, pid \\d+, after \\d+ ms")
                .containsPattern("FINE dev.cloister \\[worker-1 pid \\d+] worker-1: waits for tasks")
                .containsPattern("cloister DEBUG: exit: 1 open pools with 0 unfinished tasks")
                .containsPattern("cloister DEBUG: pool-1: worker-2 \\(pid \\d+\\) left")
                .containsPattern("cloister DEBUG: pool-1: ended, .*completed=10");
    }

    @Test
    void o06_aJarThatAnAgentHasAddedIsReportedUnlessWorkersHaveTheAgent() throws Exception {
        Path task = source("extra/Task.java", """
                package extra;

                public class Task implements java.util.concurrent.Callable<String>, java.io.Serializable {
                    public String call() {
                        return "from the agent's jar";
                    }
                }
                """);
        Path agent = source("agent/Agent.java", """
                package agent;

                public class Agent {
                    public static void premain(String jar, java.lang.instrument.Instrumentation jvm) throws Exception {
                        jvm.appendToSystemClassLoaderSearch(new java.util.jar.JarFile(jar));
                    }
                }
                """);
        Path main = source("app/Main.java", """
                package app;

                import dev.cloister.*;
                import java.util.concurrent.Callable;

                public class Main {
                    public static void main(String[] args) throws Exception {
                        Callable<?> task = (Callable<?>) Class.forName("extra.Task").getConstructor().newInstance();
                        WorkerOptions plain = WorkerOptions.defaults();
                        try (Pool with = Pool.open(PoolOptions.ofProcesses(1));
                                Pool without = Pool.open(PoolOptions.ofProcesses(1)
                                        .withWorkers(plain.withInheritedJvmArguments(false)))) {
                            System.out.println(with.submit(task).get());
                            System.out.println(without.submit(task).get());
                        }
                    }
                }
                """);
        Path classes = directory.resolve("classes");
        String core = Program.location(Pool.class).toString();
        javac("-cp", core, "-d", classes.toString(), task.toString(), agent.toString(), main.toString());
        Path extraJar = jar("extra.jar", "", classes, "extra");
        Path agentJar = jar("agent.jar", "Premain-Class: agent.Agent\n", classes, "agent");
        Path appJar = jar("app.jar", "", classes, "app");
        Program.Ended ended = new Program(directory, "-cp", core + File.pathSeparator + appJar, "app.Main")
                .jvm("-javaagent:" + agentJar + "=" + extraJar)
                .run();
        assertThat(ended.err()).contains("extra.Task", extraJar.toString(), "agent", "put it on the class path");
        assertThat(ended.out().lines()).containsExactly("from the agent's jar");
        assertThat(ended.code()).isEqualTo(1);
    }

    private Path source(String name, String text) throws Exception {
        Path file = directory.resolve("src").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path jar(String name, String manifest, Path classes, String content) throws Exception {
        Path file = directory.resolve(name);
        Path lines = Files.writeString(directory.resolve(name + ".mf"), "Manifest-Version: 1.0\n" + manifest);
        run("jar", "-c", "-f", file.toString(), "-m", lines.toString(), "-C", classes.toString(), content);
        return file;
    }

    @Test
    void o06_aProgramWithoutTheModulesForLoggingAndRecording() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class)
                .jvm("--limit-modules", "java.base,java.management")
                .run()
                .assertClean();
        assertThat(ended.out()).contains(SQUARES);
        ended = Program.main(directory, Report.class)
                .jvm("--limit-modules", "java.base,java.management", "-Ddev.cloister.log=loud")
                .run()
                .assertSuccess();
        assertThat(ended.out()).contains(SQUARES);
        assertThat(ended.err().lines())
                .allMatch(line -> line.contains("cloister: the system property dev.cloister.log is ALL, TRACE,"));
    }

    private static void javac(String... arguments) {
        run("javac", arguments);
    }

    private static void run(String tool, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(printer, printer, arguments);
        assertThat(code).as(said.toString()).isZero();
    }

    @Test
    void p21_flagsThatShapeTheProgramAreInheritedAndTheHeapSizeIsNot() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class)
                .jvm("-ea", "-Dreport=a b", "-Xmx77m")
                .run()
                .assertClean();
        assertThat(ended.out()).contains(SQUARES).contains("assertions true").contains("property a b");
        assertThat(ended.out().lines().filter(line -> line.startsWith("heap ")))
                .singleElement()
                .satisfies(line -> assertThat(Integer.parseInt(line.substring("heap ".length())))
                        .isGreaterThan(100));
    }

    @Test
    void p21_javaToolOptionsDoNotBreakWorkers() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class)
                .variable("JAVA_TOOL_OPTIONS", "-Dreport=tool")
                .variable("JDK_JAVA_OPTIONS", "-ea")
                .run()
                .assertSuccess();
        assertThat(ended.out()).contains(SQUARES).contains("property tool").contains("assertions true");
    }

    @Test
    void p21_aLogFileOfTheParentIsItsOwn() throws Exception {
        Path log = directory.resolve("gc.log");
        Program.Ended ended = Program.main(directory, Report.class)
                .jvm("-Xlog:gc*:file=" + log)
                .run()
                .assertClean();
        assertThat(ended.out()).contains(SQUARES);
        assertThat(log).isNotEmptyFile();
    }

    @Test
    void p21_aLogOnStandardOutputDoesNotBreakWorkers() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class)
                .jvm("-Xlog:gc*,class+load", "-verbose:gc")
                .run()
                .assertSuccess();
        assertThat(ended.out()).contains(SQUARES);
    }

    @Test
    void p21_aDebuggerOnTheParentIsItsOwn() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class)
                .jvm("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=" + freePort())
                .run()
                .assertClean();
        assertThat(ended.out()).contains(SQUARES);
    }

    @Test
    void p21_aDebuggerInJavaToolOptionsIsTheParentsOwn() throws Exception {
        Program.Ended ended = Program.main(directory, Report.class)
                .variable(
                        "JAVA_TOOL_OPTIONS",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=" + freePort())
                .run()
                .assertSuccess();
        assertThat(ended.out()).contains(SQUARES);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
