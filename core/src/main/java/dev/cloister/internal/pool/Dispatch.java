package dev.cloister.internal.pool;

import dev.cloister.internal.pool.ProcessTask.Stage;
import dev.cloister.internal.pool.Slot.State;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives pending tasks to workers. A worker that runs as many tasks as it may gets more in advance only while its tasks are
 * short, so that their way takes no longer than they do. A worker without work gets back from the others what they have
 * not started. Guarded by the pool's lock.
 */
final class Dispatch {
    /** Tasks shorter than this are given out in advance: their way is as long as busy processors make it. */
    private static final long SHORT_NANOS = 25_000_000;

    /** As much work is given out in advance as takes about this long, and at least one task. */
    private static final long AHEAD_NANOS = 12_000_000;

    private static final int MAX_AHEAD = 512;

    /** How many tasks a worker runs at a time. */
    private final int threads;

    private final AcceptedTasks accepted;
    private final PendingTasks pending;
    private final Workforce workforce;
    private final Heartbeat heartbeat;
    private final Effects effects;
    private final LongSupplier clock;

    Dispatch(
            int threads,
            AcceptedTasks accepted,
            Workforce workforce,
            Heartbeat heartbeat,
            Effects effects,
            LongSupplier clock) {
        this.threads = threads;
        this.accepted = accepted;
        this.pending = accepted.pending;
        this.workforce = workforce;
        this.heartbeat = heartbeat;
        this.effects = effects;
        this.clock = clock;
    }

    /** How many tasks beyond those that it can run the worker may have. */
    static int ahead(Slot slot) {
        if (slot.waiting > 0 || slot.meanNanos == 0 || slot.meanNanos >= SHORT_NANOS) {
            return 0;
        }
        return Math.clamp(AHEAD_NANOS / slot.meanNanos, 1, MAX_AHEAD);
    }

    /** Gives to all workers that can take more: first a task to each that can run one. */
    void giveToAll() {
        if (pending.isEmpty()) {
            return;
        }
        for (Slot slot; !pending.isEmpty() && (slot = workforce.leastLoaded()) != null; ) {
            sendUnit(slot);
        }
        for (Slot slot : workforce.slots()) {
            if (pending.isEmpty()) {
                break;
            }
            giveTo(slot);
        }
    }

    /** Gives to one worker what it can take. If nothing is left for it to run, others are asked to return some. */
    void giveTo(Slot slot) {
        if (slot.state != State.READY) {
            return;
        }
        int capacity = threads + ahead(slot);
        int now = slot.inFlight.size();
        if (now < threads || now <= capacity - capacity / 2) { // many at a time: each time costs system calls
            while (!pending.isEmpty() && slot.inFlight.size() < capacity && slot.state == State.READY) {
                sendUnit(slot);
            }
        }
        if (slot.inFlight.size() < threads && slot.state == State.READY) {
            takeFromOthers();
        }
    }

    private void takeFromOthers() {
        Slot richest = workforce.richest();
        if (richest != null) {
            richest.recalling = true;
            effects.recall(richest, (richest.unstarted() + 1) / 2);
        }
    }

    /** The worker returned tasks that it has not started; perhaps none. */
    void returned(Slot slot, List<Long> taskIds) {
        slot.recalling = false;
        for (long taskId : taskIds.reversed()) {
            ProcessTask<?> task = slot.inFlight.removeLate(taskId);
            if (task != null) {
                slot.given--;
                if (task.stage == Stage.SENT) {
                    accepted.move(task);
                }
            }
        }
    }

    /** Gives the next task, or the rest of the next chunk, to the worker. */
    private void sendUnit(Slot slot) {
        ProcessTask<?> task = pending.poll();
        if (task == null) {
            return;
        }
        send(slot, task);
        while (task.chunk != 0 && slot.state == State.READY) {
            ProcessTask<?> next = pending.peek();
            if (next == null || next.chunk != task.chunk) {
                return;
            }
            send(slot, pending.poll());
        }
    }

    private void send(Slot slot, @Nullable ProcessTask<?> task) {
        if (task != null) {
            accepted.sent(task);
            slot.inFlight.add(task);
            slot.resting = false;
            workforce.gave(slot);
            if (heartbeat.isResting()) {
                heartbeat.begin(clock.getAsLong());
            }
            effects.send(slot, task);
        }
    }
}
