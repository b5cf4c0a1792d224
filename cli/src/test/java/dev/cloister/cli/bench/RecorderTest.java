package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run for the timeline sees of pools. */
class RecorderTest {
    private static final int TASKS = 12;
    private static final int MILLIS = 20;

    /** Fails, and is no good for CPython. */
    private record Failing(boolean interrupted) implements Task {
        @Override
        public Answer call() throws Exception {
            if (interrupted) {
                throw new InterruptedException("stop");
            }
            throw new IllegalStateException("no luck");
        }

        @Override
        public Map<String, Object> forPython() {
            return Map.of();
        }
    }

    static Stream<Arguments> backends() {
        return Stream.of(
                Arguments.of(Mode.THREADS, Backend.threads(3), 3, "thread 1"),
                Arguments.of(Mode.VIRTUAL_THREADS, Backend.virtualThreads(), TASKS, "virtual thread 1"),
                Arguments.of(Mode.PROCESSES, Backend.processes(2), 2, "worker 1"),
                Arguments.of(Mode.PROCESSES_X_THREADS, new Backend.Processes(2, 3), 6, "worker 1 / thread 1"));
    }

    @ParameterizedTest
    @MethodSource("backends")
    @Tag("process")
    void seesEveryTaskOnce(Mode mode, Backend backend, int mostLanes, String firstLane) throws Exception {
        var workload = new WaitWorkload(TASKS, MILLIS);
        try (Pool pool = Pool.open(PoolOptions.of(backend));
                var contender = new JvmContender(workload, mode, "some", pool, 1)) {
            contender.prepare();
            Recorded recorded = contender.record().orElseThrow();

            Timeline timeline = recorded.timeline();
            assertThat(Answer.agree(contender.run().answers(), recorded.answers()))
                    .isTrue();
            LanesTest.assertSound(timeline, TASKS);
            assertThat(timeline.lanes()).hasSizeLessThanOrEqualTo(mostLanes).contains(firstLane);
            for (Timeline.Stint stint : timeline.stints()) {
                assertThat(stint.duration()).isGreaterThanOrEqualTo(MILLIS * 1000);
                assertThat(stint.end()).isLessThanOrEqualTo((long) (timeline.seconds() * 1e6));
                assertThat(stint.ok()).isTrue();
            }
        }
    }

    @Test
    void seesSerialWork() throws Exception {
        try (var contender = new JvmContender(new WaitWorkload(3, 1), Mode.SERIAL, "serial", null, 1)) {
            Recorded recorded = contender.record().orElseThrow();

            LanesTest.assertSound(recorded.timeline(), 3);
            assertThat(recorded.timeline().lanes()).containsExactly("thread 1");
            assertThat(recorded.answers().stream().map(Answer::toString))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 3).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void notesFailuresButNotInterrupts() throws Exception {
        Stamped stamped = Stamped.run(new Failing(false));

        assertThat(stamped.ok()).isFalse();
        assertThat(stamped.end()).isGreaterThanOrEqualTo(stamped.start());
        assertThat(Answer.agree(List.of(stamped.answer()), List.of(new Answer("0"))))
                .isFalse();
        assertThat(stamped.answer().toString()).contains("no luck");
        assertThatThrownBy(() -> Stamped.run(new Failing(true))).isInstanceOf(InterruptedException.class);
    }

    @Test
    void theLoadOfTheMachineIsSeenWhileItIsWatched() throws Exception {
        try (LoadCurve curve = LoadCurve.begin()) {
            if (CpuTimes.read().isEmpty()) {
                assertThat(curve.points()).isEmpty();
                return;
            }
            await().until(() -> curve.points().size() >= 2);
            long processors = Files.readAllLines(Path.of("/proc/stat")).stream()
                            .filter(line -> line.startsWith("cpu"))
                            .count()
                    - 1;
            LoadCurve.Point first = curve.points().getFirst();
            LoadCurve.Point second = curve.points().get(1);
            assertThat(first.seconds()).isPositive();
            assertThat(second.seconds()).isGreaterThan(first.seconds());
            assertThat(second.busy()).isBetween(0.0, (double) processors);
            assertThat(second.average()).isNotNegative();
        }
    }
}
