package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools that all of a JVM may use. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ReusablePoolTest {
    private final List<Pool> used = new ArrayList<>();

    private Pool reusable(PoolOptions options) {
        Pool pool = Pool.reusable(options);
        used.add(pool);
        return pool;
    }

    @AfterEach
    void endAll() throws Exception {
        for (Pool pool : used) {
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void equalOptionsShareAPoolThatCloseDoesNotEnd() throws Exception {
        PoolOptions options = PoolOptions.ofProcesses(1).withName("reused");
        long pid;
        try (Pool pool = reusable(options)) {
            pid = Endings.value(pool.submit(() -> ProcessHandle.current().pid()));
        }
        Pool again = reusable(PoolOptions.ofProcesses(1).withName("reused"));
        assertThat(again).isSameAs(used.getFirst());
        assertThat(again.isShutdown()).isFalse();
        assertThat(Endings.value(again.submit(() -> ProcessHandle.current().pid())))
                .isEqualTo(pid);
        assertThat(reusable(options.withMinIdle(1))).isNotSameAs(again);
        assertThat(reusable(PoolOptions.of(Backend.threads(1)))).isNotSameAs(again);
    }

    @Test
    void oneThatWasShutDownIsOpenedAgain() throws Exception {
        PoolOptions options = PoolOptions.of(Backend.threads(1)).withName("again");
        Pool first = reusable(options);
        first.shutdown();
        Pool second = reusable(options);
        assertThat(second).isNotSameAs(first);
        assertThat(Endings.value(second.submit(() -> 1))).isEqualTo(1);
    }

    @Test
    void aBrokenOneIsOpenedAgain(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        PoolOptions options = PoolOptions.ofProcesses(1).withInitializer(() -> {
            if (!marks.has("failed")) {
                marks.leaveOnce("failed");
                throw new IllegalStateException("the first time");
            }
        });
        assertThat(Endings.error(reusable(options).submit(() -> 1))).hasMessageContaining("the first time");
        assertThat(Endings.value(reusable(options).submit(() -> 2))).isEqualTo(2);
    }

    @Test
    void thereIsOneForEverybody() throws Exception {
        Pool pool = Pool.shared();
        used.add(pool);
        assertThat(pool.name()).isEqualTo("shared");
        assertThat(Pool.shared()).isSameAs(pool);
        assertThat(Endings.value(pool.submit(() -> 6 * 7))).isEqualTo(42);
    }
}
