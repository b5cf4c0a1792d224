package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.OutputListener;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerOptions;
import dev.cloister.faults.Faults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What workers log arrives in this JVM's logging. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class LogRelayTest {
    /** In a worker: how many of its tasks have logged. */
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private static final String NAME = "o02.relay";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MANY = 500;

    /** Keeps what comes to a logger while it is open, and keeps it from the console. */
    private static final class Caught extends Handler implements AutoCloseable {
        final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());
        private final Logger logger;

        Caught(String name, Level level) {
            logger = Logger.getLogger(name);
            logger.setUseParentHandlers(false);
            logger.setLevel(level);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }

        LogRecord only() throws Exception {
            Await.until(() -> "records: " + records.size(), SOON, () -> !records.isEmpty());
            assertThat(records).hasSize(1);
            return records.getFirst();
        }
    }

    private static Pool open(int workers) {
        return Pool.open(PoolOptions.ofProcesses(workers));
    }

    @Test
    void o02_aRecordArrivesWithLoggerLevelMessageSourceAndTags() throws Exception {
        try (Caught caught = new Caught(NAME, null);
                Pool pool = open(1)) {
            TaskFuture<Long> task = pool.submit(() -> {
                Logger.getLogger(NAME)
                        .log(Level.WARNING, "disk {0} is\tfull\n{1}", new Object[] {"sda", "\u0001E \\n ü"});
                return ProcessHandle.current().pid();
            });
            long pid = Endings.value(task);
            LogRecord record = caught.only();
            assertThat(record.getLoggerName()).isEqualTo(NAME);
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage())
                    .isEqualTo(
                            "[worker-1 pid " + pid + " task " + task.taskId() + "] disk sda is\tfull\n\u0001E \\n ü");
            assertThat(record.getSourceClassName()).isEqualTo(LogRelayTest.class.getName());
            assertThat(record.getThrown()).isNull();
            assertThat(Duration.between(record.getInstant(), java.time.Instant.now()))
                    .isLessThan(SOON);
        }
    }

    @Test
    void o02_aSystemLoggersRecordArrivesWithItsThrowable() throws Exception {
        try (Caught caught = new Caught(NAME, null);
                Pool pool = open(1)) {
            Endings.value(pool.submit(() -> System.getLogger(NAME)
                    .log(System.Logger.Level.ERROR, "it failed", new Faults.OwnException("the reason", 1))));
            LogRecord record = caught.only();
            assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(record.getMessage()).endsWith("] it failed");
            java.io.StringWriter text = new java.io.StringWriter();
            record.getThrown().printStackTrace(new java.io.PrintWriter(text));
            assertThat(text.toString())
                    .startsWith(Faults.OwnException.class.getName())
                    .contains("the reason", "\tat " + LogRelayTest.class.getName());
        }
    }

    @Test
    void o02_recordsOfAWorkerArriveInOrderAmongWhatItPrints() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        OutputListener listener = (worker, source, line) -> lines.add(line);
        try (Caught caught = new Caught(NAME, null)) {
            try (Pool pool = Pool.open(PoolOptions.ofProcesses(2).withOutput(listener))) {
                pool.<Integer, Integer>map(
                        x -> {
                            System.out.print("printed ");
                            Logger.getLogger(NAME)
                                    .info("number " + SEQUENCE.getAndIncrement() + " " + "x".repeat(x % 7 * 1000));
                            System.out.println(x);
                            System.err.println("error " + x);
                            return x;
                        },
                        IntStream.range(0, MANY).boxed().toList());
            }
            assertThat(caught.records).hasSize(MANY); // closing waited for them
            assertThat(lines).hasSize(2 * MANY);
            for (String worker : List.of("worker-1 ", "worker-2 ")) {
                List<Integer> numbers = caught.records.stream()
                        .map(LogRecord::getMessage)
                        .filter(message -> message.contains(worker))
                        .map(message -> Integer.valueOf(message.replaceAll("(?s).*number (\\d+) x*", "$1")))
                        .toList();
                assertThat(numbers).isSorted();
            }
        }
    }

    @Test
    void o02_aRecordLoggedJustBeforeTheEndOfTheProcessArrives() throws Exception {
        try (Caught caught = new Caught(NAME, null);
                Pool pool = open(1)) {
            Endings.error(pool.submit(() -> {
                for (int i = 0; i < MANY; i++) {
                    Logger.getLogger(NAME).info("last words " + i);
                }
                Runtime.getRuntime().halt(3);
            }));
            Await.until(() -> "records: " + caught.records.size(), SOON, () -> caught.records.size() == MANY);
            assertThat(caught.records.getLast().getMessage()).endsWith("last words " + (MANY - 1));
        }
    }

    /** A worker counts, in memory that outlives it, the records whose logging has returned. It is killed in the midst. */
    @Test
    void o02_ofAKilledWorkerEachRecordArrivesThatWasLogged(@TempDir Path directory) throws Exception {
        Path counter = Files.write(directory.resolve("counter"), new byte[Integer.BYTES]);
        String name = counter.toString();
        try (Caught caught = new Caught(NAME, null);
                Pool pool = open(1)) {
            TaskFuture<?> task = pool.submit(() -> logWithoutEnd(name));
            Await.until(() -> "records: " + caught.records.size(), SOON, () -> caught.records.size() >= MANY);
            Processes.signal(pidOf(caught.records.getFirst()), "KILL");
            Endings.error(task);
            int logged = ByteBuffer.wrap(Files.readAllBytes(counter)).getInt();
            Await.until(() -> caught.records.size() + " of " + logged, SOON, () -> caught.records.size() >= logged);
            List<Integer> numbers = List.copyOf(caught.records).stream()
                    .map(record -> Integer.valueOf(record.getMessage().replaceAll(".*number ", "")))
                    .toList();
            assertThat(numbers)
                    .hasSizeBetween(logged, logged + 1)
                    .isEqualTo(IntStream.range(0, numbers.size()).boxed().toList());
            assertThat(caught.records)
                    .allMatch(record -> record.getMessage().contains(" task " + task.taskId() + "] "));
        }
    }

    private static int logWithoutEnd(String counter) throws IOException {
        try (FileChannel file = FileChannel.open(Path.of(counter), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer count = file.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
            for (int i = 0; ; i++) {
                Logger.getLogger(NAME).info("number " + i);
                count.putInt(0, i + 1);
            }
        }
    }

    private static long pidOf(LogRecord record) {
        return Long.parseLong(record.getMessage().replaceAll("(?s).* pid (\\d+) .*", "$1"));
    }

    @Test
    void o02_aThreadOfATaskLogsWithoutItsTask() throws Exception {
        try (Caught caught = new Caught(NAME, null);
                Pool pool = open(1)) {
            Endings.value(pool.submit(() -> {
                Thread thread = new Thread(() -> Logger.getLogger(NAME).info("aside"));
                thread.start();
                thread.join();
                return 1;
            }));
            assertThat(caught.only().getMessage()).matches("\\[worker-1 pid \\d+] aside");
        }
    }

    @Test
    void o01_levelsAreInherited() throws Exception {
        try (Caught fine = new Caught("o01.fine", Level.FINER);
                Caught quiet = new Caught("o01.quiet", Level.SEVERE);
                Pool pool = open(1)) {
            List<Boolean> loggable = Endings.value(pool.submit(() -> new ArrayList<>(List.of(
                    Logger.getLogger("o01.fine.below").isLoggable(Level.FINER),
                    Logger.getLogger("o01.fine").isLoggable(Level.FINEST),
                    System.getLogger("o01.quiet").isLoggable(System.Logger.Level.WARNING),
                    Logger.getLogger("o01.other").isLoggable(Level.INFO),
                    Logger.getLogger("o01.other").isLoggable(Level.FINE)))));
            assertThat(loggable).containsExactly(true, false, false, true, false);
            Endings.value(pool.submit(() -> Logger.getLogger("o01.fine").finer("details")));
            assertThat(fine.only().getLevel()).isEqualTo(Level.FINER);
            assertThat(quiet.records).isEmpty();
        }
    }

    @Test
    void o01_theRuntimesOwnLogIsSilentAndCanBeSwitchedOn() throws Exception {
        try (Caught silent = new Caught("dev.cloister", null);
                Pool pool = open(1)) {
            Endings.error(pool.submit(() -> Runtime.getRuntime().halt(3)));
            Endings.value(pool.submit(() -> 1));
            assertThat(silent.records).isEmpty();
        }
        try (Caught caught = new Caught("dev.cloister", Level.FINE);
                Pool pool = open(1)) {
            Endings.error(pool.submit(() -> Runtime.getRuntime().halt(3)));
            assertThat(caught.only().getMessage()).contains("worker-1", "EXIT", "exit code 3");
            assertThat(Endings.value(
                            pool.submit(() -> System.getLogger("dev.cloister").isLoggable(System.Logger.Level.DEBUG))))
                    .isTrue();
        }
    }

    @Test
    void o02_withoutRelayWorkersPrintWhatTheyLog() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        PoolOptions options = PoolOptions.ofProcesses(1)
                .withLogRelay(false)
                .withOutput((worker, source, line) -> lines.add(source + " " + line));
        try (Caught caught = new Caught(NAME, null);
                Pool pool = Pool.open(options)) {
            Endings.value(pool.submit(() -> Logger.getLogger(NAME).warning("on its own")));
            Await.until(() -> "lines: " + lines, SOON, () -> lines.contains("ERR WARNING: on its own"));
            assertThat(caught.records).isEmpty();
        }
    }

    @Test
    void o02_aUsersOwnConfigurationFileForWorkersWins(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("logging.properties"),
                "handlers=java.util.logging.ConsoleHandler\njava.util.logging.SimpleFormatter.format=own %5$s%n\n");
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        PoolOptions options = PoolOptions.ofProcesses(1)
                .withWorkers(WorkerOptions.defaults().withJvmArguments("-Djava.util.logging.config.file=" + file))
                .withOutput((worker, source, line) -> lines.add(line));
        try (Pool pool = Pool.open(options)) {
            Endings.value(pool.submit(() -> Logger.getLogger(NAME).warning("kept")));
            Await.until(() -> "lines: " + lines, SOON, () -> lines.contains("own kept"));
        }
    }

    @Test
    void o02_aHandlerThatHangsHoldsUpNoResult() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Handler stuck = new Handler() {
            @Override
            public void publish(LogRecord record) {
                try {
                    boolean _ = release.await(SOON.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(NAME);
        logger.addHandler(stuck);
        try (Caught caught = new Caught(NAME, null);
                Pool pool = open(1)) {
            assertThat(Endings.value(pool.submit(() -> {
                        Logger.getLogger(NAME).info("stuck");
                        return 7;
                    })))
                    .isEqualTo(7);
            assertThat(caught.records).isEmpty();
            release.countDown();
            caught.only();
        } finally {
            release.countDown();
            logger.removeHandler(stuck);
        }
    }

    @Test
    void o02_aHandlerThatThrowsIsCounted() throws Exception {
        Logger logger = Logger.getLogger(NAME);
        logger.setFilter(record -> {
            throw new IllegalStateException("a filter's own fault");
        });
        try (Pool pool = open(1)) {
            Endings.value(pool.submit(() -> Logger.getLogger(NAME).info("one")));
            Await.until("not counted", SOON, () -> pool.statistics().listenerFailures() == 1);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        } finally {
            logger.setFilter(null);
        }
    }

    @Test
    void o02_aHugeRecordIsCutAndTheNextArrives() throws Exception {
        try (Caught caught = new Caught(NAME, null)) {
            try (Pool pool = open(1)) {
                Endings.value(pool.submit(() -> {
                    Logger.getLogger(NAME).info("\u20ac\t".repeat(1 << 20));
                    Logger.getLogger(NAME).info("after");
                }));
            }
            assertThat(caught.records).hasSize(2);
            assertThat(caught.records.get(0).getMessage())
                    .hasSizeBetween(1 << 16, (1 << 16) + 100)
                    .endsWith(" ... (2097152 characters)");
            assertThat(caught.records.get(1).getMessage()).endsWith("] after");
        }
    }

    @Test
    void o02_theEndOfAWorkerAsksNobody() throws Exception {
        for (int i = 0; i < 3; i++) {
            Pool pool = open(1);
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            long begin = System.nanoTime();
            pool.close();
            if (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(900)) {
                return; // it did not wait for an answer
            }
        }
        throw new AssertionError("each of three pools took a second to close");
    }

    @Test
    void o02_aWorkerThatDoesNotLogLoadsNoLogging(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("classes.log");
        PoolOptions options = PoolOptions.ofProcesses(1)
                .withWorkers(WorkerOptions.defaults().withJvmArguments("-Xlog:class+load:file=" + log));
        try (Pool pool = Pool.open(options)) {
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
        String loaded = Files.readString(log);
        assertThat(loaded).contains("dev.cloister.internal.worker.TaskRunner");
        int exit = loaded.indexOf("jdk.internal.logger.LazyLoggers"); // System.exit itself asks for a logger
        assertThat(exit < 0 ? loaded : loaded.substring(0, exit))
                .doesNotContain("java.util.logging.LogManager", "worker.RelayedLogging", "RelayedRecord");
    }
}
