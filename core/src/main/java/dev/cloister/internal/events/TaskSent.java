package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A task was given to a worker process. */
@Name("dev.cloister.TaskSent")
@Label("Task Sent")
@Description("A task was given to a worker process.")
@Category({"Cloister", "Tasks"})
@StackTrace(false)
final class TaskSent extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task")
    long task;

    @Label("Worker")
    String worker = "";

    @Label("Process")
    long pid;
}
