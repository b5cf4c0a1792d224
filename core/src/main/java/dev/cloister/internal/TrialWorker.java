package dev.cloister.internal;

import dev.cloister.Diagnosis.Item;
import dev.cloister.Diagnosis.Level;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RestartIntensity;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Starts one worker and has it run one task, to see whether that can be done. */
final class TrialWorker {
    private static final String SUBJECT = "worker";
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final long RESULT_SECONDS = 30;

    private TrialWorker() {}

    /** OK with how long it took, or a PROBLEM with the reason. */
    static Item run() {
        long begin = System.nanoTime();
        PoolOptions options = PoolOptions.ofProcesses(1)
                .withName("doctor")
                .withStartTimeout(START_LIMIT)
                .withRestartIntensity(new RestartIntensity(0, Duration.ofMinutes(1)));
        try (Pool pool = Pool.open(options)) {
            try {
                long pid = pool.submit(() -> ProcessHandle.current().pid()).get(RESULT_SECONDS, TimeUnit.SECONDS);
                long millis = (System.nanoTime() - begin) / 1_000_000;
                boolean other = pid != ProcessHandle.current().pid();
                return new Item(
                        other ? Level.OK : Level.PROBLEM,
                        SUBJECT,
                        "a worker process ran a task " + millis + " ms after its pool was opened",
                        "");
            } catch (Exception e) {
                pool.killWorkers();
                return failed(e);
            }
        } catch (RuntimeException e) { // it could not be opened
            return failed(e);
        }
    }

    private static Item failed(Exception error) {
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        StringBuilder why = new StringBuilder(String.valueOf(error.getMessage()));
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && why.indexOf(cause.getMessage()) < 0) {
                why.append("; ").append(cause.getMessage());
            }
        }
        return new Item(
                Level.PROBLEM,
                SUBJECT,
                "no worker process could be started: " + error.getClass().getSimpleName() + ": " + why,
                "see the problems above; until then use threads (Pool.ofThreads)");
    }
}
