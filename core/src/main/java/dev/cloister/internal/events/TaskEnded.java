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
    final String pool;

    @Label("Task")
    final long task;

    @Label("Outcome")
    @Description("VALUE, ERROR (it threw, could not travel, or its worker died) or CANCELLED")
    final String outcome;

    TaskEnded(String pool, long task, String outcome) {
        this.pool = pool;
        this.task = task;
        this.outcome = outcome;
    }
}
