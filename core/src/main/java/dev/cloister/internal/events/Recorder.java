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
        new TaskSubmitted(pool, task, input).commit();
    }

    /** A task was given to a worker. */
    public static void sent(String pool, long task, String worker, long pid) {
        new TaskSent(pool, task, worker, pid).commit();
    }

    /** A task's code is about to run. */
    public static void started(String pool, long task, String worker, long pid) {
        new TaskStarted(pool, task, worker, pid).commit();
    }

    /** A task ended for its caller. */
    public static void ended(String pool, long task, String outcome) {
        new TaskEnded(pool, task, outcome).commit();
    }

    /** A task is about to be sent again. */
    public static void moved(String pool, long task, String worker, long pid) {
        new TaskMoved(pool, task, worker, pid).commit();
    }

    /** A worker said hello. */
    public static void workerStarted(String pool, String worker, long pid, long startUpNanos) {
        new WorkerStarted(pool, worker, pid, startUpNanos).commit();
    }

    /** A worker ended. */
    public static void workerEnded(String pool, String worker, long pid, String cause, int exitCode) {
        new WorkerEnded(pool, worker, pid, cause, exitCode).commit();
    }
}
