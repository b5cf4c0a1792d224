package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A task ended for its caller. */
@Name("dev.cloister.TaskEnded")
@Label("Task Ended")
@Description("A task ended for its caller.")
@Category({"Cloister", "Tasks"})
@StackTrace(false)
final class TaskEnded extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task")
    long task;

    @Label("Outcome")
    @Description("VALUE, ERROR (it threw, could not travel, or its worker died) or CANCELLED")
    String outcome = "";
}
