package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.WorkerOptions;
import dev.cloister.faults.Faults;
import dev.cloister.process.ExitInfo;
import dev.cloister.process.ExitInfo.Cause;
import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import dev.cloister.shared.SharedQueue;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes by hand: the contracts P16, P17, P19 and P21 to P24, of what processes take and are given, and of their ends. */
final class JvmProcessResourcesTest extends ProcessFixture {
    private static final int MANY = 16;

    @Test
    void p16_manyStartedAndKilledAtOnceLeaveNoZombieAndTheirCodes() throws Exception {
        List<JvmProcess> killed = new ArrayList<>();
        List<JvmProcess> terminated = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            (i % 2 == 0 ? killed : terminated)
                    .add(JvmProcess.of(JvmProcessResourcesTest::hang).start());
        }
        List<Long> pids = new ArrayList<>();
        JvmProcess.activeChildren().forEach(process -> pids.add(process.pid()));
        assertThat(pids).hasSize(MANY).doesNotHaveDuplicates();
        killed.forEach(JvmProcess::kill);
        terminated.forEach(JvmProcess::terminate);
        for (JvmProcess process : killed) {
            ExitInfo info = ended(process);
            assertThat(info.cause()).isEqualTo(Cause.KILLED);
            assertThat(info.exitCode()).hasValue(137);
        }
        for (JvmProcess process : terminated) {
            ExitInfo info = ended(process);
            assertThat(info.cause()).isEqualTo(Cause.TERMINATED);
            assertThat(info.exitCode()).hasValue(143);
        }
        for (long pid : pids) {
            assertThat(Path.of("/proc", Long.toString(pid))).doesNotExist(); // a zombie would be there
        }
    }

    private static int descriptors() throws Exception {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    @Test
    void p17_descriptorsOfAProcessDoNotGrowWithItsSiblings() throws Exception {
        Gate own = gate;
        try (SharedQueue<Integer> queue = SharedQueue.create(2)) {
            ended(JvmProcess.of(() -> queue.put(descriptors())).start());
            List<JvmProcess> siblings = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                siblings.add(JvmProcess.of(() -> own.pass(number)).start());
            }
            ended(JvmProcess.of(() -> queue.put(descriptors())).start());
            gate.open();
            for (JvmProcess sibling : siblings) {
                assertThat(ended(sibling).exitCode()).hasValue(0);
            }
            int alone = queue.take();
            assertThat(queue.take()).isEqualTo(alone);
        }
    }

    /** What the garbage collector is asked about. */
    static final class Heavy implements Serializable {
        private static final long serialVersionUID = 1;
        private final byte[] bytes = new byte[100_000];

        int size() {
            return bytes.length;
        }
    }

    private static JvmProcess startWith(List<WeakReference<Object>> references, Gate gate) {
        Heavy captured = new Heavy();
        Heavy argument = new Heavy();
        references.add(new WeakReference<>(captured));
        references.add(new WeakReference<>(argument));
        return JvmProcess.of(
                        given -> {
                            long pid = gate.pass(given.size() + captured.size());
                            System.out.println("passed in " + pid);
                        },
                        argument)
                .start();
    }

    @Test
    void p19_theHandleKeepsNeitherTargetNorArgument() throws Exception {
        List<WeakReference<Object>> references = new ArrayList<>();
        JvmProcess process = startWith(references, gate);
        gate.awaitMarks(1);
        Await.until("target and argument are garbage", TEN_SECONDS, () -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.get() == null);
        });
        assertThat(process.isAlive()).isTrue();
        gate.open();
        assertThat(ended(process).exitCode()).hasValue(0);
    }

    @Test
    void p21_flagsCanBeChosenForEachProcess() throws Exception {
        ProcessOptions own =
                options().withJvm(WorkerOptions.defaults().withJvmArguments("-Dchosen=by the process", "-ea"));
        try (SharedQueue<List<String>> queue = SharedQueue.create(2)) {
            ended(JvmProcess.of(() -> queue.put(flags())).start());
            ended(JvmProcess.of(() -> queue.put(flags()), own).start());
            assertThat(queue.take()).containsExactly("false", "null");
            assertThat(queue.take()).containsExactly("true", "by the process");
        }
    }

    private static List<String> flags() {
        return List.of(
                String.valueOf(JvmProcessResourcesTest.class.desiredAssertionStatus()),
                String.valueOf(System.getProperty("chosen")));
    }

    @Test
    void p22_exitHooksRunAndWhatHangsInThemIsKilled() throws Exception {
        Marks marks = Marks.in(Files.createDirectory(directory.resolve("marks")));
        Gate own = gate;
        JvmProcess returns = JvmProcess.of(
                        () -> Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.leaveOnce("returned"))))
                .start();
        JvmProcess exits = JvmProcess.of(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.leaveOnce("exited")));
                    System.exit(4);
                })
                .start();
        JvmProcess hangs = JvmProcess.of(
                        () -> {
                            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                                marks.leaveOnce("hangs");
                                while (true) {
                                    java.util.concurrent.locks.LockSupport.park();
                                }
                            }));
                            own.pass(0);
                        },
                        options().withExitGrace(Duration.ofMillis(300)))
                .start();
        gate.awaitMarks(1);
        hangs.terminate();
        assertThat(ended(returns).cause()).isEqualTo(Cause.RETURNED);
        assertThat(ended(exits).exitCode()).hasValue(4);
        ExitInfo info = ended(hangs);
        assertThat(info.cause()).isEqualTo(Cause.KILLED);
        assertThat(info.exitCode()).hasValue(137);
        assertThat(marks.all("")).containsExactly("exited", "hangs", "returned");
    }

    @Test
    void p23_environmentDirectoryHeapAndPriorityAreSetBeforeAnyClassLoads() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        WorkerOptions jvm = WorkerOptions.defaults()
                .withEnvironment("TESTKIT_VARIABLE", "value")
                .withoutEnvironment("HOME")
                .withDirectory(elsewhere)
                .withHeap(48L << 20)
                .withNiceness(7)
                .withPinning(List.of(java.util.Set.of(0)));
        try (SharedQueue<List<Object>> queue = SharedQueue.create(1)) {
            JvmProcess process = JvmProcess.of(
                            () -> queue.put(Early.SEEN), options().withJvm(jvm))
                    .start();
            assertThat(ended(process).cause()).isEqualTo(Cause.RETURNED);
            assertThat(queue.take())
                    .containsExactly("value", "null", elsewhere.toRealPath().toString(), true, true, "7");
        }
    }

    /** What its static initializer finds. */
    static final class Early {
        static final List<Object> SEEN = look();

        private Early() {}

        private static List<Object> look() {
            try {
                String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.UTF_8);
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return List.of(
                        String.valueOf(System.getenv("TESTKIT_VARIABLE")),
                        String.valueOf(System.getenv("HOME")),
                        Path.of("").toRealPath().toString(),
                        Runtime.getRuntime().availableProcessors() == 1,
                        Runtime.getRuntime().maxMemory() <= 48L << 20,
                        fields[16]);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void p24_theEndIsExplained() throws Exception {
        ProcessOptions small = options()
                .withJvm(WorkerOptions.defaults().withHeap(24L << 20).withJvmArguments("-XX:-UseGCOverheadLimit"));
        JvmProcess outOfMemory = JvmProcess.of(
                        () -> {
                            List<byte[]> all = new ArrayList<>();
                            while (true) {
                                all.add(new byte[1 << 20]);
                            }
                        },
                        small)
                .start();
        JvmProcess slow = JvmProcess.of(JvmProcessResourcesTest::hang, options().withTimeLimit(Duration.ofMillis(200)))
                .start();
        JvmProcess talkative = JvmProcess.of(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                System.err.println("line number " + i);
                            }
                            Object _ = new Faults.Segfault().call();
                        },
                        options().withOutput((name, source, line) -> {}))
                .start();
        ExitInfo memory = ended(outOfMemory);
        assertThat(memory.cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(memory.error()).containsInstanceOf(OutOfMemoryError.class);
        ExitInfo time = ended(slow);
        assertThat(time.cause()).isEqualTo(Cause.TIME_LIMIT);
        assertThat(time.detail()).contains("200 ms");
        ExitInfo crash = ended(talkative);
        assertThat(crash.cause()).isEqualTo(Cause.CRASH);
        assertThat(crash.signal()).contains("SIGSEGV");
        assertThat(crash.stderrTail()).contains("line number 9999").hasSizeBetween(60 * 1024, 64 * 1024);
    }
}
