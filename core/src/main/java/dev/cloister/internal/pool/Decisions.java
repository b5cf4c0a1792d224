package dev.cloister.internal.pool;

import dev.cloister.internal.parent.Timer;
import dev.cloister.internal.parent.WorkerProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one update of a pool decided and is done once the lock is released. Filled under the lock, used by one thread. */
final class Decisions {
    private final ProcessPool pool;
    private final List<Slot> dirty = new ArrayList<>();
    private final List<ProcessTask<?>> ended = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();

    /** Workers to be started, and when the scheduler wants to be called; null if it does not. */
    private final List<Slot> starts = new ArrayList<>();

    private @Nullable Long wakeAt;

    Decisions(ProcessPool pool) {
        this.pool = pool;
    }

    /** A process is to be started for the slot. */
    void start(Slot slot) {
        starts.add(slot);
    }

    /** The scheduler wants to be called at that time, which is earlier than any it named before. */
    void wakeAt(long nanos) {
        wakeAt = nanos;
    }

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
            pool.board().show(slot);
        }
        pool.board().count();
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
        for (Slot slot : starts) {
            pool.launch(slot);
        }
        if (wakeAt != null) {
            Timer.after(wakeAt - System.nanoTime(), pool.ticker());
        }
        for (Runnable action : actions) {
            action.run();
        }
    }
}
