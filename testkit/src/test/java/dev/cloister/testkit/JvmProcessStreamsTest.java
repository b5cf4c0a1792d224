package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.process.ExitInfo.Cause;
import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes by hand: what they read and print, P18 and P07. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class JvmProcessStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LARGE = 300_000;

    private static ProcessOptions options() {
        return ProcessOptions.defaults();
    }

    private static void assertReturned(JvmProcess process) throws InterruptedException {
        assertThat(process.join(SOON)).as("%s ends", process).isTrue();
        assertThat(process.exitInfo().orElseThrow().cause()).isEqualTo(Cause.RETURNED);
        process.close();
    }

    @Test
    void p18_whatIsPrintedGoesToTheParentsStreamsAndNothingIsLost() throws Exception {
        String euros = "\u20ac".repeat(LARGE / 3);
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            JvmProcess process = JvmProcess.of(() -> {
                        System.out.println(euros); // longer than any buffer, and cut within no character
                        for (int i = 0; i < 1_000; i++) {
                            System.out.println("line " + i);
                        }
                        System.out.print("no line end");
                    })
                    .start();
            assertReturned(process);
        } finally {
            System.setOut(before);
        }
        StringBuilder expected = new StringBuilder(euros).append('\n');
        for (int i = 0; i < 1_000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo(expected + "no line end");
    }

    @Test
    void p18_brokenStreamsOfTheParentPreventNothing() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        System.setOut(new PrintStream(broken, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                throw new IllegalStateException("a stream of the user's that throws");
            }
        });
        System.setErr(new PrintStream(broken, true, StandardCharsets.UTF_8));
        try {
            System.err.close();
            assertReturned(JvmProcess.of(() -> {
                        System.out.println("nobody hears");
                        System.err.println("of this");
                    })
                    .start());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void p18_closedAndReplacedStreamsOfTheChildPreventNothing() throws Exception {
        JvmProcess closes = JvmProcess.of(() -> {
                    System.out.close();
                    System.err.close();
                    System.in.close();
                    System.out.println("lost");
                })
                .start();
        JvmProcess replaces = JvmProcess.of(() -> {
                    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
                    System.setErr(System.out);
                    System.exit(5);
                })
                .start();
        assertReturned(closes);
        assertThat(replaces.join(SOON)).isTrue();
        assertThat(replaces.exitCode()).hasValue(5);
    }

    @Test
    void p18_standardInputIsEmptyAndTheParentsIsNotRead() throws Exception {
        try (JvmProcess process = JvmProcess.of(() -> System.exit(System.in.read() + 10))) {
            process.start();
            assertThat(process.join(SOON)).isTrue();
            assertThat(process.exitCode()).hasValue(9);
            assertThatThrownBy(process::standardInput)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("withPipedInput");
            assertThatThrownBy(process::standardOutput)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("withPipedOutput");
        }
    }

    @Test
    void p18_pipesOfBothDirections() throws Exception {
        JvmProcess process = JvmProcess.of(
                        () -> {
                            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                            System.out.print("name? "); // no line end: it must come all the same
                            String name = in.readLine();
                            System.err.println("asked " + name);
                            System.out.println(
                                    "length of the rest " + in.readLine().length());
                            System.out.println("end " + in.readLine());
                        },
                        options().withPipedInput().withPipedOutput())
                .start();
        var out = process.standardOutput();
        byte[] question = out.readNBytes(6);
        assertThat(new String(question, StandardCharsets.UTF_8)).isEqualTo("name? ");
        try (OutputStream in = process.standardInput()) {
            in.write("M\u00fcller\n".getBytes(StandardCharsets.UTF_8));
            in.write("x".repeat(LARGE).getBytes(StandardCharsets.UTF_8));
            in.write('\n');
        }
        assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("length of the rest " + LARGE + "\nend null\n");
        assertThat(new String(process.standardError().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("asked M\u00fcller\n");
        assertReturned(process);
    }

    @Test
    void p18_pipesThatNobodyReadsAndInputThatNobodyTakes() throws Exception {
        JvmProcess process = JvmProcess.of(
                        () -> System.out.println("x".repeat(LARGE)),
                        options().withPipedInput().withPipedOutput())
                .start();
        FutureTask<IOException> writing = new FutureTask<>(() -> {
            try {
                process.standardInput().write(new byte[LARGE]);
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        Thread.ofPlatform().daemon().start(writing);
        Await.until("the pipe is full", SOON, () -> process.standardOutput().available() >= 64 * 1024);
        process.kill();
        assertThat(process.join(SOON)).isTrue();
        assertThat(writing.get(10, TimeUnit.SECONDS)).hasMessageContaining("ended");
        assertThat(process.exitInfo().orElseThrow().cause()).isEqualTo(Cause.KILLED);
        assertThat(process.standardOutput().readAllBytes().length).isBetween(64 * 1024, LARGE);
    }

    @Test
    void o02_logRecordsOfAProcessArriveInTheParent() throws Exception {
        Logger logger = Logger.getLogger("testkit.process");
        List<String> records = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record.getLevel() + " " + record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            JvmProcess process = JvmProcess.of(
                            () -> Logger.getLogger("testkit.process").warning("from afar"),
                            options().withName("logs"))
                    .start();
            long pid = process.pid();
            assertReturned(process);
            assertThat(records).containsExactly("WARNING [logs pid " + pid + "] from afar");
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void p11_poolsAndSharedObjectsWorkInAProcess() throws Exception {
        try (var counter = dev.cloister.shared.SharedInteger.create(0)) {
            JvmProcess process = JvmProcess.of(() -> {
                        try (Pool pool = Pool.ofProcesses(2)) {
                            for (int square : pool.map(x -> x * x, List.of(1, 2, 3))) {
                                counter.addAndGet(square);
                            }
                            pool.submit(() -> counter.addAndGet(100)).get();
                        }
                    })
                    .start();
            assertReturned(process);
            assertThat(counter.get()).isEqualTo(114);
        }
    }
}
