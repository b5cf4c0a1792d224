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
    final String pool;

    @Label("Task")
    final long task;

    @Label("Input")
    @Description("The position of the task's input in its map, from 0; -1 for a task submitted alone")
    final int input;

    TaskSubmitted(String pool, long task, int input) {
        this.pool = pool;
        this.task = task;
        this.input = input;
    }
}
