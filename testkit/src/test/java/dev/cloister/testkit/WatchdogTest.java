package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

final class WatchdogTest {
    @Test
    void aTestThatHangsFailsWithAllStacksAndIsInterrupted() throws Exception {
        Events tests = run(HangingCase.class, "hangs");
        tests.assertStatistics(statistics -> statistics.started(1).failed(1));
        assertThat(Extensions.failure(tests))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("took longer than PT0.3S")
                .hasMessageContaining("hangHere")
                .hasMessageContaining("sleep 1000");
        assertThat(HangingCase.INTERRUPTED.await(10, TimeUnit.SECONDS)).isTrue();
        Leaks.check(Leaks.PATIENCE);
    }

    @Test
    void aTestThatEndsInTimeKeepsItsOwnResult() {
        run(HangingCase.class, "passes").assertStatistics(statistics -> statistics.succeeded(1));
        Events tests = run(HangingCase.class, "fails");
        tests.assertStatistics(statistics -> statistics.failed(1));
        assertThat(Extensions.failure(tests)).isInstanceOf(AssertionError.class).hasMessage("own");
    }

    private static Events run(Class<?> type, String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectMethod(type, method))
                .execute()
                .testEvents();
    }

    static final class HangingCase {
        static final CountDownLatch INTERRUPTED = new CountDownLatch(1);

        @RegisterExtension
        final Watchdog watchdog = new Watchdog(Duration.ofMillis(300));

        @Test
        void hangs() throws Exception {
            Process child = new ProcessBuilder("sleep", "1000").start();
            hangHere(child);
        }

        private static void hangHere(Process child) throws InterruptedException {
            try {
                new CountDownLatch(1).await();
            } finally {
                INTERRUPTED.countDown();
                assertThat(child.waitFor()).isNotZero();
            }
        }

        @Test
        void passes() {
            assertThat(watchdog).isNotNull();
        }

        @Test
        void fails() {
            throw new AssertionError("own");
        }
    }
}
