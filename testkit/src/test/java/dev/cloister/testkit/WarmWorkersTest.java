package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.WarmWorkers;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({Watchdog.class, NoOrphans.class})
final class WarmWorkersTest {
    private static final Duration START = Duration.ofSeconds(20);

    /** The worker JVMs; there may be other helpers. */
    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Test
    void aPoolTakesAStartedWorkerWhichIsThenReplaced() throws Exception {
        try (WarmWorkers warm = WarmWorkers.start(2)) {
            assertThat(warm.awaitReady(START)).isTrue();
            assertThat(warm.ready()).isEqualTo(2);
            Set<Long> before = children();
            assertThat(before).hasSize(2);
            try (Pool pool = Pool.ofProcesses(1)) {
                long pid =
                        Endings.value(pool.submit(() -> ProcessHandle.current().pid()));
                assertThat(before).contains(pid);
                assertThat(warm.awaitReady(START)).isTrue();
                assertThat(children()).hasSize(3).contains(pid);
            }
        }
    }

    @Test
    void closingEndsWhatNobodyTookAndKeepsWhatWasTaken() throws Exception {
        WarmWorkers warm = WarmWorkers.start(1);
        try (Pool pool = Pool.ofProcesses(1)) {
            assertThat(warm.awaitReady(START)).isTrue();
            long pid = Endings.value(pool.submit(() -> ProcessHandle.current().pid()));
            warm.close();
            warm.close();
            Await.until(
                    "warm workers outlive their owner", START, () -> children().equals(Set.of(pid)));
            assertThat(Endings.value(pool.submit(() -> ProcessHandle.current().pid())))
                    .isEqualTo(pid);
        }
    }

    @Test
    void aNumberBelowOneThrows() {
        assertThatThrownBy(() -> WarmWorkers.start(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
