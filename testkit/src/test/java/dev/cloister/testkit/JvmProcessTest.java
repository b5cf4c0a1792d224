package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.RemoteStackTrace;
import dev.cloister.process.CurrentProcess;
import dev.cloister.process.ExitInfo;
import dev.cloister.process.ExitInfo.Cause;
import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedQueue;
import dev.cloister.shared.Waiting;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Processes by hand: the contracts P01 to P13, of one process and its parent. */
final class JvmProcessTest extends ProcessFixture {

    record Argument(int number, List<String> texts, byte[] bytes) implements Serializable {}

    @Test
    void p01_aProcessIsAliveFromItsStartToItsEnd() throws Exception {
        Gate own = gate;
        JvmProcess process = JvmProcess.of(() -> own.pass(0));
        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitCode()).isEmpty();
        assertThat(JvmProcess.activeChildren()).isEmpty();
        assertThat(process.start()).isSameAs(process);
        assertThat(process.isAlive()).isTrue();
        assertThat(process.exitCode()).isEmpty();
        assertThat(process.exitInfo()).isEmpty();
        assertThat(JvmProcess.activeChildren()).containsExactly(process);
        gate.open();
        process.join();
        assertThat(process.exitCode()).hasValue(0);
        assertThat(process.exitInfo().orElseThrow().cause()).isEqualTo(Cause.RETURNED);
        assertThat(process.isAlive()).isFalse();
        assertThat(JvmProcess.activeChildren()).isEmpty();
        assertThat(gate.pids()).containsExactly(process.pid());
    }

    @Test
    void p02_argumentsArriveByValueAndCompleteAndNamesAreTheOneGivenOrUnique() throws Exception {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 7;
        List<String> texts = new ArrayList<>(List.of("a", "\u00e4\ud83d\ude00"));
        try (SharedQueue<Object> queue = SharedQueue.create(4)) {
            JvmProcess named = JvmProcess.of(
                    argument -> {
                        argument.texts().add("changed there");
                        queue.put(argument.texts());
                        queue.put(argument.number() + argument.bytes()[2_999_999]);
                        queue.put(JvmProcess.current());
                    },
                    new Argument(35, texts, large),
                    options().withName("reader of arguments").withDaemon(true));
            JvmProcess first = JvmProcess.of(() -> {});
            JvmProcess second = JvmProcess.of(() -> {});
            assertThat(first.name()).matches("Process-\\d+").isNotEqualTo(second.name());
            named.start();
            assertThat(queue.take()).isEqualTo(List.of("a", "\u00e4\ud83d\ude00", "changed there"));
            assertThat(queue.take()).isEqualTo(42);
            assertThat(queue.take()).isEqualTo(new CurrentProcess("reader of arguments", named.pid(), true));
            assertThat(texts).hasSize(2);
            assertThat(ended(named).cause()).isEqualTo(Cause.RETURNED);
        }
    }

    @Test
    void p02_aTargetThatCannotTravelIsRefusedByNameAndMayBeStartedNever() {
        Object unserializable = new Object();
        JvmProcess process = JvmProcess.of(() -> System.out.println(unserializable));
        assertThatThrownBy(process::start).isInstanceOf(CodecException.class).hasMessageContaining("java.lang.Object");
        assertThat(process.isAlive()).isFalse();
        process.close();
    }

    @Test
    void p03_aProcessStartsOnceAndOnlyWhereItWasMade() throws Exception {
        JvmProcess other = JvmProcess.of(() -> {});
        JvmProcess process = JvmProcess.of(() -> {
            assertThat(other.name()).isNotEmpty();
            other.start();
        });
        process.start();
        assertThatThrownBy(process::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("started before");
        ExitInfo info = ended(process);
        assertThat(info.cause()).isEqualTo(Cause.EXCEPTION);
        assertThat(info.error().orElseThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to process main (pid "
                        + ProcessHandle.current().pid());
    }

    @Test
    void p04_whatWasNotStartedCannotBeJoined() throws Exception {
        JvmProcess process = JvmProcess.of(() -> {});
        assertThatThrownBy(process::join).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> process.join(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::terminate).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::kill).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::interrupt).isInstanceOf(IllegalStateException.class);
        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitCode()).isEmpty();
        process.close();
    }

    @Test
    void p05_howItEndedIsRecordedAndNotGuessedFromTheCode() throws Exception {
        Gate own = gate;
        JvmProcess terminated = JvmProcess.of(() -> own.pass(1)).start();
        JvmProcess killed = JvmProcess.of(() -> own.pass(2)).start();
        JvmProcess signalled = JvmProcess.of(() -> own.pass(3)).start();
        JvmProcess looksKilled = JvmProcess.of(() -> System.exit(137)).start();
        gate.awaitMarks(3);
        long begin = System.nanoTime();
        assertThat(killed.join(Duration.ZERO)).isFalse();
        assertThat(killed.join(Duration.ofSeconds(-5))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(500));
        terminated.terminate();
        killed.kill();
        Processes.signal(signalled.pid(), "KILL");
        assertThat(ended(terminated).toString()).startsWith("TERMINATED, exit code 143, SIGTERM");
        assertThat(ended(killed).toString()).startsWith("KILLED, exit code 137, SIGKILL");
        assertThat(ended(signalled).toString()).startsWith("SIGNAL, exit code 137, SIGKILL");
        ExitInfo exit = ended(looksKilled);
        assertThat(exit.cause()).isEqualTo(Cause.EXIT);
        assertThat(exit.exitCode()).hasValue(137);
        assertThat(exit.signal()).isEmpty();
        assertThat(exit.detail()).contains("System.exit was called in thread main");
    }

    @Test
    void p05_whatEndsWhileItIsStartingIsToldToo() throws Exception {
        JvmProcess killed = JvmProcess.of(() -> {}).start();
        killed.kill();
        JvmProcess terminated = JvmProcess.of(JvmProcessTest::hang).start();
        assertThatThrownBy(terminated::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("alive");
        terminated.terminate();
        JvmProcess signalled = JvmProcess.of(() -> {}).start();
        Processes.signal(signalled.pid(), "KILL");
        assertThat(ended(killed).cause()).isEqualTo(Cause.KILLED);
        assertThat(ended(terminated).cause()).isEqualTo(Cause.TERMINATED);
        assertThat(ended(signalled).cause()).isEqualTo(Cause.FAILED_TO_START);
    }

    @Test
    void p06_anInterruptEndsWhoDoesNotHandleItAndLeavesOthersToBeKilled() throws Exception {
        Gate own = gate;
        JvmProcess obeys = JvmProcess.of(() -> own.pass(1)).start();
        JvmProcess early = JvmProcess.of(JvmProcessTest::hang).start();
        early.interrupt();
        JvmProcess deaf = JvmProcess.of(() -> {
                    own.mark(2);
                    while (true) {
                        if (Thread.interrupted()) {
                            own.mark(3);
                        }
                    }
                })
                .start();
        gate.awaitMarks(2);
        obeys.interrupt();
        deaf.interrupt();
        ExitInfo info = ended(obeys);
        assertThat(info.cause()).isEqualTo(Cause.EXCEPTION);
        assertThat(info.exitCode()).hasValue(1);
        assertThat(info.error()).containsInstanceOf(InterruptedException.class);
        assertThat(ended(early).error()).containsInstanceOf(InterruptedException.class);
        gate.awaitMarks(3);
        assertThat(deaf.isAlive()).isTrue();
        deaf.terminate();
        assertThat(ended(deaf).cause()).isEqualTo(Cause.TERMINATED);
    }

    @Test
    void p07_exitCodesAndWhatIsSaidAtTheEnd() throws Exception {
        var lines = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        ProcessOptions listening = options().withOutput((name, source, line) -> lines.add(source + " " + line));
        JvmProcess exits = JvmProcess.of(() -> System.exit(3)).start();
        JvmProcess says =
                JvmProcess.of(() -> JvmProcess.exit("no such table"), listening).start();
        JvmProcess throwing = JvmProcess.of(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        System.err.println("line " + i);
                    }
                    throw new IllegalArgumentException("of all", new java.io.IOException("the reason"));
                })
                .start();
        assertThat(ended(exits).exitCode()).hasValue(3);
        ExitInfo said = ended(says);
        assertThat(said.cause()).isEqualTo(Cause.EXIT);
        assertThat(said.exitCode()).hasValue(1);
        assertThat(lines).containsExactly("ERR no such table");
        ExitInfo thrown = ended(throwing);
        assertThat(thrown.exitCode()).hasValue(1);
        assertThat(thrown.stderrTail())
                .contains("line 1999\nException in thread \"main\" java.lang.IllegalArgumentException: of all")
                .contains("Caused by: java.io.IOException: the reason");
        Throwable error = thrown.error().orElseThrow();
        assertThat(error).isInstanceOf(IllegalArgumentException.class).hasMessage("of all");
        assertThat(error.getStackTrace()[0].getClassName()).startsWith(JvmProcessTest.class.getName());
        assertThat(error.getSuppressed()).hasAtLeastOneElementOfType(RemoteStackTrace.class);
        assertThat(thrown.error().orElseThrow()).isSameAs(error);
    }

    @Test
    void p08_theSentinelIsThereAfterTheStartAndStaysReady() throws Exception {
        Gate own = gate;
        JvmProcess process = JvmProcess.of(() -> own.pass(0));
        assertThatThrownBy(process::onExit).isInstanceOf(IllegalStateException.class);
        process.start();
        Pipe pipe = Pipe.duplex();
        try (var here = pipe.first();
                var there = pipe.second()) {
            var sentinel = process.onExit();
            List<Object> all = List.of(process, here);
            assertThat(Waiting.waitAny(all, Duration.ZERO)).isEmpty();
            there.send("first");
            assertThat(Waiting.waitAny(all, TEN_SECONDS)).containsExactly(here);
            gate.open();
            assertThat(Waiting.waitAny(List.of(process), TEN_SECONDS)).containsExactly(process);
            assertThat(sentinel.get(10, TimeUnit.SECONDS).exitCode()).hasValue(0);
            process.join();
            assertThat(Waiting.waitAny(all, Duration.ZERO)).containsExactly(process, here);
            assertThat(process.onExit()).isDone();
        }
    }

    @Test
    void p09_closeRefusesALivingProcessAndIsTheLastWord() throws Exception {
        Gate own = gate;
        JvmProcess process = JvmProcess.of(() -> own.pass(0)).start();
        assertThatThrownBy(process::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("alive");
        gate.open();
        process.join();
        process.close();
        process.close();
        assertThatThrownBy(process::isAlive).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::join).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::exitCode).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::exitInfo).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::name).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::onExit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::kill).isInstanceOf(IllegalStateException.class);
        assertThat(process.toString()).contains("closed");
        JvmProcess unused = JvmProcess.of(() -> {});
        unused.close();
        assertThatThrownBy(unused::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void p10_activeChildrenAreThoseThatLive() throws Exception {
        Gate own = gate;
        JvmProcess brief = JvmProcess.of(() -> {}).start();
        JvmProcess first = JvmProcess.of(() -> own.pass(1)).start();
        JvmProcess second = JvmProcess.of(() -> own.pass(2)).start();
        Await.until("the first has ended", SOON, () -> !brief.isAlive());
        assertThat(JvmProcess.activeChildren()).containsExactly(first, second);
        gate.open();
        assertThat(ended(first).exitCode()).hasValue(0);
        assertThat(ended(second).exitCode()).hasValue(0);
        assertThat(JvmProcess.activeChildren()).isEmpty();
    }

    private static void descend(SharedQueue<List<String>> queue, int levels) throws Exception {
        String above = JvmProcess.parentProcess().orElseThrow().name();
        queue.put(List.of(JvmProcess.current().name(), above));
        if (levels > 0) {
            JvmProcess below = JvmProcess.of(() -> descend(queue, levels - 1)).start();
            below.join();
            if (below.exitCode().orElse(-1) != 0) {
                throw new IllegalStateException("a child ended: " + below.exitInfo());
            }
        }
    }

    @Test
    void p11_p12_processesStartProcessesAndKnowTheirParents() throws Exception {
        assertThat(JvmProcess.parentProcess()).isEmpty();
        assertThat(JvmProcess.current().name()).isEqualTo("main");
        try (SharedQueue<List<String>> queue = SharedQueue.create(4)) {
            JvmProcess process = JvmProcess.of(() -> descend(queue, 2)).start();
            String name = process.name();
            assertThat(ended(process).cause()).isEqualTo(Cause.RETURNED);
            assertThat(queue.take()).containsExactly(name, "main");
            assertThat(queue.take()).containsExactly(name + ":1", name);
            assertThat(queue.take()).containsExactly(name + ":1:1", name + ":1");
        }
    }

    @Test
    void p12_aProcessSeesItsParentAliveAndAPoolsWorkerHasOneToo() throws Exception {
        long own = ProcessHandle.current().pid();
        try (SharedQueue<Object> queue = SharedQueue.create(8)) {
            JvmProcess process = JvmProcess.of(() -> {
                        var parent = JvmProcess.parentProcess().orElseThrow();
                        queue.put(parent.pid());
                        queue.put(parent.isAlive());
                        queue.put(parent.join(Duration.ZERO));
                        try (Pool pool = Pool.ofProcesses(1)) {
                            queue.put(pool.submit(() -> JvmProcess.parentProcess()
                                            .orElseThrow()
                                            .name())
                                    .get());
                        }
                    })
                    .start();
            String name = process.name();
            assertThat(ended(process).cause()).isEqualTo(Cause.RETURNED);
            assertThat(List.of(queue.take(), queue.take(), queue.take(), queue.take()))
                    .containsExactly(own, true, false, name);
        }
    }

    @Test
    void p13_threadsThatAreNoDaemonsHoldAProcess() throws Exception {
        Gate own = gate;
        JvmProcess process = JvmProcess.of(() -> {
                    Thread.ofPlatform().daemon(false).start(() -> {
                        try {
                            own.pass(0);
                            System.out.println("the thread ends");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    Thread.ofPlatform().daemon().start(() -> {
                        try {
                            own.mark(1);
                            hang();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                })
                .start();
        gate.awaitMarks(2);
        assertThat(process.join(Duration.ofMillis(200))).isFalse();
        gate.open();
        assertThat(ended(process).cause()).isEqualTo(Cause.RETURNED);
    }
}
