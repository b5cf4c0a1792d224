package dev.cloister.internal.events;

import jdk.jfr.FlightRecorder;

/**
 * The stations of a task's path and of a worker's life, for Java Flight Recorder. Ask {@link #isOn} before each call:
 * while nothing records, that is all it costs, and the JVM may be one without {@code jdk.jfr}.
 */
public final class Recorder {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recorder() {}

    /** Whether Flight Recorder was ever used in this JVM; each event then looks whether it is wanted. */
    public static boolean isOn() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    /** A pool accepted a task. */
    public static void submitted(String pool, long task, int input) {
        TaskSubmitted event = new TaskSubmitted();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.input = input;
            event.commit();
        }
    }

    /** A task was given to a worker. */
    public static void sent(String pool, long task, String worker, long pid) {
        TaskSent event = new TaskSent();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.worker = worker;
            event.pid = pid;
            event.commit();
        }
    }

    /** A task's code is about to run. */
    public static void started(String pool, long task, String worker, long pid) {
        TaskStarted event = new TaskStarted();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.worker = worker;
            event.pid = pid;
            event.commit();
        }
    }

    /** A task ended for its caller. */
    public static void ended(String pool, long task, String outcome) {
        TaskEnded event = new TaskEnded();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.outcome = outcome;
            event.commit();
        }
    }

    /** A task is about to be sent again. */
    public static void moved(String pool, long task, String worker, long pid) {
        TaskMoved event = new TaskMoved();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.worker = worker;
            event.pid = pid;
            event.commit();
        }
    }

    /** A worker said hello. */
    public static void workerStarted(String pool, String worker, long pid, long startUpNanos) {
        WorkerStarted event = new WorkerStarted();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.worker = worker;
            event.pid = pid;
            event.startUp = startUpNanos;
            event.commit();
        }
    }

    /** A worker ended. */
    public static void workerEnded(String pool, String worker, long pid, String cause, int exitCode) {
        WorkerEnded event = new WorkerEnded();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.worker = worker;
            event.pid = pid;
            event.cause = cause;
            event.exitCode = exitCode;
            event.commit();
        }
    }
}
