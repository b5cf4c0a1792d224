package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Backend;
import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.OutputListener.Source;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerException;
import dev.cloister.WorkerExitedException;
import dev.cloister.WorkerStatistics;
import dev.cloister.faults.Faults;
import dev.cloister.faults.Native;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on the backends with worker processes: who runs what, who dies and what is moved, and what is printed. */
public abstract class ProcessPoolContract extends WorkerHooksContract {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** For subclasses. */
    protected ProcessPoolContract() {}

    @Test
    final void w05_tasksOneAfterTheOtherUseOneWorker() throws Exception {
        Set<Long> pids = new HashSet<>();
        try (Pool pool = open()) {
            for (int i = 0; i < 20; i++) {
                pids.add(Endings.value(pool.submit(() -> pid())));
            }
            assertThat(pids).hasSize(1).doesNotContain(pid());
            assertThat(pool.statistics().started()).isEqualTo(1);
            assertThat(pool.statistics().workers())
                    .extracting(WorkerStatistics::pid)
                    .containsExactlyElementsOf(pids);
        }
    }

    @Test
    final void w06_withMoreTasksThanPlacesExactlyAsManyWorkersExist(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            List<TaskFuture<Long>> running = occupy(pool, gate);
            List<TaskFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                waiting.add(pool.submit(() -> number));
            }
            assertThat(new HashSet<>(gate.pids())).hasSize(processes());
            gate.open();
            Endings.values(running);
            Endings.values(waiting);
            assertThat(pool.statistics().started()).isEqualTo(processes());
            assertThat(pool.statistics().workers())
                    .extracting(WorkerStatistics::pid)
                    .containsExactlyInAnyOrderElementsOf(new HashSet<>(gate.pids()));
        }
    }

    @Test
    final void m16_theWorkerKeepsNoArgument() throws Exception {
        RemoteFunction<byte[], Long> remember = bytes -> {
            remember(bytes);
            return pid();
        };
        try (Pool pool = open()) {
            long worker = Endings.value(pool.submit(remember, new byte[1 << 16]));
            Endings.value(pool.submit(() -> 1)); // what a worker has in hand may be the last task's
            assertThat(Endings.value(pool.submit(() -> isCollected(SOON)))).isTrue();
            assertThat(Endings.value(pool.submit(() -> pid()))).isEqualTo(worker);
        }
    }

    @Test
    final void x06_anIdleWorkerThatDiesIsReplacedSilently() throws Exception {
        try (Pool pool = open()) {
            long first = Endings.value(pool.submit(() -> pid()));
            Processes.signal(first, "KILL");
            assertGone(first);
            Await.until(
                    "the death was not counted",
                    SOON,
                    () -> pool.statistics().deaths().containsKey(Cause.KILLED));
            assertThat(Endings.value(pool.submit(() -> pid()))).isNotEqualTo(first);
            assertThat(pool.statistics().deaths()).containsOnly(Map.entry(Cause.KILLED, 1L));
            assertThat(pool.statistics().failed()).isZero();
        }
    }

    @Test
    final void x06_aTaskGivenToADyingIdleWorkerIsMoved() throws Exception {
        try (Pool pool = open()) {
            for (int round = 0; round < 4; round++) {
                long worker = Endings.value(pool.submit(() -> pid()));
                ProcessHandle.of(worker).orElseThrow().destroyForcibly();
                assertThat(Endings.value(pool.submit(() -> pid()))).isNotEqualTo(worker);
            }
        }
    }

    @Test
    final void cancelKillsALoopThatTakesNoNoticeOfInterrupts(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(options().withCancelGrace(Duration.ofMillis(100)))) {
            TaskFuture<Object> future = pool.submit(() -> {
                gate.mark(0);
                return new Faults.Hang().call();
            });
            gate.awaitMarks(1);
            long worker = gate.pids().getFirst();
            assertThat(future.cancel(true)).isTrue();
            assertThat(future.isCancelled()).isTrue();
            assertGone(worker);
            assertThat(Endings.value(pool.submit(() -> pid()))).isNotEqualTo(worker);
            assertThat(pool.statistics().cancelled()).isEqualTo(1);
        }
    }

    @Test
    final void cancelOfATaskThatReactsKeepsTheWorker(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.open(options().withCancelGrace(Duration.ofSeconds(20)))) {
            TaskFuture<Long> future = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            assertThat(future.cancel(true)).isTrue();
            assertThat(Endings.value(pool.submit(() -> pid())))
                    .isEqualTo(gate.pids().getFirst());
            assertThat(pool.statistics().deaths()).isEmpty();
        }
    }

    @Test
    final void l01_aKillerTaskRunsOnceAndTasksThatHadNotStartedAreMoved(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        int killer = 5;
        int count = 60;
        try (Pool pool = open()) {
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(
                    x -> {
                        gate.mark(x);
                        if (x == killer) {
                            Runtime.getRuntime().halt(3);
                        }
                        return square(x);
                    },
                    IntStream.range(0, count).boxed().toList());
            int lost = 0;
            for (Outcome<Integer> outcome : outcomes) {
                switch (outcome) {
                    case Outcome.Success<Integer>(int index, Integer value) ->
                        assertThat(value).isEqualTo(index * index);
                    case Outcome.Failure<Integer>(int index, Throwable error) -> {
                        assertThat(error).isInstanceOf(WorkerExitedException.class);
                        lost++;
                    }
                }
            }
            assertThat(outcomes.get(killer).isSuccess()).isFalse();
            assertThat(lost).as("failed tasks").isLessThanOrEqualTo(threadsPerWorker());
            assertThat(gate.count()) // the killer's neighbours may have been killed on the way to their marks
                    .as("bodies that began; a second time would fail")
                    .isBetween(count - (lost - 1), count);
        }
    }

    /** How many tasks one worker may be running. */
    private int threadsPerWorker() {
        return backend(1).parallelism();
    }

    @Test
    final void l01_killersAmongManyChangeNoOtherTask(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        int count = 40;
        try (Pool pool = Pool.open(PoolOptions.of(oneTaskPerWorker()))) {
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(
                    x -> {
                        gate.mark(x);
                        if (x % 10 == 3) {
                            Runtime.getRuntime().halt(x);
                        }
                        return square(x);
                    },
                    IntStream.range(0, count).boxed().toList(),
                    7);
            for (int i = 0; i < count; i++) {
                if (i % 10 == 3) {
                    int code = i;
                    assertThat(outcomes.get(i))
                            .isInstanceOfSatisfying(
                                    Outcome.Failure.class,
                                    failure -> assertThat(failure.error())
                                            .isInstanceOfSatisfying(WorkerException.class, e -> {
                                                assertThat(e.death().exitCode()).isEqualTo(code);
                                                assertThat(e.taskIndex()).isEqualTo(code);
                                            }));
                } else {
                    assertThat(outcomes.get(i)).isEqualTo(new Outcome.Success<>(i, square(i)));
                }
            }
            assertThat(gate.count()).isEqualTo(count);
        }
    }

    /** Two processes, whatever the backend under test. */
    private static Backend oneTaskPerWorker() {
        return Backend.processes(2);
    }

    private record Line(String worker, Source source, String text) {}

    private Pool printing(Queue<Line> lines) {
        return Pool.open(options().withOutput((worker, source, line) -> lines.add(new Line(worker, source, line))));
    }

    private static void awaitLine(Queue<Line> lines, Line line) throws Exception {
        Await.until(() -> line + " is not among " + lines, SOON, () -> lines.contains(line));
    }

    @Test
    final void o02_outputComesLineByLineWithTheWorkersName() throws Exception {
        Queue<Line> lines = new ConcurrentLinkedQueue<>();
        List<Line> expected = new ArrayList<>();
        try (Pool pool = printing(lines)) {
            Endings.value(pool.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    System.out.println("line " + i);
                }
                System.out.print("h\u00e9llo ");
                System.out.println("w\u00f6rld");
            }));
            String worker = pool.statistics().workers().getFirst().name();
            assertThat(worker).isEqualTo("worker-1");
            for (int i = 0; i < 100; i++) {
                expected.add(new Line(worker, Source.OUT, "line " + i));
            }
            expected.add(new Line(worker, Source.OUT, "h\u00e9llo w\u00f6rld"));
            awaitLine(lines, expected.getLast());
        }
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    @Test
    final void o02_standardErrorAndNativeOutputAreStandardError() throws Exception {
        Queue<Line> lines = new ConcurrentLinkedQueue<>();
        try (Pool pool = printing(lines)) {
            Endings.value(pool.submit(() -> System.err.println("on err")));
            Endings.value(pool.submit(() -> nativeWrite(1, "on descriptor 1\n")));
            Endings.value(pool.submit(() -> nativeWrite(2, "on descriptor 2\n")));
            String worker = pool.statistics().workers().getFirst().name();
            awaitLine(lines, new Line(worker, Source.ERR, "on err"));
            awaitLine(lines, new Line(worker, Source.ERR, "on descriptor 1"));
            awaitLine(lines, new Line(worker, Source.ERR, "on descriptor 2"));
        }
    }

    private static int nativeWrite(int descriptor, String text) throws Exception {
        try {
            Native.write(descriptor, text);
            return 0;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    @Test
    final void o02_aPartialLastLineIsNotLostInAHalt() throws Exception {
        Queue<Line> lines = new ConcurrentLinkedQueue<>();
        try (Pool pool = printing(lines)) {
            TaskFuture<Object> future = pool.submit(() -> {
                System.out.println("whole");
                System.out.print("partial");
                return new Faults.HaltNow(1).call();
            });
            String worker =
                    Endings.error(future, WorkerExitedException.class).death().worker();
            awaitLine(lines, new Line(worker, Source.OUT, "whole"));
            awaitLine(lines, new Line(worker, Source.OUT, "partial"));
        }
    }

    @Test
    final void o02_aPartialLastLineComesWhenThePoolIsClosed() throws Exception {
        Queue<Line> lines = new ConcurrentLinkedQueue<>();
        try (Pool pool = printing(lines)) {
            Endings.value(pool.submit(() -> System.out.print("no line end")));
        }
        awaitLine(lines, new Line("worker-1", Source.OUT, "no line end"));
    }

    @Test
    final void o02_aListenerThatThrowsIsCountedAndTheTaskGoesOn() throws Exception {
        PoolOptions options = options().withOutput((worker, source, line) -> {
            throw new IllegalStateException("listener fails");
        });
        try (Pool pool = Pool.open(options)) {
            assertThat(Endings.value(pool.submit(() -> {
                        System.out.println("nobody listens");
                        return 1;
                    })))
                    .isEqualTo(1);
            Await.until("it was not counted", SOON, () -> pool.statistics().listenerFailures() == 1);
            assertThat(Endings.value(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    final void q11_standardInputOfATaskIsAtItsEnd() throws Exception {
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> System.in.read()))).isEqualTo(-1);
        }
    }

    @Test
    final void w10_killWorkersEndsLoopsAndTheirProcesses(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        List<TaskFuture<Object>> loops = new ArrayList<>();
        try (Pool pool = open()) {
            for (int i = 0; i < 2; i++) {
                int number = i;
                loops.add(pool.submit(() -> {
                    gate.mark(number);
                    return new Faults.Hang().call();
                }));
            }
            gate.awaitMarks(2);
            pool.killWorkers();
            for (TaskFuture<Object> loop : loops) {
                assertThat(loop.isCancelled()).isTrue();
            }
        }
        for (long pid : gate.pids()) {
            assertGone(pid);
        }
    }

    @Test
    final void w18_endingWorkersThatAreDeadAlreadyNeverThrows() throws Exception {
        try (Pool pool = open()) {
            long worker = Endings.value(pool.submit(() -> pid()));
            Processes.signal(worker, "KILL");
            assertGone(worker);
            pool.killWorkers();
            pool.terminateWorkers();
            assertRejected(() -> pool.submit(() -> 1));
        }
    }

    @Test
    final void l06_aTaskCannotTakeThePoolWithIt() throws Exception {
        try (Pool pool = open()) {
            assertThatThrownBy(() -> pool.submit(() -> pool.name()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("pool");
        }
    }

    @Test
    final void l06_aPoolInAWorkerIsRefused() throws Exception {
        try (Pool pool = open()) {
            TaskFuture<Integer> nested = pool.submit(() -> {
                try (Pool inner = Pool.ofProcesses(1)) {
                    return inner.submit(() -> 1).get();
                } catch (ExecutionException e) {
                    return -1;
                }
            });
            assertThat(Endings.error(nested, IllegalStateException.class))
                    .hasMessageContaining("dev.cloister.maxDepth");
        }
    }
}
