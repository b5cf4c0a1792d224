package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** A station of a task at a worker. */
@Category({"Cloister", "Tasks"})
@StackTrace(false)
abstract class TaskAtWorker extends Event {
    @Label("Pool")
    final String pool;

    @Label("Task")
    final long task;

    @Label("Worker")
    final String worker;

    @Label("Process")
    final long pid;

    TaskAtWorker(String pool, long task, String worker, long pid) {
        this.pool = pool;
        this.task = task;
        this.worker = worker;
        this.pid = pid;
    }
}
