package dev.cloister;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Pool} is made. Immutable; each {@code with} method returns a changed copy and checks its value.
 *
 * {@snippet :
 * var options = dev.cloister.PoolOptions.ofProcesses(4)
 *         .withName("ocr")
 *         .withCancelGrace(java.time.Duration.ofMillis(200))
 *         .withWorkers(dev.cloister.WorkerOptions.defaults().withJvmArguments("-Xmx256m"));
 * try (var pool = dev.cloister.Pool.open(options)) {
 *     pool.submit(() -> 1).get();
 * }
 * }
 */
public sealed interface PoolOptions permits PoolConfiguration {
    /** Options for a pool on {@code backend}, everything else at its default. */
    static PoolOptions of(Backend backend) {
        return new PoolConfiguration(backend);
    }

    /** The same as {@code of(Backend.processes(workers))}. */
    static PoolOptions ofProcesses(int workers) {
        return of(Backend.processes(workers));
    }

    /** Where tasks run. */
    Backend backend();

    /** The pool's name, in thread names and messages; null for {@code pool-N}. */
    @Nullable
    String name();

    /** How the worker JVMs are started. Thread backends do not use it. */
    WorkerOptions workers();

    /** How long a cancelled task may take to react to its interrupt before its worker is killed. Default: 1 second. */
    Duration cancelGrace();

    /** How long a worker may take from its start to its first message. Default: 60 seconds. */
    Duration startTimeout();

    /** How many failed worker starts break the pool. Default: 5 in 10 seconds. */
    RestartIntensity restartIntensity();

    /**
     * How often a worker process that has tasks must give a sign of life; one that gives none for three times as long is
     * killed, as a stopped process is. Default: 5 seconds. A thread backend does not use it.
     */
    Duration heartbeat();

    /**
     * How long a worker may be idle until it is let go, above {@link #minIdle()}; it comes back when a task needs it.
     * Null, the default: for ever. Virtual threads do not use it.
     */
    @Nullable
    Duration idleTimeout();

    /** After how many tasks a worker process is replaced; 0, the default: never. */
    int maxTasksPerWorker();

    /** By up to how many tasks fewer, at random, so that workers are not all replaced at once. Default: 0. */
    int maxTasksJitter();

    /** How many idle workers are started before they are needed, and replaced when they die. Default: 0. */
    int minIdle();

    /** The largest argument or result, in bytes once serialized. Default: 1 GiB. */
    int maxMessageBytes();

    /** Who receives what tasks print. */
    OutputListener output();

    /** Whether log records of worker processes arrive in this JVM's logging. Default: true. */
    boolean logRelay();

    /** How tasks are run that were submitted without options of their own. */
    TaskOptions tasks();

    /** What each worker runs before its first task; null for nothing. */
    @Nullable
    RemoteRunnable initializer();

    /** What each worker runs at its orderly end; null for nothing. */
    @Nullable
    RemoteCallable<?> finalizer();

    /**
     * Returns a copy for this backend. What a backend does not use stays, for the next; {@link #minIdle()} is lowered to its
     * number of worker processes.
     */
    PoolOptions withBackend(Backend backend);

    /** Returns a copy with this name: 1 to 64 letters, digits, {@code -}, {@code _} or {@code .}. */
    PoolOptions withName(String name);

    /** Returns a copy whose workers are started so. */
    PoolOptions withWorkers(WorkerOptions workers);

    /** Returns a copy with this grace, zero or more: zero kills without an interrupt being waited for. */
    PoolOptions withCancelGrace(Duration grace);

    /** Returns a copy with this start time-out, positive. */
    PoolOptions withStartTimeout(Duration timeout);

    /** Returns a copy with this restart intensity. */
    PoolOptions withRestartIntensity(RestartIntensity intensity);

    /**
     * Returns a copy with this heartbeat, from 10 ms to 1 day. It must be longer than the longest pause of a worker's
     * garbage collector divided by three.
     */
    PoolOptions withHeartbeat(Duration interval);

    /** Returns a copy with this idle time-out, positive. */
    PoolOptions withIdleTimeout(Duration timeout);

    /** Returns a copy whose worker processes run at most {@code tasks} tasks each, at least 1. Python: maxtasksperchild. */
    PoolOptions withMaxTasksPerWorker(int tasks);

    /**
     * Returns a copy whose worker processes run between {@code tasks - jitter} and {@code tasks} tasks each.
     *
     * @throws IllegalArgumentException unless {@code 0 <= jitter < tasks}
     */
    PoolOptions withMaxTasksPerWorker(int tasks, int jitter);

    /** Returns a copy that keeps up to {@code workers} workers started and idle, from 0 to the size of the pool. */
    PoolOptions withMinIdle(int workers);

    /** Returns a copy with this message limit, from 1 KiB to 2,000,000,000 bytes. */
    PoolOptions withMaxMessageBytes(int bytes);

    /** Returns a copy that gives the output of tasks to {@code listener}. */
    PoolOptions withOutput(OutputListener listener);

    /**
     * Returns a copy that relays what tasks log in worker processes, or leaves it alone. Relayed records of {@link
     * System.Logger} and {@code java.util.logging} come to the logger of the same name in this JVM, with the same level
     * and {@code [worker-1 pid 41873 task 17]} before the message, in order for each worker; also a record logged just
     * before the worker dies. Loggers of workers have the levels that those of this JVM had when the worker first
     * logged. A slow handler here holds up the logging of workers, nothing else. Other logging libraries keep their own
     * configuration in workers, and so does {@code java.util.logging} when a system property names a class for it; what
     * they print comes to {@link #output()}. While this JVM exits, its own logging may be shut down before the last records come.
     *
     * <p>Cloister's own logger is {@code dev.cloister}. It logs warnings, and deaths of workers at DEBUG. The system property {@code
     * dev.cloister.log}, set to the name of a {@link System.Logger.Level} before the first pool, switches on the rest: at DEBUG
     * what happens to pools and workers, at TRACE also the end of each task, in worker processes too. What the program's
     * logging would drop goes to standard error then.
     */
    PoolOptions withLogRelay(boolean relay);

    /** Returns a copy that runs tasks so unless they were submitted with options of their own. */
    PoolOptions withTasks(TaskOptions tasks);

    /**
     * Returns a copy whose workers each run {@code initializer} once before their first task, also those that replace
     * others. A worker is a process, a thread of a pool of platform threads, or the whole pool when it is one of virtual
     * threads or a serial one. {@link Worker#current()} and {@link WorkerLocal#get()} work in it.
     *
     * <p>It is serialized once, when the pool is opened: what cannot travel makes {@link Pool#open} throw a
     * {@link CodecException}. When it throws, the pool is broken: pending and later tasks fail with a
     * {@link BrokenPoolException} whose cause is what it threw; what runs in other workers goes on. When it ends its
     * process, the pool tries again as often as {@link #restartIntensity()} allows and is then broken with the death as
     * the cause. When it takes longer than {@link #startTimeout()}, its worker is killed (a thread is interrupted) and
     * the pool is broken.
     */
    PoolOptions withInitializer(RemoteRunnable initializer);

    /**
     * Returns a copy whose workers each run {@code finalizer} at their orderly end, before the states of
     * {@link WorkerLocal} are closed: when they are retired or the pool is closed, on SIGTERM and {@code System.exit}.
     * What it returns or throws can be had from {@link Pool#exitResults()}. A worker process that has not exited 5 seconds
     * after it was asked to is killed. Worker processes that are killed or crash run nothing.
     */
    PoolOptions withFinalizer(RemoteCallable<?> finalizer);
}
