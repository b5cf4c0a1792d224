package dev.cloister.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** A change in a worker's life. */
@Category({"Cloister", "Workers"})
@StackTrace(false)
abstract class WorkerEvent extends Event {
    @Label("Pool")
    final String pool;

    @Label("Worker")
    final String worker;

    @Label("Process")
    final long pid;

    WorkerEvent(String pool, String worker, long pid) {
        this.pool = pool;
        this.worker = worker;
        this.pid = pid;
    }
}
