package dev.cloister.cli.faults;

import dev.cloister.BrokenPoolException;
import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteTaskException;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerCrashedException;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.faults.Expected;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/** What is wrong with messages: arguments, results, errors, output, bytes. */
final class MessageRows {
    private static final int MIB = 1 << 20;
    private static final String JVM_VERSION = "java.vm.version";

    private MessageRows() {}

    static List<FaultRow> all() {
        return List.of(
                FaultRows.pool(
                        "6",
                        "stack overflow where the result is rebuilt",
                        "bottomless",
                        TenTasks.of(
                                (pool, place) -> pool.submit(new BadTasks.ReturnsBottomless()),
                                Expected.error(CodecException.class, "StackOverflowError"))),
                FaultRows.pool(
                        "10",
                        "result above the limit of 1 MiB",
                        "",
                        TenTasks.of(
                                        (pool, place) -> pool.submit(new BadTasks.ReturnsBytes(8 * MIB)),
                                        Expected.error(CodecException.class, "bytes"))
                                .with(options -> options.withMaxMessageBytes(MIB))),
                FaultRows.pool("11", "argument that cannot travel: a thread", "thread_argument", threadArgument()),
                FaultRows.pool(
                                "12",
                                "exception class unknown to the parent",
                                "unknown_exception",
                                TenTasks.of(
                                        (pool, place) -> pool.submit(new BadTasks.ThrowsUnknownClass()),
                                        Expected.error(RemoteTaskException.class, "WorkerOnlyException")))
                        .quickly(),
                FaultRows.pool(
                        "13",
                        "result throws an Error when rebuilt",
                        "error_on_read",
                        TenTasks.of(
                                (pool, place) -> pool.submit(new BadTasks.ReturnsErrorOnRead()),
                                Expected.error(CodecException.class, "thrown by readObject"))),
                FaultRows.pool("15", "killed in the middle of 64 MiB", "mid_message", midMessage())
                        .within(5), // most of it makes the 64 MiB
                FaultRows.pool("23", "bytes that are no message", "junk", junk()),
                FaultRows.pool(
                        "24",
                        "hash bomb as a result",
                        "bomb",
                        TenTasks.of(
                                (pool, place) -> pool.submit(new BadTasks.ReturnsBomb()),
                                Expected.error(CodecException.class, ""))),
                FaultRows.pool("27", "reader that takes one result at a time", "slow_reader", new SlowReader())
                        .within(10),
                FaultRows.pool("28", "worker of another version", "", otherVersion())
                        .within(10),
                FaultRows.pool("32", "task prints and reads its input", "prints", prints()),
                FaultRows.pool("33", "callback that throws and submits", "callback", callback()));
    }

    private static TenTasks threadArgument() {
        return TenTasks.of(
                (pool, place) -> {
                    Thread thread = Thread.currentThread();
                    return pool.submit(() -> thread.getName());
                },
                Expected.refusal(CodecException.class, "java.lang.Thread"));
    }

    private static TenTasks midMessage() {
        return TenTasks.of(
                        (pool, place) -> pool.submit(new BadTasks.DiesMidMessage()),
                        Expected.death(
                                WorkerCrashedException.class, "SIGKILL", death -> "SIGKILL".equals(death.signal())))
                .with(options -> options.withWorkers(options.workers().withJvmArguments("-Xmx256m")));
    }

    private static TenTasks junk() {
        return TenTasks.of(
                (pool, place) -> pool.submit(new BadTasks.WritesJunk()),
                Expected.death(
                        WorkerCrashedException.class, "a lost channel", death -> death.cause() == Cause.CHANNEL_LOST));
    }

    /** The bad task is given to a second pool while this JVM believes to be of another version. */
    private static TenTasks otherVersion() {
        return TenTasks.of(
                        (pool, place) -> WorkerRows.submitToSecond(place, TenTasks.options(place)),
                        Expected.error(BrokenPoolException.class, "another-version"))
                .before((pool, place) -> {
                    String real = System.getProperty(JVM_VERSION);
                    place.atEnd(() -> System.setProperty(JVM_VERSION, real));
                    System.setProperty(JVM_VERSION, "another-version");
                })
                .after((pool, place) -> place.close());
    }

    /** Its output must arrive, and nothing of it may be taken for a message. */
    private static TenTasks prints() {
        var lines = new ConcurrentLinkedQueue<String>();
        return TenTasks.of((pool, place) -> pool.submit(new BadTasks.PrintsAndReads()), Expected.value(-1))
                .with(options -> options.withOutput((worker, source, line) -> lines.add(line)))
                .after((pool, place) -> {
                    if (!Moment.await(2, () -> lines.size() >= 3)) {
                        throw new IOException("only these lines arrived: " + lines);
                    }
                });
    }

    /** The task's callback submits another task, waits for it and throws; so does the listener of its output. */
    private static TenTasks callback() {
        var pools = new ConcurrentLinkedQueue<Pool>();
        var fromCallback = new ConcurrentLinkedQueue<Long>();
        return TenTasks.of(
                        (pool, place) -> pool.submit(new BadTasks.Prints("printed for a listener that throws"))
                                .whenDone(ended -> {
                                    fromCallback.add(join(pool.submit(TenTasks::square, 7L)));
                                    if (Thread.currentThread().isVirtual()) { // nobody wants to read this stack trace
                                        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});
                                    }
                                    throw new IllegalStateException("the callback throws");
                                }),
                        Expected.value("printed for a listener that throws"))
                .with(options -> listening(options, pools))
                .before((pool, place) -> pools.add(pool))
                .after((pool, place) -> {
                    if (!Moment.await(5, () -> pool.statistics().listenerFailures() >= 1 && !fromCallback.isEmpty())) {
                        throw new IOException("the listener was not called or the callback not at all");
                    }
                });
    }

    private static long join(TaskFuture<Long> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PoolOptions listening(PoolOptions options, ConcurrentLinkedQueue<Pool> pools) {
        return options.withOutput((worker, source, line) -> {
            Pool pool = pools.peek();
            if (pool != null) {
                pool.execute(Thread::onSpinWait);
            }
            throw new IllegalStateException("the listener throws");
        });
    }
}
