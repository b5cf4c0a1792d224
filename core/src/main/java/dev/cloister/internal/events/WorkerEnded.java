package dev.cloister.internal.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker process ended. */
@Name("dev.cloister.WorkerEnded")
@Label("Worker Ended")
@Description("A worker process ended.")
final class WorkerEnded extends WorkerEvent {
    @Label("Cause")
    @Description("LEFT when it was told to and had nothing left to do, else as in dev.cloister.WorkerDeath")
    final String cause;

    @Label("Exit Code")
    @Description("-1 if unknown")
    final int exitCode;

    WorkerEnded(String pool, String worker, long pid, String cause, int exitCode) {
        super(pool, worker, pid);
        this.cause = cause;
        this.exitCode = exitCode;
    }
}
