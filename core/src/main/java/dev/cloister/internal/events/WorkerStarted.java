package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A worker process said hello. */
@Name("dev.cloister.WorkerStarted")
@Label("Worker Started")
@Description("A worker process said hello.")
@Category({"Cloister", "Workers"})
@StackTrace(false)
final class WorkerStarted extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Worker")
    String worker = "";

    @Label("Process")
    long pid;

    @Label("Start-up")
    @Description("From the start of the process")
    @Timespan(Timespan.NANOSECONDS)
    long startUp;
}
