package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A task is sent again: this worker, which had it, died or gave it back. */
@Name("dev.cloister.TaskMoved")
@Label("Task Moved")
@Description("A task is sent again: this worker, which had it, died or gave it back.")
@Category({"Cloister", "Tasks"})
@StackTrace(false)
final class TaskMoved extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task")
    long task;

    @Label("Worker")
    String worker = "";

    @Label("Process")
    long pid;
}
