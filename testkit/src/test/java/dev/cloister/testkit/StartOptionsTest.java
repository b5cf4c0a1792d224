package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How workers are started is a matter of each pool. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class StartOptionsTest {
    private static PoolOptions options(String who, Path directory, long heapBytes) {
        return PoolOptions.ofProcesses(1)
                .withWorkers(WorkerOptions.defaults()
                        .withJvmArguments("-Do05.who=" + who)
                        .withEnvironment("O05_WHO", who)
                        .withDirectory(directory)
                        .withHeap(heapBytes));
    }

    private static TaskFuture<ArrayList<String>> look(Pool pool) {
        return pool.submit(() -> new ArrayList<>(List.of(
                System.getProperty("o05.who", "nobody"),
                String.valueOf(System.getenv("O05_WHO")),
                Path.of("").toAbsolutePath().toString(),
                Long.toString(Runtime.getRuntime().maxMemory() >> 20))));
    }

    @Test
    void o05_poolsWithDifferentOptionsCoexist(@TempDir Path directory) throws Exception {
        Path one = Files.createDirectory(directory.toRealPath().resolve("one"));
        Path other = Files.createDirectory(directory.toRealPath().resolve("other"));
        try (Pool first = Pool.open(options("first", one, 64 << 20));
                Pool second = Pool.open(options("second", other, 96 << 20))) {
            TaskFuture<ArrayList<String>> ofFirst = look(first);
            TaskFuture<ArrayList<String>> ofSecond = look(second);
            assertThat(Endings.value(ofFirst)).startsWith("first", "first", one.toString());
            assertThat(Endings.value(ofSecond)).startsWith("second", "second", other.toString());
            assertThat(ofSecond.get().getLast()).isNotEqualTo(ofFirst.get().getLast());
            assertThat(Endings.value(look(first))).isEqualTo(ofFirst.get());
            assertThat(System.getProperty("o05.who")).isNull();
        }
    }
}
