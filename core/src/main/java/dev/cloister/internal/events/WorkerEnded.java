package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A worker process ended. */
@Name("dev.cloister.WorkerEnded")
@Label("Worker Ended")
@Description("A worker process ended.")
@Category({"Cloister", "Workers"})
@StackTrace(false)
final class WorkerEnded extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Worker")
    String worker = "";

    @Label("Process")
    long pid;

    @Label("Cause")
    @Description("LEFT when it was told to and had nothing left to do, else as in dev.cloister.WorkerDeath")
    String cause = "";

    @Label("Exit Code")
    @Description("-1 if unknown")
    int exitCode;
}
