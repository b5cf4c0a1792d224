package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.process.ExitInfo;
import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What tests of processes by hand need: a gate, and the way to the end of a process. */
@ExtendWith({Watchdog.class, NoOrphans.class})
abstract class ProcessFixture {
    static final Duration SOON = Duration.ofSeconds(20);
    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    Gate gate;

    @BeforeEach
    void makeGate() throws Exception {
        gate = Gate.in(Files.createDirectory(directory.resolve("gate")));
    }

    static ProcessOptions options() {
        return ProcessOptions.defaults();
    }

    /** Waits for its end, closes it, and says how it ended. */
    static ExitInfo ended(JvmProcess process) throws InterruptedException {
        assertThat(process.join(SOON)).as("%s ends", process).isTrue();
        ExitInfo info = process.exitInfo().orElseThrow();
        process.close();
        return info;
    }

    static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
