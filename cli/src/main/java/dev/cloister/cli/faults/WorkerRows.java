package dev.cloister.cli.faults;

import dev.cloister.BrokenPoolException;
import dev.cloister.PoisonTaskException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RestartIntensity;
import dev.cloister.TaskOptions;
import dev.cloister.WorkerCrashedException;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerExitedException;
import dev.cloister.WorkerMemoryException;
import dev.cloister.WorkerStatistics;
import dev.cloister.faults.Expected;
import dev.cloister.faults.Faults;
import dev.cloister.faults.MemoryFaults;
import dev.cloister.faults.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/** What befalls a pool's workers. */
final class WorkerRows {
    private static final String BUSY = "busy";
    private static final double LIMIT_SECONDS = 2 + Limits.LIMIT.toMillis() / 1e3;

    private static final double PATIENCE_SECONDS = 12;

    private WorkerRows() {}

    static List<FaultRow> all() {
        return List.of(
                FaultRows.pool("1", "busy worker killed from outside", "kill_busy", killBusy())
                        .quickly(),
                FaultRows.pool("2", "idle workers killed", "kill_idle", killIdle()),
                FaultRows.pool("3", "worker stopped from outside", "stop_busy", stopBusy())
                        .within(LIMIT_SECONDS),
                FaultRows.pool("4", "native abort", "abort", abort()),
                FaultRows.pool("5", "exit(0) on another thread", "exit_thread", exitOnAnotherThread()),
                FaultRows.pool(
                        "7",
                        "heap full, allocated by four threads",
                        "memory_threads",
                        TenTasks.of(
                                (pool, place) -> pool.submit(new BadTasks.EatsHeapTogether()),
                                Expected.error(OutOfMemoryError.class, "")
                                        .or(Expected.death(WorkerMemoryException.class, "any facts", death -> true)))),
                FaultRows.pool("8", "native leak above the limit of 640 MiB", "leak", leak())
                        .within(10),
                FaultRows.pool(
                                "9",
                                "deadlock in a task",
                                "deadlock",
                                TenTasks.of((pool, place) -> pool.submit(new BadTasks.Deadlocks()), Limits.hang())
                                        .with(Limits::hard))
                        .within(LIMIT_SECONDS),
                FaultRows.pool("30", "workers that cannot start", "cannot_start", cannotStart())
                        .within(10)
                        .quickly(),
                FaultRows.pool("31", "poison task with 2 retries", "", poison()).within(5),
                FaultRows.pool("35", "process left by a killed task", "grandchild", grandchild())
                        .quickly());
    }

    private static TenTasks killBusy() {
        return TenTasks.of(
                        (pool, place) -> pool.submit(new BadTasks.Busy(place.file(BUSY))),
                        Expected.death(
                                WorkerCrashedException.class,
                                "SIGKILL from outside",
                                death -> death.cause() == Cause.KILLED && "SIGKILL".equals(death.signal())))
                .during((pool, place) -> strikeBusy(place, Native.SIGKILL));
    }

    private static TenTasks stopBusy() {
        return TenTasks.of((pool, place) -> pool.submit(new BadTasks.Busy(place.file(BUSY))), Limits.stop())
                .with(Limits::heartbeat)
                .during((pool, place) -> strikeBusy(place, Native.SIGSTOP));
    }

    /** Sends a signal to the process of {@link BadTasks.Busy}, once that runs. */
    private static void strikeBusy(Place place, int signal) throws IOException, InterruptedException {
        Path file = Path.of(place.file(BUSY));
        if (!Moment.await(PATIENCE_SECONDS, () -> Files.exists(file))) {
            throw new IOException("the bad task did not start");
        }
        Family.signal(Long.parseLong(Files.readString(file)), signal);
    }

    /** Both workers are killed with nothing to do; the tasks come before anybody can have noticed. */
    private static TenTasks killIdle() {
        return TenTasks.of((pool, place) -> pool.submit(new BadTasks.Says("not lost")), Expected.value("not lost"))
                .before((pool, place) -> {
                    for (WorkerStatistics worker : pool.statistics().workers()) {
                        Family.signal(worker.pid(), Native.SIGKILL);
                    }
                });
    }

    private static TenTasks abort() {
        return TenTasks.of(
                (pool, place) -> pool.submit(new BadTasks.Aborts()),
                Expected.death(
                        WorkerCrashedException.class,
                        "SIGABRT",
                        death -> death.cause() == Cause.CRASH && "SIGABRT".equals(death.signal())));
    }

    private static TenTasks exitOnAnotherThread() {
        return TenTasks.of(
                (pool, place) -> pool.submit(new BadTasks.ExitsOnAnotherThread()),
                Expected.death(
                        WorkerExitedException.class,
                        "exit code 0",
                        death -> death.cause() == Cause.EXIT
                                && Integer.valueOf(0).equals(death.exitCode())));
    }

    /** The bad task is given to a second pool, whose workers do not start; the innocents to a sound one. */
    private static TenTasks cannotStart() {
        return TenTasks.of(
                (pool, place) -> submitToSecond(
                        place,
                        TenTasks.options(place)
                                .withWorkers(pool.options().workers().withJvmArguments("-XX:NoSuchFlag"))),
                Expected.error(BrokenPoolException.class, "NoSuchFlag"));
    }

    /** Takes native memory for ever; the worker is killed when it has too much. */
    private static TenTasks leak() {
        return TenTasks.of(
                        (pool, place) -> pool.submit(new MemoryFaults.LeakForEver()),
                        Expected.death(
                                WorkerMemoryException.class,
                                "a memory limit",
                                death -> death.detail().contains("memory")))
                .with(options -> options.withWorkers(options.workers().withMemoryLimits(512L << 20, 640L << 20)));
    }

    /** Gives a task to a second pool, which is closed in the end. */
    static Future<?> submitToSecond(Place place, PoolOptions options) {
        RestartIntensity intensity = new RestartIntensity(2, Duration.ofSeconds(10));
        Pool second = Pool.open(options.withRestartIntensity(intensity));
        place.atEnd(second::close);
        return second.submit(new BadTasks.Says("it started"));
    }

    /** A task that kills its worker each time it is run; at most three workers may die of it. */
    private static TenTasks poison() {
        return TenTasks.of(
                        (pool, place) -> pool.submit(new Faults.HaltNow(9)),
                        Expected.error(PoisonTaskException.class, "3 times"))
                .with(options -> options.withTasks(TaskOptions.defaults().withRetries(2)))
                .after((pool, place) -> {
                    long deaths = pool.statistics().deaths().getOrDefault(Cause.EXIT, 0L);
                    if (deaths > 3) {
                        throw new IOException("the poison task killed " + deaths + " workers");
                    }
                });
    }

    private static TenTasks grandchild() {
        return TenTasks.of(
                        (pool, place) -> pool.submit(new BadTasks.LeavesGrandchild(place.file("grandchild"))),
                        Expected.death(
                                WorkerCrashedException.class, "SIGKILL", death -> "SIGKILL".equals(death.signal())))
                .after((pool, place) -> {
                    long pid = Long.parseLong(Files.readString(Path.of(place.file("grandchild"))));
                    if (!Moment.await(3, () -> !place.family().alive().contains(pid))) {
                        throw new IOException("the process that the task started is still there");
                    }
                });
    }
}
