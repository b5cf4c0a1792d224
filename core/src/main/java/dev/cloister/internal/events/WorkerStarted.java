package dev.cloister.internal.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A worker process said hello. */
@Name("dev.cloister.WorkerStarted")
@Label("Worker Started")
@Description("A worker process said hello.")
final class WorkerStarted extends WorkerEvent {
    @Label("Start-up")
    @Description("From the start of the process")
    @Timespan(Timespan.NANOSECONDS)
    final long startUp;

    WorkerStarted(String pool, String worker, long pid, long startUpNanos) {
        super(pool, worker, pid);
        startUp = startUpNanos;
    }
}
