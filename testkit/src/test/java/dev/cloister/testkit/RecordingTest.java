package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.faults.Faults;
import dev.cloister.testkit.programs.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The stations of tasks and workers in recordings of Java Flight Recorder. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class RecordingTest {
    private static final String PREFIX = "dev.cloister.";
    private static final int TASKS = 20;

    @TempDir
    private Path directory;

    /** Runs something on a pool and returns what was recorded of it, in order of time. */
    private List<RecordedEvent> record(Backend backend, Work work) throws Exception {
        Path file = directory.resolve("recording.jfr");
        String name = "recorded";
        try (Recording recording = new Recording()) {
            recording.start();
            try (Pool pool = Pool.open(PoolOptions.of(backend).withName(name))) {
                work.run(pool);
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
        events.removeIf(event -> !event.getEventType().getName().startsWith(PREFIX));
        assertThat(events).allMatch(event -> event.getString("pool").equals(name));
        events.sort(Comparator.comparing(RecordedEvent::getStartTime));
        return events;
    }

    private interface Work {
        void run(Pool pool) throws Exception;
    }

    private static List<String> stationsOf(List<RecordedEvent> events, long task) {
        return events.stream()
                .filter(event -> event.hasField("task") && event.getLong("task") == task)
                .map(RecordingTest::station)
                .toList();
    }

    private static String station(RecordedEvent event) {
        return event.getEventType().getName().substring(PREFIX.length())
                + (event.hasField("outcome") ? " " + event.getString("outcome") : "");
    }

    private static List<RecordedEvent> only(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(PREFIX + type))
                .toList();
    }

    @Test
    void w25_eachStationOfATaskIsRecordedInOrder() throws Exception {
        List<Long> ids = new ArrayList<>();
        List<RecordedEvent> events = record(Backend.processes(2), pool -> {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
            futures.forEach(future -> ids.add(future.taskId()));
            Endings.values(futures);
        });
        for (long id : ids) {
            assertThat(stationsOf(events, id))
                    .containsSubsequence("TaskSubmitted", "TaskSent", "TaskStarted", "TaskEnded VALUE")
                    .filteredOn(station -> !station.equals("TaskSent") && !station.equals("TaskMoved"))
                    .hasSize(3);
        }
        List<RecordedEvent> workers = only(events, "WorkerStarted");
        assertThat(workers).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getString("worker")).startsWith("worker-");
            assertThat(event.getLong("pid")).isPositive();
            assertThat(event.getDuration("startUp")).isPositive();
        });
        assertThat(only(events, "WorkerEnded"))
                .isNotEmpty()
                .allMatch(event -> event.getString("cause").equals("LEFT"));
    }

    @Test
    void w25_deathsErrorsAndCancelsAreRecorded(@TempDir Path gates) throws Exception {
        List<Long> ids = new ArrayList<>();
        Gate gate = Gate.in(gates);
        List<RecordedEvent> events = record(Backend.processes(1), pool -> {
            TaskFuture<?> thrown = pool.submit(new Faults.Throws(new IllegalStateException("thrown")));
            Endings.error(thrown);
            TaskFuture<?> halted = pool.submit(() -> {
                gate.pass(1);
                Runtime.getRuntime().halt(9);
                return 1;
            });
            gate.awaitMarks(1);
            TaskFuture<Integer> cancelled = pool.submit(() -> 2);
            assertThat(cancelled.cancel(false)).isTrue();
            gate.open();
            Endings.error(halted);
            for (Future<?> future : List.of(thrown, halted, cancelled)) {
                ids.add(((TaskFuture<?>) future).taskId());
            }
        });
        assertThat(stationsOf(events, ids.get(0))).endsWith("TaskEnded ERROR");
        assertThat(stationsOf(events, ids.get(1))).endsWith("TaskStarted", "TaskEnded ERROR");
        assertThat(stationsOf(events, ids.get(2))).containsExactly("TaskSubmitted", "TaskEnded CANCELLED");
        assertThat(only(events, "WorkerEnded")).anySatisfy(event -> {
            assertThat(event.getString("cause")).isEqualTo("EXIT");
            assertThat(event.getInt("exitCode")).isEqualTo(9);
        });
    }

    @Test
    void w25_tasksOfThreadsAreRecorded() throws Exception {
        List<Long> ids = new ArrayList<>();
        List<RecordedEvent> events = record(Backend.threads(1), pool -> {
            TaskFuture<Integer> task = pool.submit(() -> 1);
            Endings.value(task);
            ids.add(task.taskId());
        });
        assertThat(stationsOf(events, ids.getFirst()))
                .containsExactly("TaskSubmitted", "TaskStarted", "TaskEnded VALUE");
    }

    @Test
    void w25_aProgramThatRecordsNothingLoadsNoEvents() throws Exception {
        Path log = directory.resolve("classes.log");
        Program.main(directory, Report.class)
                .jvm("-Xlog:class+load:file=" + log)
                .run()
                .assertClean();
        List<String> loaded = Files.readAllLines(log).stream()
                .filter(line -> line.contains(" jdk.jfr") || line.contains("cloister.internal.events"))
                .map(line -> line.replaceAll(".*] ([\\w.$]+) source.*", "$1"))
                .toList();
        assertThat(loaded).containsExactlyInAnyOrder("dev.cloister.internal.events.Recorder", "jdk.jfr.FlightRecorder");
    }
}
