package dev.cloister.internal.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A task is sent again: this worker, which had it, died or gave it back. */
@Name("dev.cloister.TaskMoved")
@Label("Task Moved")
@Description("A task is sent again: this worker, which had it, died or gave it back.")
final class TaskMoved extends TaskAtWorker {
    TaskMoved(String pool, long task, String worker, long pid) {
        super(pool, task, worker, pid);
    }
}
