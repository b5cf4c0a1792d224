package dev.cloister.internal.pool;

import dev.cloister.PoolStatistics;
import dev.cloister.WorkerStatistics;
import dev.cloister.internal.parent.WorkerProcess;
import java.util.ArrayList;
import java.util.List;

/** Counts what is in a pool of processes, and what has happened in it. Guarded by the pool's lock. */
final class ProcessStatistics {
    private final Scheduler scheduler;

    /** Calls of the output listener that threw, in workers that have ended. */
    private long listenerFailures;

    ProcessStatistics(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A worker has ended: its count would be lost. */
    void ended(WorkerProcess worker) {
        listenerFailures += worker.outputFailures();
    }

    PoolStatistics collect() {
        int starting = 0;
        int idle = 0;
        int busy = 0;
        long failures = listenerFailures;
        List<WorkerStatistics> workers = new ArrayList<>();
        for (Slot slot : scheduler.slots()) {
            WorkerProcess process = slot.process;
            failures += process == null ? 0 : process.outputFailures();
            boolean working = !slot.inFlight.isEmpty();
            starting += slot.state == Slot.State.STARTING ? 1 : 0;
            idle += slot.state == Slot.State.READY && !working ? 1 : 0;
            busy += working ? 1 : 0;
            workers.add(
                    new WorkerStatistics(slot.name, slot.pid(), slot.activity(), slot.inFlight.size(), slot.answered));
        }
        AcceptedTasks accepted = scheduler.accepted();
        Workforce workforce = scheduler.workforce();
        return new PoolStatistics(
                workforce.size(),
                starting,
                idle,
                busy,
                accepted.pending.items(),
                accepted.runningItems(),
                accepted.submitted,
                accepted.completed,
                accepted.failed,
                accepted.cancelled,
                accepted.moved,
                accepted.retried,
                workforce.starts().successes(),
                workforce.starts().failures(),
                workforce.recycled(),
                scheduler.deaths,
                0,
                failures,
                workers);
    }
}
