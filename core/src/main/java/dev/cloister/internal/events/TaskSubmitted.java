package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A pool accepted a task. */
@Name("dev.cloister.TaskSubmitted")
@Label("Task Submitted")
@Description("A pool accepted a task.")
@Category({"Cloister", "Tasks"})
@StackTrace(false)
final class TaskSubmitted extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task")
    long task;

    @Label("Input")
    @Description("The position of the task's input in its map, from 0; -1 for a task submitted alone")
    int input;
}
