package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** W19: two hundred workers work. */
@ExtendWith(NoOrphans.class)
final class LargePoolTest {
    private static final int WORKERS = 200;

    /** Descriptors of the parent per worker: its three streams, one channel, one to spare. */
    private static final int DESCRIPTORS = 5;

    @RegisterExtension
    final Watchdog watchdog = new Watchdog(Duration.ofSeconds(90));

    @Test
    void w19_twoHundredWorkersAtOnce(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        PoolOptions options = PoolOptions.ofProcesses(WORKERS)
                .withWorkers(WorkerOptions.defaults()
                        .withJvmArguments("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        long before = descriptors();
        try (Pool pool = Pool.open(options)) {
            List<TaskFuture<Long>> running = FuturesContract.occupy(pool, gate);
            assertThat(new HashSet<>(gate.pids())).hasSize(WORKERS);
            assertThat(pool.statistics().workers()).hasSize(WORKERS);
            assertThat(descriptors() - before).isLessThanOrEqualTo((long) DESCRIPTORS * WORKERS);
            gate.open();
            assertThat(new HashSet<>(Endings.values(running))).hasSize(WORKERS);
        }
        Await.until("descriptors were not given back", Duration.ofSeconds(10), () -> descriptors() - before < WORKERS);
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
