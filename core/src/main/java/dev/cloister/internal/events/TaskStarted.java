package dev.cloister.internal.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker said that a task's code is about to run; on thread backends, it is. */
@Name("dev.cloister.TaskStarted")
@Label("Task Started")
@Description("A worker said that a task's code is about to run; on thread backends, it is.")
final class TaskStarted extends TaskAtWorker {
    TaskStarted(String pool, long task, String worker, long pid) {
        super(pool, task, worker, pid);
    }
}
