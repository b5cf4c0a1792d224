package dev.cloister.internal.pool;

import dev.cloister.internal.parent.WorkerProcess;
import java.util.ArrayList;
import java.util.List;

/** What one update of a pool decided and is done once the lock is released. Filled under the lock, used by one thread. */
final class Decisions {
    private final List<Slot> dirty = new ArrayList<>();
    private final List<ProcessTask<?>> ended = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();

    /** The worker has frames to be flushed. */
    void flush(Slot slot) {
        if (!slot.dirty) {
            slot.dirty = true;
            dirty.add(slot);
        }
    }

    /** The task has its outcome. */
    void end(ProcessTask<?> task) {
        ended.add(task);
    }

    /** Something else is to be done. */
    void add(Runnable action) {
        actions.add(action);
    }

    /** Nothing will be added. Under the lock. */
    void close() {
        for (Slot slot : dirty) {
            slot.dirty = false;
        }
    }

    /** Does everything. Without the lock. */
    void carryOut() {
        for (Slot slot : dirty) {
            WorkerProcess worker = slot.process;
            if (worker != null) {
                worker.flush();
            }
        }
        for (ProcessTask<?> task : ended) {
            task.endAsDecided();
        }
        if (!ended.isEmpty()) {
            WorkKeeper.end(ended.size());
        }
        actions.forEach(Runnable::run);
    }
}
