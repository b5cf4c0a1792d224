package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A worker said that a task's code is about to run; on thread backends, it is. */
@Name("dev.cloister.TaskStarted")
@Label("Task Started")
@Description("A worker said that a task's code is about to run; on thread backends, it is.")
@Category({"Cloister", "Tasks"})
@StackTrace(false)
final class TaskStarted extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task")
    long task;

    @Label("Worker")
    String worker = "";

    @Label("Process")
    long pid;
}
