package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

final class NoOrphansTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @AfterEach
    void nothingIsLeft() throws Exception {
        Leaks.check(Leaks.PATIENCE);
    }

    @Test
    void aThreadIsFound() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread leaked =
                Thread.ofPlatform().daemon().name("cloister-leaked-platform").start(() -> await(end));
        try {
            assertThatThrownBy(() -> Leaks.check(SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("thread cloister-leaked-platform")
                    .hasMessageContaining("CountDownLatch.await");
        } finally {
            end.countDown();
            leaked.join(); // it is reported once, and must be gone for the next test
        }
    }

    @Test
    void aVirtualThreadIsFound() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread leaked = Thread.ofVirtual().name("cloister-leaked-virtual").start(() -> await(end));
        try {
            assertThatThrownBy(() -> Leaks.check(SHORT)).hasMessageContaining("thread cloister-leaked-virtual");
        } finally {
            end.countDown();
            leaked.join(); // it is reported once, and must be gone for the next test
        }
    }

    @Test
    void aThreadThatEndsInTimeIsForgiven() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("cloister-leaked").start(() -> await(end));
        assertThat(Leaks.find()).containsExactly("thread cloister-leaked");
        Thread.ofPlatform().start(end::countDown);
        Leaks.check(Leaks.PATIENCE);
    }

    @Test
    void immortalThreadsAreForgiven() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Leaks.IMMORTAL_THREADS.forEach(
                name -> Thread.ofPlatform().daemon().name(name).start(() -> await(end)));
        try {
            assertThat(Leaks.find()).isEmpty();
        } finally {
            end.countDown();
        }
    }

    @Test
    void aChildProcessIsFoundWithItsCommandLine() throws Exception {
        Process child = new ProcessBuilder("sleep", "1000").start();
        try {
            assertThatThrownBy(() -> Leaks.check(SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("process " + child.pid())
                    .hasMessageContaining("sleep 1000");
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFileInTheRunDirectoryIsFound(@TempDir Path directory) throws Exception {
        String before = System.getProperty("dev.cloister.runDirectory");
        Path own = Files.createDirectory(
                directory.resolve("cloister-" + ProcessHandle.current().pid() + "-x"));
        System.setProperty("dev.cloister.runDirectory", directory.toString());
        try {
            assertThat(Leaks.find()).isEmpty();
            Files.createFile(own.resolve("socket"));
            assertThat(Leaks.find()).containsExactly("run directory " + own);
        } finally {
            if (before == null) {
                System.clearProperty("dev.cloister.runDirectory");
            } else {
                System.setProperty("dev.cloister.runDirectory", before);
            }
        }
    }

    @Test
    void aSegmentOfSharedMemoryIsFoundUnlessAnotherLivingProcessOwnsIt() throws Exception {
        Path own = Path.of("/dev/shm", "cloister-" + ProcessHandle.current().pid() + "-test");
        Path foreign =
                Path.of("/dev/shm", "cloister-1-test-" + ProcessHandle.current().pid());
        try {
            Files.createFile(own);
            Files.createFile(foreign);
            assertThat(Leaks.find()).containsExactly("shared memory " + own);
        } finally {
            Files.deleteIfExists(own);
            Files.deleteIfExists(foreign);
        }
    }

    @Test
    void theExtensionFailsATestThatLeaks() {
        try {
            Events tests = run(LeakyCase.class);
            tests.assertStatistics(statistics -> statistics.started(1).failed(1));
            assertThat(Extensions.failure(tests)).hasMessageContaining("thread cloister-pool-");
        } finally {
            LeakyCase.close();
        }
    }

    @Test
    void theExtensionPassesATestThatCleansUp() {
        run(CleanCase.class)
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));
    }

    private static Events run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(type))
                .execute()
                .testEvents();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not found by a run of all tests: its name does not end in Test. */
    @ExtendWith(NoOrphans.class)
    static final class LeakyCase {
        private static final Pool POOL = Pool.ofThreads(1);

        @Test
        void leavesAPoolOpen() throws Exception {
            assertThat(Endings.value(POOL.submit(() -> 1))).isEqualTo(1);
        }

        static void close() {
            POOL.close();
        }
    }

    @ExtendWith(NoOrphans.class)
    static final class CleanCase {
        @Test
        void closesItsPool() throws Exception {
            try (Pool pool = Pool.ofThreads(1)) {
                assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
            }
        }
    }
}
