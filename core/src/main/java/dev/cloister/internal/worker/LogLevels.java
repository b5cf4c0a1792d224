package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What logging, which the JVM creates by itself, asks of this worker: the parent's levels, and which task runs. Thread-safe. */
final class LogLevels {
    /** As for a program that configures nothing. */
    private static final String DEFAULTS = ".level=800";

    private static final long ANSWER_MILLIS = 1000;
    /** This process's; null before a pool took it. */
    private static volatile @Nullable LogLevels current;

    private final FrameSender sender;
    private final WorkerLoop loop;
    private final TaskRunner runner;
    private final CountDownLatch answered = new CountDownLatch(1);

    /** Lines of a logging configuration; null for no relay. Written before the latch opens. */
    private volatile @Nullable String levels = DEFAULTS;

    private LogLevels(FrameSender sender, WorkerLoop loop, TaskRunner runner) {
        this.sender = sender;
        this.loop = loop;
        this.runner = runner;
    }

    /** A pool took this worker. */
    static LogLevels connect(FrameSender sender, WorkerLoop loop, TaskRunner runner) {
        LogLevels created = new LogLevels(sender, loop, runner);
        current = created;
        return created;
    }

    /** The levels of the parent's loggers, or null if the parent wants no records. Waits for the answer, not for long. */
    static @Nullable String ask() {
        LogLevels here = current;
        return here == null || isExiting() ? DEFAULTS : here.request();
    }

    /** {@code System.exit} itself asks for a logger, at a time when nobody may be there to answer. */
    private static boolean isExiting() {
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Runtime")
                    && frame.getMethodName().equals("exit")) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String request() {
        boolean interrupted = false;
        try {
            sender.send(FrameType.LOG_LEVELS, 0, Frame.NO_BODY);
            loop.giveUpLead();
            boolean _ = answered.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) { // meant for the task
            interrupted = true;
        } catch (IOException e) {
            return levels; // the channel is lost: the loop notices it
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return levels;
    }

    /** The loop got the parent's answer. */
    void answer(byte[] body) throws IOException {
        levels = new ByteSource(body).takeString();
        answered.countDown();
    }

    /** The task that the calling thread runs; 0 if it runs none. */
    static long currentTask() {
        LogLevels here = current;
        return here == null ? 0 : here.runner.currentTask();
    }
}
