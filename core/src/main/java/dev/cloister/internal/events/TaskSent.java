package dev.cloister.internal.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A task was given to a worker process. */
@Name("dev.cloister.TaskSent")
@Label("Task Sent")
@Description("A task was given to a worker process.")
final class TaskSent extends TaskAtWorker {
    TaskSent(String pool, long task, String worker, long pid) {
        super(pool, task, worker, pid);
    }
}
